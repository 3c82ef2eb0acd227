package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/**
 * A token that is cut out of a text before it is split into words.
 *
 * @param singleWord matched only as a whole word
 * @param leftStrip takes the blanks before it
 * @param rightStrip takes the blanks after it
 * @param normalized matched in the normalised text, not in the raw one; empty where a special token is not and another is
 * @param special such as the separator
 */
record AddedToken(
        String content,
        boolean singleWord,
        boolean leftStrip,
        boolean rightStrip,
        Optional<Boolean> normalized,
        boolean special) {

    private static final Set<String> KEYS =
            Set.of("content", "single_word", "lstrip", "rstrip", "normalized", "special", "id", "__type");

    /** What transformers makes of a special token that is given as no more than its text. */
    static AddedToken special(String content) {
        return new AddedToken(content, false, false, false, Optional.empty(), true);
    }

    /**
     * Reads one.
     *
     * @param where names it in messages
     * @throws IllegalArgumentException if transformers could not make one of it
     */
    static AddedToken of(JsonNode json, String where) {
        if (!json.path("content").isTextual()) {
            throw new IllegalArgumentException(where + " has no text (content)");
        }
        json.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(where + " has the key " + key + ", which no token has");
            }
        });
        return new AddedToken(
                json.get("content").textValue(),
                flag(json, "single_word", false, where),
                flag(json, "lstrip", false, where),
                flag(json, "rstrip", false, where),
                json.has("normalized") ? Optional.of(flag(json, "normalized", true, where)) : Optional.empty(),
                flag(json, "special", false, where));
    }

    private static boolean flag(JsonNode json, String key, boolean otherwise, String where) {
        JsonNode value = json.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(where + ": " + key + " must be true or false, not " + value);
        }
        return value.booleanValue();
    }

    /** The same as a special token. */
    AddedToken asSpecial() {
        return new AddedToken(content, singleWord, leftStrip, rightStrip, normalized, true);
    }

    /** The same token under a name that no text has. */
    AddedToken named(String other) {
        return new AddedToken(other, singleWord, leftStrip, rightStrip, normalized, special);
    }

    /** As a {@code tokenizer.json} has it. */
    ObjectNode json(int id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("content", content)
                .put("single_word", singleWord)
                .put("lstrip", leftStrip)
                .put("rstrip", rightStrip)
                .put("normalized", normalized.orElse(!special))
                .put("special", special);
    }
}
