package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.models.tokenize.TokenizerSettings;
import dev.plumbline.models.tokenize.TokenizerSettings.BertNormalizer;
import dev.plumbline.models.tokenize.TokenizerSettings.Keep;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
 * @param bert for a tokenizer of BERT's class: the switches that class sets whatever the {@code tokenizer.json} says
 * @param specialTokens tokens with a name, such as {@code eos_token}
 * @param chatTemplate whether there is one
 */
record TokenizerConfig(
        Optional<Integer> maxTokens,
        Optional<Keep> keep,
        Optional<BertNormalizer> bert,
        Set<String> specialTokens,
        boolean chatTemplate) {

    static final String FILE = "tokenizer_config.json";
    static final String TOKENIZER = "tokenizer.json";

    private static final String CHAT_TEMPLATE = "chat_template";

    /** What transformers takes for no limit at all ({@code tokenization_utils_base.py LARGE_INTEGER}). */
    private static final double NO_LIMIT = 1e20;

    private static final List<String> NAMED =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");
    private static final List<String> LISTED = List.of("additional_special_tokens", "extra_special_tokens");

    TokenizerConfig {
        specialTokens = Set.copyOf(specialTokens);
    }

    /**
     * Reads the file, if there is one.
     *
     * @throws dev.plumbline.error.PlumblineException of kind MODEL if it is malformed
     */
    static TokenizerConfig read(ModelFolder folder) {
        JsonNode config = folder.object(FILE).orElse(MissingNode.getInstance());
        return new TokenizerConfig(
                maxTokens(folder, config),
                keep(folder, config),
                bert(folder, config),
                specialTokens(folder, config),
                config.hasNonNull(CHAT_TEMPLATE)
                        || folder.has("chat_template.jinja")
                        || folder.has("chat_template.json"));
    }

    private static Optional<Integer> maxTokens(ModelFolder folder, JsonNode config) {
        JsonNode length = config.path("model_max_length");
        if (length.isNumber() && length.doubleValue() > NO_LIMIT) {
            return Optional.empty();
        }
        return folder.count(config, "model_max_length", FILE);
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

    private static Optional<BertNormalizer> bert(ModelFolder folder, JsonNode config) {
        String type = config.path("tokenizer_class").asText("");
        if (!type.equals("BertTokenizer") && !type.equals("BertTokenizerFast")) {
            return Optional.empty();
        }
        Optional<Boolean> strip = config.hasNonNull("strip_accents")
                ? Optional.of(folder.flag(config, "strip_accents", false, FILE))
                : Optional.empty();
        return Optional.of(new BertNormalizer(
                folder.flag(config, "do_lower_case", true, FILE),
                folder.flag(config, "tokenize_chinese_chars", true, FILE),
                strip));
    }

    private static Set<String> specialTokens(ModelFolder folder, JsonNode config) {
        Set<String> tokens = new HashSet<>();
        for (JsonNode source :
                List.of(config, folder.object("special_tokens_map.json").orElse(MissingNode.getInstance()))) {
            NAMED.forEach(name -> add(source.path(name), tokens));
            LISTED.forEach(name -> source.path(name).forEach(token -> add(token, tokens)));
        }
        return tokens;
    }

    private static void add(JsonNode token, Set<String> tokens) {
        String text = token.isObject() ? token.path("content").asText("") : token.asText("");
        if (!text.isEmpty()) {
            tokens.add(text);
        }
    }

    /** With the longest input and the lower-casing that the rest of the model's configuration asks for. */
    TokenizerSettings settings(int longest, boolean lowerCase) {
        return new TokenizerSettings(longest, keep, lowerCase, bert, specialTokens);
    }
}
