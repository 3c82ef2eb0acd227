package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one of transformers' classes makes anew, whatever {@code tokenizer.json} says of it: {@code recipes.json}.
 *
 * <p>In a recipe's parts, {@code "$name"} stands for an argument's or a special token's value, {@code when} and {@code unless}
 * leave a step out, and {@code if}, {@code then}, {@code else} choose a value.
 */
record TokenizerRecipe(JsonNode json, boolean ofFile) {

    private static final JsonNode TABLE = Resources.json("recipes.json");
    private static final String CHARSMAP = "charsmap";

    /** Of a class; empty if the class is not in the table. */
    static Optional<TokenizerRecipe> of(String name) {
        JsonNode own = TABLE.path(name);
        if (!own.isObject()) {
            return Optional.empty();
        }
        if (!own.has("like")) {
            return Optional.of(new TokenizerRecipe(own, false));
        }
        ObjectNode like = TABLE.get(own.get("like").asText()).deepCopy();
        own.path("unheeded").forEach(key -> like.withArray("unheeded").add(key.asText()));
        return Optional.of(new TokenizerRecipe(like, own.path("file").asBoolean()));
    }

    /** The text of a special token where the configuration has none; null if the class has none either. */
    @Nullable
    String token(String name) {
        return json.path("tokens").path(name).textValue();
    }

    /** Whether a special token of this name takes the blanks before it where the configuration gives no more than a text. */
    boolean stripsLeft(String name) {
        return Resources.texts(json.path("strips_left")).contains(name);
    }

    /** Whether the special tokens, once added, are added again as plain ones. */
    boolean plainSpecials() {
        return json.path("plain_specials").asBoolean();
    }

    /** Special tokens without a name, where the configuration has none. */
    JsonNode extras() {
        return json.path("extras");
    }

    /** Whether they are T5's numbered ones. */
    boolean sentinels() {
        return json.path("sentinels").asBoolean();
    }

    /** What is put around a text: names of special tokens, and {@code A} for the text; empty if {@code tokenizer.json} says. */
    Optional<JsonNode> frame() {
        return Optional.ofNullable(json.get("frame"));
    }

    /**
     * What is put around two texts, {@code A} and {@code B}, with each step's token type after a colon where it is not 0; empty
     * if it is not known.
     */
    Optional<JsonNode> pair() {
        return Optional.ofNullable(json.get("pair"));
    }

    /** Whether a class tells a pair's texts apart by token types, unless {@code model_input_names} says otherwise. */
    static boolean givesTypes(String name) {
        JsonNode own = TABLE.path(name);
        return own.path("types")
                .asBoolean(TABLE.path(own.path("like").asText()).path("types").asBoolean());
    }

    boolean frameOfFileFirst() {
        return json.path("frame_of_file_first").asBoolean();
    }

    /**
     * What {@code "$name"} stands for.
     *
     * @param given {@code tokenizer_config.json}
     * @param charsmap of the file's normaliser
     * @throws IllegalArgumentException if the class would not take a value
     */
    Map<String, JsonNode> values(JsonNode given, Optional<String> charsmap) {
        Map<String, JsonNode> values = new HashMap<>();
        Set<String> nullable = Resources.texts(json.path("nullable"));
        Set<String> unheeded = Resources.texts(json.path("unheeded"));
        for (Map.Entry<String, JsonNode> argument : json.path("arguments").properties()) {
            String name = argument.getKey();
            JsonNode standard = argument.getValue();
            JsonNode value = unheeded.contains(name) ? standard : given.path(name);
            if (value.isMissingNode() || (value.isNull() && nullable.contains(name))) {
                value = standard;
            }
            check(name, value, standard);
            values.put(name, value);
        }
        values.put(
                CHARSMAP,
                charsmap.<JsonNode>map(JsonNodeFactory.instance::textNode).orElse(NullNode.instance));
        return values;
    }

    private static void check(String name, JsonNode value, JsonNode standard) {
        boolean fits = standard.isNumber()
                ? value.isInt() && value.intValue() >= 0
                : value.isBoolean() || (value.isNull() && standard.isNull());
        if (!fits) {
            throw new IllegalArgumentException(
                    name + " must be " + (standard.isNumber() ? "a whole number" : "true or false") + ", not " + value);
        }
    }

    /** A part of the recipe with its values; null if the class has none. */
    JsonNode part(String name, Map<String, JsonNode> values) {
        JsonNode made = resolve(json.path(name), values);
        return made == null ? NullNode.instance : made;
    }

    private static @Nullable JsonNode resolve(JsonNode node, Map<String, JsonNode> values) {
        if (node.isTextual() && node.textValue().startsWith("$")) {
            return values.get(node.textValue().substring(1));
        }
        if (node.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            node.forEach(step -> Optional.ofNullable(resolve(step, values)).ifPresent(list::add));
            return list;
        }
        if (!node.isObject()) {
            return node;
        }
        if (node.has("if")) {
            return resolve(node.get(holds(node.get("if"), values) ? "then" : "else"), values);
        }
        if ((node.has("when") && !holds(node.get("when"), values))
                || (node.has("unless") && holds(node.get("unless"), values))) {
            return null;
        }
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(entry -> {
            if (!entry.getKey().equals("when") && !entry.getKey().equals("unless")) {
                made.set(entry.getKey(), resolve(entry.getValue(), values));
            }
        });
        return made;
    }

    private static boolean holds(JsonNode name, Map<String, JsonNode> values) {
        JsonNode value = values.get(name.asText());
        return value != null && (value.isTextual() || value.asBoolean());
    }
}
