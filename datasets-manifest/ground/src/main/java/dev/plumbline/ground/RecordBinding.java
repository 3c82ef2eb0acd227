package dev.plumbline.ground;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes records of mappings that people write. Jackson does it, and where it fails only its path is taken from it: what is
 * wanted there is told by the record's own components.
 */
final class RecordBinding {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private RecordBinding() {}

    /** What does not fit: the message is what stands behind the way. */
    static final class MisfitException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String way;
        private final String example;

        private MisfitException(String way, String message, String example) {
            super(message);
            this.way = way;
            this.example = example;
        }

        /** A value that would do; empty if there is none to name. */
        String example() {
            return example;
        }

        /** From the root to what does not fit. */
        String way(String root) {
            return way.isEmpty() || way.startsWith("[") ? root + way : LocatedTree.wayTo(root, way);
        }
    }

    /** Makes a record. */
    static <T> T bind(JsonNode node, Class<T> type) throws MisfitException {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JsonMappingException e) {
            throw misfit(e, node, MAPPER.constructType(type));
        } catch (JsonProcessingException e) {
            // a tree is whole
            throw new MisfitException("", "is not understood", "");
        }
    }

    /** A list's element is something: records' lists have no holes. */
    private static void requireNoNull(JsonNode node, String way) throws MisfitException {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                if (node.get(i).isNull()) {
                    throw new MisfitException(
                            way + "[" + i + "]", "is nothing: write what is meant, or take it out", "");
                }
                requireNoNull(node.get(i), way + "[" + i + "]");
            }
        } else {
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                requireNoNull(entry.getValue(), LocatedTree.wayTo(way, entry.getKey()));
            }
        }
    }

    private static MisfitException misfit(JsonMappingException e, JsonNode root, JavaType type) throws MisfitException {
        String way = "";
        JsonNode at = root;
        JavaType wanted = type;
        for (JsonMappingException.Reference step : e.getPath()) {
            String key = step.getFieldName();
            if (key == null) {
                way += "[" + step.getIndex() + "]";
                at = at.path(step.getIndex());
                wanted = wanted == null ? null : wanted.getContentType();
                continue;
            }
            if (wanted != null && wanted.isRecordType() && !components(wanted).containsKey(key)) {
                return unknown(way, key, components(wanted).keySet());
            }
            way = LocatedTree.wayTo(way, key);
            at = at.path(key);
            wanted = wanted == null
                    ? null
                    : wanted.isMapLikeType()
                            ? wanted.getContentType()
                            : components(wanted).get(key);
        }
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause instanceof WrongValueException wrong) {
            return new MisfitException(LocatedTree.wayTo(way, wrong.key()), wrong.what(), wrong.example());
        }
        if (cause instanceof NullPointerException && cause.getMessage() == null) {
            requireNoNull(at, way);
        }
        if (cause instanceof NullPointerException && wanted != null && wanted.isRecordType()) {
            return missing(way, at, wanted, String.valueOf(cause.getMessage()));
        }
        if (cause instanceof IllegalArgumentException
                && !cause.getClass().getName().startsWith("com.fasterxml")) {
            return new MisfitException(way, String.valueOf(cause.getMessage()), "");
        }
        return new MisfitException(
                way, "must be " + wanted(wanted) + ", not " + at, wanted == null ? "" : example(wanted));
    }

    /** A key that is asked for and not there; its misspelling may be. */
    private static MisfitException missing(String way, JsonNode at, JavaType record, String key) {
        Map<String, JavaType> components = components(record);
        for (Map.Entry<String, JsonNode> given : at.properties()) {
            if (!components.containsKey(given.getKey()) && NearestNames.areNear(given.getKey(), key)) {
                return unknown(way, given.getKey(), List.of(key));
            }
        }
        JavaType type = components.get(key);
        return new MisfitException(LocatedTree.wayTo(way, key), "is missing", type == null ? "" : example(type));
    }

    private static MisfitException unknown(String way, String key, Collection<String> known) {
        return new MisfitException(
                LocatedTree.wayTo(way, key),
                "is not a known key; nearest: " + String.join(", ", NearestNames.of(key, known)),
                "");
    }

    private static Map<String, JavaType> components(JavaType type) {
        BeanDescription description = MAPPER.getDeserializationConfig().introspect(type);
        return description.findProperties().stream()
                .filter(property -> property.getConstructorParameter() != null)
                .collect(Collectors.toMap(
                        BeanPropertyDefinition::getName,
                        property -> property.getConstructorParameter().getType()));
    }

    private static String example(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (raw.isEnum()) {
            return label(raw.getEnumConstants()[0]);
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return "true";
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return "8";
        }
        if (raw == double.class || raw == Double.class) {
            return "0.5";
        }
        if (CharSequence.class.isAssignableFrom(raw)) {
            return "text";
        }
        if (type.isCollectionLikeType() || type.isArrayType()) {
            return "[" + example(type.getContentType()) + "]";
        }
        return type.isMapLikeType()
                ? "{KEY: " + example(type.getContentType()) + "}"
                : components(type).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .findFirst()
                        .map(entry -> "{" + entry.getKey() + ": " + example(entry.getValue()) + "}")
                        .orElse("{KEY: VALUE}");
    }

    private static String wanted(JavaType type) {
        if (type == null) {
            return "something else";
        }
        Class<?> raw = type.getRawClass();
        if (raw.isEnum()) {
            return "one of "
                    + Arrays.stream(raw.getEnumConstants())
                            .map(RecordBinding::label)
                            .collect(Collectors.joining(", "));
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return "true or false";
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return "a whole number";
        }
        if (raw == double.class || raw == Double.class) {
            return "a number";
        }
        if (CharSequence.class.isAssignableFrom(raw)) {
            return "a string";
        }
        return type.isCollectionLikeType() || type.isArrayType() ? "a list" : "a mapping of keys to values";
    }

    private static String label(Object constant) {
        return Optional.ofNullable(MAPPER.<JsonNode>valueToTree(constant))
                .map(JsonNode::asText)
                .orElse("");
    }
}
