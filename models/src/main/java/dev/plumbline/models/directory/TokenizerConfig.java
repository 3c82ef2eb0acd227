package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.plumbline.models.tokenize.TokenizerClass;
import dev.plumbline.models.tokenize.TokenizerSettings;
import dev.plumbline.models.tokenize.TokenizerSettings.Keep;
import dev.plumbline.models.tokenize.TransformersFiles;
import java.util.Optional;

/**
 * {@code tokenizer_config.json} as transformers 5.x reads it.
 *
 * <p>{@code padding_side} has no entry: texts are pooled without their padding. (Where positions are learned, Python's
 * padding on the left moves a text's positions by as much as its batch is longer, so that its vector depends on the batch;
 * here it is that of the text alone.) {@code
 * add_bos_token} and {@code add_eos_token} have none either: beside a {@code tokenizer.json} transformers takes no notice
 * of them ({@code tokenization_utils_base.py _from_pretrained}).
 *
 * @param maxTokens {@code model_max_length}, empty if there is none or it stands for none
 * @param keep {@code truncation_side}
 * @param json the file, an empty object if there is none
 * @param chatTemplate whether there is one
 */
record TokenizerConfig(Optional<Integer> maxTokens, Optional<Keep> keep, JsonNode json, boolean chatTemplate) {

    static final String FILE = "tokenizer_config.json";
    static final String TOKENIZER = "tokenizer.json";

    private static final String CHAT_TEMPLATE = "chat_template";

    /** What transformers takes for no limit at all ({@code tokenization_utils_base.py LARGE_INTEGER}). */
    private static final double NO_LIMIT = 1e20;

    /**
     * Reads the file, if there is one.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it is malformed
     */
    static TokenizerConfig read(ModelFolder folder) {
        JsonNode config = folder.object(FILE).orElseGet(JsonNodeFactory.instance::objectNode);
        return new TokenizerConfig(
                maxTokens(folder, config),
                keep(folder, config),
                config,
                config.hasNonNull(CHAT_TEMPLATE)
                        || folder.has("chat_template.jinja")
                        || folder.has("chat_template.json"));
    }

    private static Optional<Integer> maxTokens(ModelFolder folder, JsonNode config) {
        String key = config.has("model_max_length") ? "model_max_length" : "max_len";
        JsonNode length = config.path(key);
        if (length.isNumber() && length.doubleValue() > NO_LIMIT) {
            return Optional.empty();
        }
        return folder.count(config, key, FILE);
    }

    private static Optional<Keep> keep(ModelFolder folder, JsonNode config) {
        JsonNode side = config.path("truncation_side");
        if (side.isMissingNode() || side.isNull()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (side.asText()) {
                    case "right" -> Keep.START;
                    case "left" -> Keep.END;
                    default -> throw folder.wrong(FILE, "truncation_side must be left or right, not " + side);
                });
    }

    /**
     * With what else decides the tokens.
     *
     * @param longest input, in tokens
     * @param lowerCase whether sentence-transformers lower-cases
     * @param type the class transformers takes
     */
    TokenizerSettings settings(ModelFolder folder, int longest, boolean lowerCase, TokenizerClass type) {
        TransformersFiles files = new TransformersFiles(
                type, json, folder.object("special_tokens_map.json"), folder.object("added_tokens.json"));
        return new TokenizerSettings(longest, keep, lowerCase, Optional.of(files));
    }
}
