package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
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
        if (config.alwaysBidirectional()) {
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
     * @param built what the graph itself says
     * @param graph its file, for messages
     * @throws PlumblineException of kind USAGE if an attention is asked for that nothing confirms; of kind MODEL if the graph
     *     has another one than the model's configuration, or what is known of the model, says
     */
    static AttentionChoice forGraph(
            NetworkConfig config,
            Optional<Attention> built,
            Optional<Attention> asked,
            Optional<Preset> preset,
            String graph) {
        Optional<Attention> always =
                config.alwaysBidirectional() ? Optional.of(Attention.BIDIRECTIONAL) : Optional.empty();
        Optional<Attention> known = always.or(() -> built).or(config::attention);
        if (asked.isPresent() && !asked.equals(known)) {
            throw PlumblineException.usage("--attention " + asked.get().label() + ": " + graph
                    + " has its attention built in"
                    + known.map(kind -> ", " + kind.label()).orElse(", and neither it nor config.json says which")
                    + "; only weights in safetensors can be run with either (--weights native)");
        }
        Optional<Attention> expected =
                always.or(() -> asked).or(config::attention).or(() -> preset.flatMap(Preset::attention));
        if (built.isPresent() && expected.isPresent() && !built.equals(expected)) {
            throw PlumblineException.model(graph + " has " + built.get().label() + " attention built in, but "
                    + (config.attention().isPresent() ? CONFIG + " says " : "the model is known to have ")
                    + expected.get().label() + "; export it again, or run the weights themselves (--weights native)");
        }
        String reason = built.isPresent()
                ? "built into the graph, which says so"
                : config.attention().isPresent() && !config.alwaysBidirectional()
                        ? "built into the graph, by " + CONFIG
                        : "built into the graph";
        return new AttentionChoice(known, reason, false);
    }

    private static AttentionChoice chosen(Attention kind, String reason) {
        return new AttentionChoice(Optional.of(kind), reason, false);
    }

    /** The kind in words. */
    String label() {
        return kind.map(Attention::label).orElse("not known");
    }
}
