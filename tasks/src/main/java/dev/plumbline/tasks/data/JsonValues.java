package dev.plumbline.tasks.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as plain values, see {@link Table}; {@code NaN} and {@code Infinity} as Python writes them. */
public final class JsonValues {

    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(RecordReader.LONGEST)
                    .build())
            .build();

    private JsonValues() {}

    /**
     * The one object that a line holds, keys in order.
     *
     * @param where what errors call the line
     * @throws PlumblineException of kind data if it is not one JSON object, or a key occurs twice
     */
    public static Map<String, Object> object(String line, String where) {
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw PlumblineException.data(
                        where + ": a JSON object is wanted, not " + kind(parser.currentToken()) + "; correct the file");
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                if (fields.containsKey(key)) {
                    throw PlumblineException.data(where + ": key '" + key + "' occurs twice; remove one");
                }
                fields.put(key, value(parser, where));
            }
            if (parser.nextToken() != null) {
                throw PlumblineException.data(where + ": more than one JSON value on a line; write one per line");
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw malformed(where, e);
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail to be read", e);
        }
    }

    static PlumblineException malformed(String where, JsonProcessingException e) {
        return PlumblineException.data(
                where + ": malformed JSON (" + JsonObjection.of(e) + "); correct the file or fetch it again", e);
    }

    /** A surrogate without its other half is no character, and no UTF-8 can be made of it. */
    private static String text(String value, String where) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw PlumblineException.data(where + ": half of a surrogate pair, "
                            + String.format("\\u%04x", (int) c) + ", is no character; correct the text");
                }
                i++;
            }
        }
        return value;
    }

    /** The value that begins at the parser's current token. */
    static @Nullable Object value(JsonParser parser, String where) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> text(parser.getText(), where);
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    // as pyarrow's reader takes it
                    yield parser.getDoubleValue();
                }
                yield parser.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser, where));
                }
                yield values;
            }
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    fields.put(key, value(parser, where));
                }
                yield fields;
            }
            default -> throw PlumblineException.data(where + ": the JSON ends too early; fetch the file again");
        };
    }

    /** What begins with a token, in the words of JSON. */
    static String kind(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_ARRAY, END_ARRAY -> "a list";
            case VALUE_STRING, FIELD_NAME -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> "something else";
        };
    }
}
