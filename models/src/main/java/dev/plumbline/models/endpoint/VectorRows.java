package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/** The vectors of one answer as they are read: each place filled once, all of one width, every value finite. */
final class VectorRows {

    /** Reads NaN and Infinity too, which some servers write, so that the message can say so. */
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final int MOST_VALUES = 1 << 16;

    private final float[][] rows;
    private int filled;
    private int width = -1;

    VectorRows(int texts) {
        this.rows = new float[texts][];
    }

    /**
     * Takes a vector.
     *
     * @param place which text of the request it belongs to
     */
    void put(long place, float[] vector) {
        if (place < 0 || place >= rows.length) {
            throw new BadReplyException("a vector with index " + place + " for " + rows.length + " texts");
        }
        if (rows[(int) place] != null) {
            throw new BadReplyException("two vectors with index " + place);
        }
        if (vector.length == 0) {
            throw new BadReplyException("vector " + place + " is empty");
        }
        if (width >= 0 && vector.length != width) {
            throw new BadReplyException(
                    "vector " + place + " has " + vector.length + " values, another of the same answer " + width);
        }
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new BadReplyException("vector " + place + " has " + vector[i] + " at position " + i);
            }
        }
        width = vector.length;
        rows[(int) place] = vector;
        filled++;
    }

    /** All of them, if none is missing. */
    FloatMatrix matrix() {
        if (filled != rows.length) {
            throw new BadReplyException(filled + " vectors for " + rows.length + " texts");
        }
        float[] data = new float[Math.multiplyExact(filled, Math.max(0, width))];
        for (int row = 0; row < filled; row++) {
            System.arraycopy(rows[row], 0, data, row * width, width);
        }
        return FloatMatrix.of(filled, Math.max(0, width), data);
    }

    /**
     * A vector as a list of numbers, which may be alone in another list, or as float32, little endian, in base64; the parser
     * stands at its first token.
     */
    static float[] vector(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return text(parser.getText());
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new BadReplyException("a vector that is no list of numbers but " + parser.getText());
        }
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            return numbers(parser);
        }
        parser.nextToken();
        float[] alone = numbers(parser);
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            throw new BadReplyException(
                    "several vectors for one text, one per token it seems; the server has to pool them");
        }
        return alone;
    }

    /** A list's numbers; the parser stands at the first, or at the end. */
    private static float[] numbers(JsonParser parser) throws IOException {
        float[] values = new float[1024];
        int count = 0;
        for (; parser.currentToken() != JsonToken.END_ARRAY; parser.nextToken()) {
            JsonToken token = parser.currentToken();
            if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
                throw new BadReplyException("a vector with " + parser.getText() + " at position " + count);
            }
            if (count == MOST_VALUES) {
                throw new BadReplyException("a vector of more than " + MOST_VALUES + " values");
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            // by way of double: whoever prints a float32 in full gets the same bits back
            values[count++] = (float) parser.getDoubleValue();
        }
        return Arrays.copyOf(values, count);
    }

    /** Base64, or a list of numbers that was made a text on its way. */
    private static float[] text(String text) throws IOException {
        if (!text.stripLeading().startsWith("[")) {
            return decoded(text);
        }
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            return vector(parser);
        }
    }

    private static float[] decoded(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new BadReplyException("a vector that is a text but not base64: " + e.getMessage());
        }
        if (bytes.length % Float.BYTES != 0) {
            throw new BadReplyException("a vector of " + bytes.length + " bytes, which are no float32 values");
        }
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
