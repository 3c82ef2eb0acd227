package dev.plumbline.trainer.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Reads YAML with its anchors and aliases: {@code *x} stands for what {@code &x} was put before, and the key {@code <<} takes
 * over the entries of one mapping or several that the mapping itself does not have (YAML 1.1, merge key). Jackson alone reads
 * an alias as a string of its name.
 */
final class YamlTree {

    /** Values that a file may stand for, each alias counting as all that it repeats: nested ones multiply. */
    static final int MOST_VALUES = 100_000;

    private static final String MERGE = "<<";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Factory YAML = new Factory();

    private final AnchorParser parser;
    private final Map<String, JsonNode> anchors = new HashMap<>();
    /** How many values a mapping or list stands for, itself included. */
    private final IdentityHashMap<JsonNode, Long> sizes = new IdentityHashMap<>();

    private final IdentityHashMap<JsonNode, Map<String, Integer>> lines = new IdentityHashMap<>();

    /**
     * What a file holds.
     *
     * @param root its value
     * @param lines of each mapping, by identity, the line of each key; a merged key has the line it is written in
     */
    record Document(JsonNode root, IdentityHashMap<JsonNode, Map<String, Integer>> lines) {}

    private YamlTree(AnchorParser parser) {
        this.parser = parser;
    }

    /**
     * Reads the first document.
     *
     * @return a missing root if there is none; not to be changed, since aliases share what they stand for
     * @throws com.fasterxml.jackson.core.JsonProcessingException with its line if this is no YAML, an alias has no anchor before
     *     it, or aliases make more than {@value #MOST_VALUES} values
     */
    static Document read(String content) throws IOException {
        try (AnchorParser parser = YAML.createParser(new StringReader(content))) {
            if (parser.nextToken() == null) {
                return new Document(MissingNode.getInstance(), new IdentityHashMap<>());
            }
            YamlTree tree = new YamlTree(parser);
            JsonNode root = tree.value();
            // the rest must be YAML too
            while (parser.nextToken() != null) {
                parser.skipChildren();
            }
            return new Document(root, tree.lines);
        }
    }

    /** The value that begins at the parser's token. */
    private JsonNode value() throws IOException {
        if (parser.isCurrentAlias()) {
            return aliased(parser.getText());
        }
        String anchor = parser.getObjectId();
        JsonNode value =
                switch (parser.currentToken()) {
                    case START_OBJECT -> mapping();
                    case START_ARRAY -> list();
                    default -> scalar();
                };
        if (anchor != null) {
            anchors.put(anchor, value);
        }
        return value;
    }

    private JsonNode aliased(String name) throws JsonParseException {
        JsonNode value = anchors.get(name);
        if (value == null) {
            throw new JsonParseException(parser, "alias '*" + name + "' has no anchor '&" + name + "' before it");
        }
        return value;
    }

    private JsonNode scalar() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? NODES.numberNode(parser.getBigIntegerValue())
                        : NODES.numberNode(parser.getLongValue());
            default -> NODES.textNode(parser.getText());
        };
    }

    private JsonNode list() throws IOException {
        ArrayNode list = NODES.arrayNode();
        long size = 1;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonNode element = value();
            size = sum(size, element);
            list.add(element);
        }
        sizes.put(list, size);
        return list;
    }

    private JsonNode mapping() throws IOException {
        ObjectNode mapping = NODES.objectNode();
        Map<String, Integer> written = new HashMap<>();
        JsonNode merged = MissingNode.getInstance();
        long size = 1;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            written.put(key, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            JsonNode value = value();
            size = sum(size, value);
            if (key.equals(MERGE)) {
                merged = value;
            } else {
                mapping.set(key, value);
            }
        }
        merge(mapping, merged, written);
        lines.put(mapping, written);
        sizes.put(mapping, size);
        return mapping;
    }

    private void merge(ObjectNode mapping, JsonNode merged, Map<String, Integer> written) throws JsonParseException {
        if (merged.isMissingNode()) {
            return;
        }
        for (JsonNode source : merged.isArray() ? merged : List.of(merged)) {
            if (!source.isObject()) {
                throw new JsonParseException(parser, "'<<' takes over mappings, not " + source.getNodeType());
            }
            source.properties().forEach(entry -> {
                if (!mapping.has(entry.getKey())) {
                    mapping.set(entry.getKey(), entry.getValue());
                    written.put(entry.getKey(), lines.get(source).get(entry.getKey()));
                }
            });
        }
    }

    private long sum(long size, JsonNode value) throws JsonParseException {
        long sum = size + sizes.getOrDefault(value, 1L);
        if (sum > MOST_VALUES) {
            throw new JsonParseException(parser, "aliases make more than " + MOST_VALUES + " values of it");
        }
        return sum;
    }

    /** Makes parsers that know the anchors of scalars. */
    private static final class Factory extends YAMLFactory {

        private static final long serialVersionUID = 1;

        Factory() {
            enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            // off is a choice here; YAML 1.2 has true and false alone
            enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS);
        }

        @Override
        public AnchorParser createParser(Reader reader) throws IOException {
            return (AnchorParser) super.createParser(reader);
        }

        @Override
        protected AnchorParser _createParser(Reader reader, IOContext context) {
            return new AnchorParser(
                    context, _parserFeatures, _yamlParserFeatures, _loaderOptions, _objectCodec, reader);
        }
    }

    /** Jackson's parser tells the anchors of mappings and lists alone. */
    private static final class AnchorParser extends YAMLParser {

        AnchorParser(
                IOContext context,
                int features,
                int yamlFeatures,
                LoaderOptions options,
                ObjectCodec codec,
                Reader in) {
            super(context, features, yamlFeatures, options, codec, in);
        }

        @Override
        protected JsonToken _decodeScalar(ScalarEvent scalar) throws IOException {
            _currentAnchor = scalar.getAnchor();
            return super._decodeScalar(scalar);
        }
    }
}
