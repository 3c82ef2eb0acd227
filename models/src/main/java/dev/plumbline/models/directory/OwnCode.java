package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.models.network.Attention;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Code that models bring along ({@code auto_map}) and that need not be run, since what it changes is known: it lets every
 * token see every other in a network made for generation, or is what transformers has itself by now. By the code's name, or
 * by the model's.
 */
final class OwnCode {

    /** {@code model_type} and the class that {@code auto_map.AutoModel} names: gte-Qwen2 and stella. */
    private static final Set<String> BIDIRECTIONAL = Set.of("qwen2 modeling_qwen.qwen2model");

    /** Models whose code does that under other names; theirs and others' of the same. */
    private static final Set<String> MODELS = Set.of(
            "gte-qwen2-7b-instruct",
            "gte-qwen2-1.5b-instruct",
            "stella_en_1.5b_v5",
            "qzhou-embedding",
            "qzhou-embedding-zh");

    /** Types whose code was made for older releases of transformers. */
    private static final Set<String> IN_TRANSFORMERS = Set.of("eurobert", "modernbert", "nomic_bert", "qwen3");

    private OwnCode() {}

    /** The class that a configuration names, if it names one. */
    static Optional<String> named(JsonNode config) {
        JsonNode name = config.path("auto_map").path("AutoModel");
        return name.isTextual() ? Optional.of(name.textValue()) : Optional.empty();
    }

    /** The attention that the code is known to have. */
    static Optional<Attention> attention(ModelFolder folder, JsonNode config) {
        Optional<String> code = named(config);
        if (code.isEmpty()) {
            return Optional.empty();
        }
        // "owner/name--" may stand in front
        String own = code.get().replaceFirst("^.*--", "");
        String key = (config.path("model_type").asText() + " " + own).toLowerCase(Locale.ROOT);
        String name = ModelDirectory.publishedName(folder).toLowerCase(Locale.ROOT);
        boolean known = BIDIRECTIONAL.contains(key) || MODELS.contains(name.substring(name.indexOf('/') + 1));
        return known ? Optional.of(Attention.BIDIRECTIONAL) : Optional.empty();
    }

    /** Whether a network of ours does what the code does. */
    static boolean isKnown(ModelFolder folder, JsonNode config) {
        return IN_TRANSFORMERS.contains(config.path("model_type").asText())
                || attention(folder, config).isPresent();
    }
}
