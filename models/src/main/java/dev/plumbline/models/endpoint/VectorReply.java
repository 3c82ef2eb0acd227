package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * An answer with a vector for each text, in the shapes that servers give it: OpenAI's {@code {"data": [{"index": 0,
 * "embedding": [...]}]}}, the same without the object around it (llama.cpp), a list of vectors
 * (text-embeddings-inference), {@code {"embeddings": [...]}} (Ollama) and {@code {"embeddings": {"float": [...]}}}
 * (Cohere). A vector may be alone in a list of its own, as llama.cpp has it.
 *
 * <p>{@code index} says which text a vector belongs to. Servers leave it out, all of them or where it is 0, as those in Go
 * and protocol buffers do; then it is the place in the list. What can be read in two ways is refused.
 */
final class VectorReply {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private final List<OptionalLong> indexes = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();
    private final int texts;
    private OptionalLong charged = OptionalLong.empty();

    private VectorReply(int texts) {
        this.texts = texts;
    }

    /**
     * Reads an answer.
     *
     * @param texts how many vectors there have to be
     * @return the vectors, and what they cost if it says so
     * @throws BadReplyException if it does not hold one vector of finite values for each text, all of one width
     * @throws IOException if it is not JSON
     */
    static Answer read(byte[] answer, int texts) throws IOException {
        VectorReply reply = new VectorReply(texts);
        try (JsonParser parser = VectorRows.JSON.createParser(answer)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                reply.list(parser);
            } else if (first == JsonToken.START_OBJECT) {
                reply.object(parser);
            } else {
                throw new BadReplyException("a JSON object with 'data', or a list of vectors, was expected");
            }
        }
        return new Answer(reply.matrix(), reply.charged);
    }

    private void object(JsonParser parser) throws IOException {
        String found = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken token = parser.nextToken();
            boolean known = field.equals("data") || field.equals("embeddings");
            if (known && token == JsonToken.START_ARRAY && found != null) {
                throw new BadReplyException("vectors under '" + found + "' and under '" + field + "'");
            }
            if (known && token == JsonToken.START_ARRAY) {
                found = field;
                list(parser);
            } else if (field.equals("embeddings") && token == JsonToken.START_OBJECT && found == null) {
                found = typed(parser) ? field : null;
            } else if (field.equals("error")) {
                JsonNode error = MAPPER.readTree(parser);
                if (saysSomething(error)) {
                    throw BadReplyException.error(error.toString());
                }
            } else if (field.equals("usage")) {
                // OpenAI's, and of those like it
                charged(MAPPER.readTree(parser), List.of("total_tokens", "prompt_tokens"));
            } else if (field.equals("meta")) {
                charged(MAPPER.<JsonNode>readTree(parser).path("billed_units"), List.of("input_tokens"));
            } else {
                parser.skipChildren();
            }
        }
        if (found == null) {
            throw new BadReplyException("a JSON object without 'data'");
        }
    }

    /** Takes the first of some fields that is a count. */
    private void charged(JsonNode usage, List<String> fields) {
        fields.stream()
                .map(usage::path)
                .filter(count -> count.isNumber() && count.asLong() >= 0)
                .findFirst()
                .ifPresent(count -> charged = OptionalLong.of(count.asLong()));
    }

    private static boolean saysSomething(JsonNode error) {
        return error.isContainerNode()
                ? !error.isEmpty()
                : !error.isNull() && !error.isBoolean() && !error.asText().isEmpty();
    }

    /** The lists of {@code embeddings} by type of number, of which only float can be meant. */
    private boolean typed(JsonParser parser) throws IOException {
        boolean found = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String type = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY && type.equals("float")) {
                found = true;
                list(parser);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private void list(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                entry(parser);
            } else if (parser.currentToken() == JsonToken.START_ARRAY) {
                indexes.add(OptionalLong.empty());
                vectors.add(VectorRows.vector(parser));
            } else {
                throw new BadReplyException(
                        "its list holds " + parser.getText() + " where an object or a vector was expected");
            }
        }
    }

    private void entry(JsonParser parser) throws IOException {
        OptionalLong index = OptionalLong.empty();
        float[] vector = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals("embedding")) {
                vector = VectorRows.vector(parser);
            } else if (field.equals("index")) {
                index = index(parser);
            } else {
                parser.skipChildren();
            }
        }
        if (vector == null) {
            throw new BadReplyException("an entry of its list lacks 'embedding'");
        }
        indexes.add(index);
        vectors.add(vector);
    }

    private static OptionalLong index(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> OptionalLong.empty();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> OptionalLong.of(whole(parser.getText()));
            default -> throw new BadReplyException("an index that is no number but " + parser.getText());
        };
    }

    private static long whole(String number) {
        try {
            double value = Double.parseDouble(number.strip());
            if (value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE) {
                return (long) value;
            }
        } catch (NumberFormatException e) {
            throw new BadReplyException("an index that is no number but '" + number + "'");
        }
        throw new BadReplyException("an index that is no whole number but " + number);
    }

    private FloatMatrix matrix() {
        VectorRows rows = new VectorRows(texts);
        long[] places = places();
        for (int i = 0; i < places.length; i++) {
            rows.put(places[i], vectors.get(i));
        }
        return rows.matrix();
    }

    /** The place of each entry: its index; without one its own place, if that is beyond doubt. */
    private long[] places() {
        long[] places = new long[vectors.size()];
        List<Integer> without = new ArrayList<>();
        boolean inOrder = true;
        for (int i = 0; i < places.length; i++) {
            OptionalLong index = indexes.get(i);
            places[i] = index.orElse(i);
            inOrder &= places[i] == i;
            if (index.isEmpty()) {
                without.add(i);
            }
        }
        if (without.isEmpty() || places.length != texts || inOrder) {
            return places;
        }
        // out of order, one alone may have lost its 0
        if (without.size() > 1) {
            throw new BadReplyException(
                    without.size() + " vectors without an index among others that are out of order");
        }
        places[without.get(0)] = 0;
        return places;
    }
}
