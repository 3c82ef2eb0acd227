package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.Role;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fields that requests have beside texts and model: for every text, and for those of a role, which stand above the others.
 * They decide vectors, so that they belong to what vectors are kept under and to what is recorded. Immutable.
 */
final class BodyFields {

    static final BodyFields NONE = new BodyFields(new EnumMap<>(Role.class));

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Map<Role, NavigableMap<String, JsonNode>> fields;

    private BodyFields(Map<Role, NavigableMap<String, JsonNode>> fields) {
        this.fields = fields;
    }

    /** The option that gives fields of a role; of every text for {@link Role#NONE}. */
    static String option(Role role) {
        return "--api-body" + role.promptType().map(type -> "-" + type).orElse("");
    }

    /**
     * These and more.
     *
     * @param text a JSON object, or {@code NAME=VALUE} where the value is JSON, or else a text
     * @throws IllegalArgumentException if it is neither, or says something twice
     */
    BodyFields plus(Role role, String text) {
        Map<Role, NavigableMap<String, JsonNode>> copy = new EnumMap<>(Role.class);
        fields.forEach((known, values) -> copy.put(known, new TreeMap<>(values)));
        NavigableMap<String, JsonNode> mine = copy.computeIfAbsent(role, missing -> new TreeMap<>());
        parse(role, text).properties().forEach(field -> {
            String name = field.getKey();
            if (name.isBlank()) {
                throw new IllegalArgumentException(option(role) + ": a field without a name");
            }
            if (SecretNames.name(name) || SecretNames.value(field.getValue().asText())) {
                throw new IllegalArgumentException(option(role) + ": " + name + " looks like a secret, and these fields"
                        + " are recorded with results; a key goes into an environment variable, see --api-key-env");
            }
            if (mine.putIfAbsent(name, field.getValue()) != null) {
                throw new IllegalArgumentException(option(role) + ": " + name + " is given twice");
            }
        });
        return new BodyFields(copy);
    }

    private static ObjectNode parse(Role role, String text) {
        if (text.stripLeading().startsWith("{")) {
            try {
                if (MAPPER.readTree(text) instanceof ObjectNode object) {
                    return object;
                }
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(option(role) + ": no JSON object: " + JsonObjection.of(e), e);
            }
        }
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(
                    option(role) + " takes NAME=VALUE or a JSON object such as '{\"input_type\": \"query\"}'");
        }
        ObjectNode object = MAPPER.createObjectNode();
        object.set(text.substring(0, equals).strip(), value(text.substring(equals + 1)));
        return object;
    }

    private static JsonNode value(String text) {
        try {
            JsonNode value = MAPPER.readTree(text);
            if (value != null && !value.isMissingNode()) {
                return value;
            }
        } catch (JsonProcessingException e) {
            // no JSON, then it is what it looks like, a text
            return MAPPER.getNodeFactory().textNode(text);
        }
        return MAPPER.getNodeFactory().textNode(text);
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Whether any role has a field of a name. */
    boolean has(String name) {
        return fields.values().stream().anyMatch(values -> values.containsKey(name));
    }

    /** A field's value as a text, null where it has none. */
    String text(Role role, String name) {
        JsonNode value = given(role).get(name);
        return value == null ? null : value.asText();
    }

    /** The width that requests for every text ask for. */
    OptionalInt width() {
        JsonNode width = given(Role.NONE).get(Protocol.DIMENSIONS);
        return width != null && width.canConvertToInt() ? OptionalInt.of(width.asInt()) : OptionalInt.empty();
    }

    /**
     * Refuses fields that are not for the user to set, or not here.
     *
     * @throws PlumblineException of kind USAGE if there is one
     */
    void refuse(Set<String> names, String instead) {
        fields.forEach((role, values) -> names.stream()
                .filter(values::containsKey)
                .findFirst()
                .ifPresent(name -> {
                    throw PlumblineException.usage(option(role) + " cannot set " + name + ": " + instead);
                }));
    }

    /** Puts the fields for texts of a role into a request. */
    void into(ObjectNode request, Role role) {
        given(Role.NONE).forEach(request::set);
        if (role != Role.NONE) {
            given(role).forEach(request::set);
        }
    }

    /** What sets the requests of a role apart from those of every text, in one spelling; empty if nothing does. */
    String apart(Role role) {
        return role == Role.NONE || given(role).isEmpty() ? "" : json(given(role));
    }

    /** Everything by the option that gave it, in one spelling. */
    NavigableMap<String, String> shown() {
        NavigableMap<String, String> shown = new TreeMap<>();
        fields.forEach((role, values) -> shown.put(option(role), json(values)));
        return shown;
    }

    private NavigableMap<String, JsonNode> given(Role role) {
        return fields.getOrDefault(role, new TreeMap<>());
    }

    private static String json(NavigableMap<String, JsonNode> values) {
        ObjectNode object = MAPPER.createObjectNode();
        values.forEach(object::set);
        return object.toString();
    }
}
