package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;

/**
 * What transformers reads beside {@code tokenizer.json}.
 *
 * @param type the class it makes of all that
 * @param config {@code tokenizer_config.json}, or an empty object
 * @param specialTokens {@code special_tokens_map.json}
 * @param addedTokens {@code added_tokens.json}
 */
public record TransformersFiles(
        TokenizerClass type, JsonNode config, Optional<JsonNode> specialTokens, Optional<JsonNode> addedTokens) {
    public TransformersFiles {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(specialTokens, "specialTokens");
        Objects.requireNonNull(addedTokens, "addedTokens");
    }
}
