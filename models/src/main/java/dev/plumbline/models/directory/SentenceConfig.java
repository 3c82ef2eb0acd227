package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.tasks.Similarity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code config_sentence_transformers.json}.
 *
 * @param prompts the model's own
 * @param similarity cosine if the file does not say
 * @param truncated {@code truncate_dim}
 */
record SentenceConfig(PromptTable prompts, Similarity similarity, OptionalInt truncated) {

    static final String FILE = "config_sentence_transformers.json";

    /**
     * Reads the file; without one there are no prompts.
     *
     * @param instead the similarity asked for instead of the model's own
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it asks for something that is not supported
     */
    static SentenceConfig read(ModelFolder folder, Optional<Similarity> instead) {
        JsonNode config = folder.object(FILE).orElse(null);
        if (config == null) {
            return none();
        }
        String type = config.path("model_type").asText("SentenceTransformer");
        if (!type.equals("SentenceTransformer")) {
            throw folder.wrong(FILE, "model_type " + type + " is not supported, only SentenceTransformer is");
        }
        OptionalInt truncated =
                folder.count(config, "truncate_dim", FILE).map(OptionalInt::of).orElse(OptionalInt.empty());
        return new SentenceConfig(
                prompts(folder, config), instead.orElseGet(() -> similarity(folder, config)), truncated);
    }

    /** What applies without the file. */
    static SentenceConfig none() {
        return new SentenceConfig(PromptTable.ofModel(Map.of()), Similarity.COSINE, OptionalInt.empty());
    }

    private static PromptTable prompts(ModelFolder folder, JsonNode config) {
        if (config.hasNonNull("prompts") && !config.get("prompts").isObject()) {
            throw folder.wrong(FILE, "prompts must be an object of prompts by name");
        }
        Map<String, String> prompts = new LinkedHashMap<>();
        config.path("prompts").properties().forEach(entry -> {
            if (!entry.getValue().isTextual() && !entry.getValue().isNull()) {
                throw folder.wrong(
                        FILE, "the prompt '" + entry.getKey() + "' must be a string, not " + entry.getValue());
            }
            prompts.put(entry.getKey(), entry.getValue().asText(""));
        });
        PromptTable table = PromptTable.ofModel(prompts);
        JsonNode name = config.path("default_prompt_name");
        if (name.isMissingNode() || name.isNull()) {
            return table;
        }
        try {
            return table.withDefault(name.asText());
        } catch (IllegalArgumentException e) {
            throw folder.wrong(FILE, String.valueOf(e.getMessage()));
        }
    }

    private static Similarity similarity(ModelFolder folder, JsonNode config) {
        JsonNode name = config.path("similarity_fn_name");
        if (name.isMissingNode() || name.isNull()) {
            return Similarity.COSINE;
        }
        return Arrays.stream(Similarity.values())
                .filter(known -> known.label().equals(name.asText()))
                .findFirst()
                .orElseThrow(() -> folder.wrong(
                        FILE,
                        "similarity_fn_name " + name + " is not supported; --similarity cosine or --similarity dot"
                                + " compares its vectors otherwise"));
    }
}
