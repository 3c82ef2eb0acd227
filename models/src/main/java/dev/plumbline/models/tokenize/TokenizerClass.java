package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * Which class transformers 5 makes a tokenizer of, whatever {@code tokenizer.json} holds (5.24.0 {@code
 * models/auto/tokenization_auto.py AutoTokenizer.from_pretrained}).
 *
 * @param name of the class; {@link #BACKEND} reads {@code tokenizer.json} as it is
 * @param reason which file and key decided
 * @param warning what transformers would do that is not done here
 */
public record TokenizerClass(String name, String reason, Optional<String> warning) {

    /** The class that takes everything from {@code tokenizer.json}. */
    public static final String BACKEND = "TokenizersBackend";

    private static final String KEY = "tokenizer_class";
    private static final JsonNode TABLE = Resources.json("classes.json");
    private static final Set<String> OVERRULED = Resources.texts(TABLE.get("overruled"));
    private static final Set<String> ELSEWHERE = Resources.texts(TABLE.get("elsewhere"));

    /**
     * Finds the class.
     *
     * @param network {@code config.json}
     * @param tokenizer {@code tokenizer_config.json}, or an empty object
     * @param byteLevel whether {@code tokenizer.json} speaks of ByteLevel
     * @throws IllegalArgumentException if transformers could not load it
     */
    public static TokenizerClass choose(JsonNode network, JsonNode tokenizer, boolean byteLevel) {
        String type = network.path("model_type").asText("");
        Optional<String> own = text(tokenizer, "tokenizer_config.json");
        Optional<String> ofNetwork = text(network, "config.json");
        Optional<String> named = own.or(() -> ofNetwork);
        String from = (own.isPresent() ? "tokenizer_config.json" : "config.json") + ": " + KEY + " " + named.orElse("");
        boolean overruled = OVERRULED.contains(type)
                || OVERRULED.contains(network.path("model_name").asText(""));
        boolean code = hasCode(tokenizer.path("auto_map"));
        if (named.isPresent() && !code) {
            if (plain(named.get()).equals("LlamaTokenizer") && byteLevel && !overruled) {
                return built(BACKEND, from + ", but tokenizer.json is of bytes");
            }
            Optional<String> registered =
                    Optional.ofNullable(TABLE.path("networks").get(type)).map(node -> plain(node.asText()));
            if (registered.isPresent() && !registered.get().equals(plain(named.get()))) {
                return mismatch(type, registered.get(), named.get(), overruled, from);
            }
        }
        TokenizerClass chosen = withoutMismatch(type, own, ofNetwork, from);
        return code ? chosen.warnOfCode() : chosen;
    }

    private static TokenizerClass mismatch(
            String type, String registered, String named, boolean overruled, String from) {
        if (!registered.equals(BACKEND)) {
            Optional<String> found = stands(overruled ? registered : named);
            if (found.isPresent() && !found.get().equals(BACKEND)) {
                return built(
                        found.get(),
                        overruled ? "config.json: model_type " + type + ", whatever " + KEY + " says" : from);
            }
        }
        return built(BACKEND, from);
    }

    private static TokenizerClass withoutMismatch(
            String type, Optional<String> own, Optional<String> ofNetwork, String from) {
        if (own.isPresent()) {
            return built(stands(plain(own.get())).orElse(BACKEND), from);
        }
        if (ofNetwork.isPresent()) {
            return built(
                    stands(ofNetwork.get())
                            .orElseThrow(() -> new IllegalArgumentException("config.json: " + KEY + " "
                                    + ofNetwork.get() + " is no class of transformers 5, which cannot load it either;"
                                    + " name another in tokenizer_config.json")),
                    from);
        }
        String name = TABLE.path("unnamed")
                .path(type)
                .asText(TABLE.path("networks").path(type).asText(BACKEND));
        return built(
                stands(name).orElse(BACKEND),
                "config.json: model_type " + type + "; tokenizer_config.json names no " + KEY);
    }

    /** Whether the class tells a pair's texts apart by token types, unless {@code model_input_names} says otherwise. */
    public boolean givesTypes() {
        return TokenizerRecipe.givesTypes(name);
    }

    private static TokenizerClass built(String name, String reason) {
        if (name.equals(BACKEND) || TokenizerRecipe.of(name).isPresent()) {
            return new TokenizerClass(name, reason, Optional.empty());
        }
        String what = ELSEWHERE.contains(name) ? " does not run on the tokenizers library" : " is not known here";
        return new TokenizerClass(
                BACKEND,
                reason,
                Optional.of(reason + ": transformers 5 tokenizes with its class " + name + ", which" + what
                        + "; tokenizer.json is used as it is, and tokens may differ from sentence-transformers'"));
    }

    private TokenizerClass warnOfCode() {
        String code = "tokenizer_config.json: auto_map names code of the model's own, which is not run";
        return new TokenizerClass(
                name,
                reason,
                Optional.of(warning.map(text -> code + "; " + text)
                        .orElse(code + "; tokens may differ from those it makes")));
    }

    private static boolean hasCode(JsonNode map) {
        return map.isArray() || map.hasNonNull("AutoTokenizer");
    }

    private static Optional<String> stands(String name) {
        return Optional.ofNullable(TABLE.path("classes").get(name)).map(JsonNode::asText);
    }

    private static String plain(String name) {
        return name.endsWith("Fast") ? name.substring(0, name.length() - "Fast".length()) : name;
    }

    private static Optional<String> text(JsonNode file, String where) {
        JsonNode node = file.path(KEY);
        if (!node.isMissingNode() && !node.isNull() && !node.isTextual()) {
            throw new IllegalArgumentException(where + ": " + KEY + " must be the name of a class, not " + node);
        }
        return Optional.of(node.asText("")).filter(text -> !text.isEmpty() && node.isTextual());
    }
}
