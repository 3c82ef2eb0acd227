package dev.plumbline.ground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML by SnakeYAML's composer. Aliases and the merge key {@code <<} of YAML 1.1 hold; plain scalars are those of YAML
 * 1.2's core schema: {@code off} and {@code yes} are words, {@code 1e-3} is a number, {@code 12:30} is none.
 */
final class YamlReader {

    private static final String MERGE = "<<";
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+(_[0-9]+)*");
    private static final Pattern RADIX = Pattern.compile("0([xo])([0-9a-fA-F]+)");
    private static final Pattern REAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern INFINITE = Pattern.compile("([-+]?)\\.(inf|Inf|INF)");
    private static final Set<String> NAN = Set.of(".nan", ".NaN", ".NAN");
    private static final Set<Tag> KNOWN =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE, Tag.MAP, Tag.SEQ);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Scalars of which the text says the type; the others' is of YAML 1.1 and passed over. */
    private final Set<Node> tagged;

    private final Map<String, Integer> lines = new HashMap<>();
    /** The line of each key of a mapping; a merged key has the line it is written in. */
    private final IdentityHashMap<JsonNode, Map<String, Integer>> keys = new IdentityHashMap<>();
    /** What was made of a node, by which an alias is known; null while it is being made. */
    private final IdentityHashMap<Node, @Nullable JsonNode> made = new IdentityHashMap<>();
    /** How many values a mapping or list stands for, itself included. */
    private final IdentityHashMap<JsonNode, Long> sizes = new IdentityHashMap<>();

    private YamlReader(Set<Node> tagged) {
        this.tagged = tagged;
    }

    /** Tells which scalars have a tag of their own. */
    private static final class TagComposer extends Composer {

        private final Set<Node> tagged = Collections.newSetFromMap(new IdentityHashMap<>());

        TagComposer(Parser parser, LoaderOptions limits) {
            super(parser, new Resolver(), limits);
        }

        @Override
        protected Node composeScalarNode(String anchor, List<CommentLine> comments) {
            boolean hasTag = parser.peekEvent() instanceof ScalarEvent scalar && scalar.getTag() != null;
            Node node = super.composeScalarNode(anchor, comments);
            if (hasTag) {
                tagged.add(node);
            }
            return node;
        }
    }

    static LocatedTree read(String text) throws SyntaxException {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(LocatedTree.MOST_DEPTH);
        limits.setCodePointLimit(LocatedTree.MOST_CHARACTERS);
        // ours count what aliases stand for
        limits.setMaxAliasesForCollections(LocatedTree.MOST_VALUES);
        try {
            TagComposer composer = new TagComposer(new ParserImpl(new StreamReader(text), limits), limits);
            if (!composer.checkNode()) {
                return new LocatedTree(MissingNode.getInstance(), Map.of());
            }
            Node root = composer.getNode();
            YamlReader reader = new YamlReader(composer.tagged);
            JsonNode tree = reader.value(root, "");
            if (composer.checkNode()) {
                throw new SyntaxException(
                        "a second document begins (---), and there can be one", line(composer.getNode()));
            }
            return new LocatedTree(tree, reader.lines);
        } catch (YAMLException e) {
            throw YamlObjection.of(e, text);
        }
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private JsonNode value(Node node, String way) throws SyntaxException {
        if (made.containsKey(node)) {
            JsonNode aliased = made.get(node);
            if (aliased == null) {
                throw new SyntaxException(YamlObjection.withoutAnchor(node.getAnchor()), line(node));
            }
            keys.getOrDefault(aliased, Map.of())
                    .forEach((key, line) -> lines.putIfAbsent(LocatedTree.wayTo(way, key), line));
            return aliased;
        }
        made.put(node, null);
        lines.putIfAbsent(way, line(node));
        if (!KNOWN.contains(node.getTag())) {
            throw new SyntaxException("the tag " + node.getTag() + " is not known", line(node));
        }
        JsonNode value;
        if (node instanceof MappingNode mapping) {
            value = mapping(mapping, way);
        } else if (node instanceof SequenceNode list) {
            value = list(list, way);
        } else {
            value = scalar((ScalarNode) node);
        }
        made.put(node, value);
        return value;
    }

    private JsonNode scalar(ScalarNode node) throws SyntaxException {
        String text = node.getValue();
        if (node.getScalarStyle() != ScalarStyle.PLAIN || (node.getTag().equals(Tag.STR) && tagged.contains(node))) {
            return NODES.textNode(text);
        }
        return plain(text).orElseGet(() -> NODES.textNode(text));
    }

    private static Optional<JsonNode> plain(String text) throws SyntaxException {
        if (NULLS.contains(text)) {
            return Optional.of(NODES.nullNode());
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return Optional.of(NODES.booleanNode(TRUE.contains(text)));
        }
        if (INTEGER.matcher(text).matches()) {
            return Optional.of(integer(new BigInteger(text.replace("_", "").replace("+", ""))));
        }
        Matcher radix = RADIX.matcher(text);
        if (radix.matches() && (radix.group(1).equals("x") || radix.group(2).matches("[0-7]+"))) {
            return Optional.of(
                    integer(new BigInteger(radix.group(2), radix.group(1).equals("x") ? 16 : 8)));
        }
        if (REAL.matcher(text).matches()) {
            return Optional.of(NODES.numberNode(Double.parseDouble(text)));
        }
        Matcher infinite = INFINITE.matcher(text);
        if (infinite.matches()) {
            return Optional.of(NODES.numberNode(
                    infinite.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY));
        }
        return NAN.contains(text) ? Optional.of(NODES.numberNode(Double.NaN)) : Optional.empty();
    }

    private static JsonNode integer(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return NODES.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }

    private JsonNode list(SequenceNode node, String way) throws SyntaxException {
        ArrayNode list = NODES.arrayNode();
        long size = 1;
        for (Node element : node.getValue()) {
            JsonNode value = value(element, way + "[" + list.size() + "]");
            size = sum(size, value, element);
            list.add(value);
        }
        sizes.put(list, size);
        return list;
    }

    private JsonNode mapping(MappingNode node, String way) throws SyntaxException {
        ObjectNode mapping = NODES.objectNode();
        JsonNode merged = MissingNode.getInstance();
        Map<String, Integer> written = new HashMap<>();
        long size = 1;
        for (NodeTuple entry : node.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode name)) {
                throw new SyntaxException("a key must be a word, not a list or mapping", line(entry.getKeyNode()));
            }
            String key = name.getValue();
            String place = LocatedTree.wayTo(way, key);
            lines.putIfAbsent(place, line(name));
            JsonNode value = value(entry.getValueNode(), place);
            size = sum(size, value, name);
            if (key.equals(MERGE) && name.getScalarStyle() == ScalarStyle.PLAIN) {
                merged = value;
                merge(NODES.objectNode(), merged, name, new HashMap<>());
            } else if (mapping.has(key)) {
                throw new SyntaxException("the key '" + key + "' is given twice", line(name));
            } else {
                mapping.set(key, value);
                written.put(key, line(name));
            }
        }
        merge(mapping, merged, node, written);
        written.forEach((key, line) -> lines.putIfAbsent(LocatedTree.wayTo(way, key), line));
        keys.put(mapping, written);
        sizes.put(mapping, size);
        return mapping;
    }

    private void merge(ObjectNode mapping, JsonNode merged, Node at, Map<String, Integer> written)
            throws SyntaxException {
        if (merged.isMissingNode()) {
            return;
        }
        for (JsonNode source : merged.isArray() ? merged : List.of(merged)) {
            if (!source.isObject()) {
                throw new SyntaxException("'<<' takes over mappings, not " + source, line(at));
            }
            Map<String, Integer> from = keys.getOrDefault(source, Map.of());
            source.properties().forEach(entry -> {
                if (!mapping.has(entry.getKey())) {
                    mapping.set(entry.getKey(), entry.getValue());
                    written.put(entry.getKey(), from.getOrDefault(entry.getKey(), line(at)));
                }
            });
        }
    }

    private long sum(long size, JsonNode value, Node at) throws SyntaxException {
        long sum = size + sizes.getOrDefault(value, 1L);
        if (sum > LocatedTree.MOST_VALUES) {
            throw new SyntaxException("aliases make more than " + LocatedTree.MOST_VALUES + " values of it", line(at));
        }
        return sum;
    }
}
