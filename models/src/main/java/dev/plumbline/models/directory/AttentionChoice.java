package dev.plumbline.models.directory;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.preset.Preset;
import java.util.Optional;

/**
 * The attention that a network is run with, and who said so.
 *
 * @param kind empty for a graph that does not say what it was exported with
 */
record AttentionChoice(Optional<Attention> kind, String reason, boolean guessed) {

    private static final String CONFIG = "is_causal in config.json";

    /**
     * For weights that run with either: what is asked for, else the model's configuration, else what is known of the model,
     * else causal, as the architecture was made.
     *
     * @throws PlumblineException of kind USAGE if causal attention is asked of an architecture that has none
     */
    static AttentionChoice forWeights(NetworkConfig config, Optional<Attention> asked, Optional<Preset> preset) {
        if (config.bertLike()) {
            if (asked.equals(Optional.of(Attention.CAUSAL))) {
                throw PlumblineException.usage(
                        "--attention causal: a " + config.modelType() + " network has bidirectional attention only");
            }
            return chosen(Attention.BIDIRECTIONAL, "as every " + config.modelType() + " network");
        }
        Optional<Attention> known = preset.flatMap(Preset::attention);
        if (asked.isPresent()) {
            return chosen(asked.get(), "--attention");
        }
        if (config.attention().isPresent()) {
            return chosen(config.attention().get(), CONFIG);
        }
        if (known.isPresent()) {
            return chosen(known.get(), "preset " + preset.get().name());
        }
        return new AttentionChoice(
                Optional.of(Attention.CAUSAL), "the default of " + config.modelType() + " networks", true);
    }

    /**
     * For a graph, which has its attention built in.
     *
     * @throws PlumblineException of kind USAGE if an attention is asked for that the configuration does not confirm
     */
    static AttentionChoice forGraph(NetworkConfig config, Optional<Attention> asked, String graph) {
        Optional<Attention> built = config.bertLike() ? Optional.of(Attention.BIDIRECTIONAL) : config.attention();
        if (asked.isPresent() && !asked.equals(built)) {
            throw PlumblineException.usage("--attention " + asked.get().label() + ": " + graph
                    + " has its attention built in"
                    + built.map(kind -> ", which by config.json is " + kind.label())
                            .orElse(", and config.json does not say which")
                    + "; only weights in safetensors can be run with either (--weights native)");
        }
        return new AttentionChoice(
                built,
                built.isPresent() && !config.bertLike() ? "built into the graph, by " + CONFIG : "built into the graph",
                false);
    }

    private static AttentionChoice chosen(Attention kind, String reason) {
        return new AttentionChoice(Optional.of(kind), reason, false);
    }

    /** In words. */
    String label() {
        return kind.map(Attention::label).orElse("not known") + " (" + reason + ")";
    }
}
