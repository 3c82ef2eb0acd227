package dev.plumbline.ground;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Reads JSON with its lines. */
final class JsonReader {

    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final Map<String, Integer> lines = new HashMap<>();
    private int values;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    static LocatedTree read(String text) throws SyntaxException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return new LocatedTree(MissingNode.getInstance(), Map.of());
            }
            JsonReader reader = new JsonReader(parser);
            JsonNode root = reader.value("", 0);
            if (parser.nextToken() != null) {
                throw new SyntaxException(
                        "something follows what should be all of it",
                        parser.currentTokenLocation().getLineNr());
            }
            return new LocatedTree(root, reader.lines);
        } catch (JsonProcessingException e) {
            throw new SyntaxException(JsonObjection.what(e), JsonObjection.line(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode value(String way, int depth) throws IOException, SyntaxException {
        int line = parser.currentTokenLocation().getLineNr();
        lines.putIfAbsent(way, line);
        if (depth > LocatedTree.MOST_DEPTH) {
            throw new SyntaxException("it is nested more than " + LocatedTree.MOST_DEPTH + " deep", line);
        }
        if (++values > LocatedTree.MOST_VALUES) {
            throw new SyntaxException("it has more than " + LocatedTree.MOST_VALUES + " values", line);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(way, depth);
            case START_ARRAY -> array(way, depth);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_NUMBER_INT -> number();
            default -> NODES.textNode(parser.getText());
        };
    }

    private JsonNode number() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private JsonNode array(String way, int depth) throws IOException, SyntaxException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(way + "[" + array.size() + "]", depth + 1));
        }
        return array;
    }

    private JsonNode object(String way, int depth) throws IOException, SyntaxException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int line = parser.currentTokenLocation().getLineNr();
            String place = LocatedTree.wayTo(way, key);
            lines.put(place, line);
            if (object.has(key)) {
                throw new SyntaxException("the key '" + key + "' is given twice", line);
            }
            parser.nextToken();
            object.set(key, value(place, depth + 1));
        }
        return object;
    }
}
