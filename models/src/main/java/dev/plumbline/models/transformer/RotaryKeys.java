package dev.plumbline.models.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.models.transformer.Rotary.Scaling;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads rotary positions from {@code config.json} as transformers 5.24.0 does ({@code modeling_rope_utils.py}): {@code
 * rope_scaling}, else {@code rope_parameters}, with the base of wave lengths in it or beside it.
 */
final class RotaryKeys {

    private final ConfigFile file;
    private final int headWidth;

    RotaryKeys(ConfigFile file, int headWidth) {
        if (headWidth % 2 != 0) {
            throw file.wrong("head_dim", "is " + headWidth + ", but rotary positions need an even one");
        }
        this.file = file;
        this.headWidth = headWidth;
    }

    /**
     * The same in all layers.
     *
     * @param theta where nothing says which
     */
    Rotary alike(double theta) {
        String place = file.at("rope_scaling").isEmpty() ? "rope_parameters" : "rope_scaling";
        for (String kind : List.of("full_attention", "sliding_attention")) {
            if (file.has(place, kind)) {
                throw file.unsupported(place, kind);
            }
        }
        return read(file.number(theta, "rope_theta"), place);
    }

    /**
     * Those of one kind of layers, {@code rope_parameters.KIND}.
     *
     * @param old key of the base of wave lengths in files of transformers 4
     * @param scaled whether {@code rope_scaling} is for these layers
     */
    Rotary ofKind(String kind, String old, double theta, boolean scaled) {
        double base = file.number(theta, old);
        if (scaled && !file.at("rope_scaling").isEmpty()) {
            double own = file.number(base, "rope_parameters", kind, "rope_theta");
            return read(own, "rope_scaling");
        }
        return read(base, "rope_parameters", kind);
    }

    private Rotary read(double theta, String... place) {
        double base = file.number(theta, with(place, "rope_theta"));
        if (file.number(1, with(place, "partial_rotary_factor")) != 1) {
            throw file.unsupported(with(place, "partial_rotary_factor"));
        }
        if (file.number(1, "partial_rotary_factor") != 1) {
            throw file.unsupported("partial_rotary_factor");
        }
        return new Rotary(headWidth, base, scaling(base, place), false);
    }

    private Scaling scaling(double theta, String... place) {
        // the kind was called "type" before it was called "rope_type"
        String[] key = with(place, file.has(with(place, "rope_type")) ? "rope_type" : "type");
        String type = file.has(key) ? file.at(key).asText() : "default";
        return switch (type) {
            case "default" -> new Rotary.Unscaled();
            case "linear" -> new Rotary.Linear(required(place, "factor"));
            case "dynamic" -> new Rotary.Dynamic(required(place, "factor"), file.size("max_position_embeddings"));
            case "llama3" ->
                new Rotary.Llama3(
                        required(place, "factor"),
                        required(place, "low_freq_factor"),
                        required(place, "high_freq_factor"),
                        original(place));
            case "yarn" -> yarn(theta, place);
            case "longrope" -> longRope(place);
            default -> throw file.unsupported(key);
        };
    }

    private static String[] with(String[] place, String key) {
        List<String> path = new ArrayList<>(List.of(place));
        path.add(key);
        return path.toArray(String[]::new);
    }

    private double required(String[] place, String key) {
        String[] path = with(place, key);
        double value = file.number(Double.NaN, path);
        if (!(value > 0)) {
            throw file.wrong(String.join(".", path), file.has(path) ? "is " + value + ", not above 0" : "is missing");
        }
        return value;
    }

    /** Tokens of the texts that the network was first trained on. */
    private double original(String... place) {
        String key = "original_max_position_embeddings";
        double longest = file.number(file.number(Double.NaN, "max_position_embeddings"), with(place, key));
        double original = file.number(longest, key);
        if (!(original > 0)) {
            throw file.wrong(String.join(".", with(place, key)), "is missing");
        }
        return original;
    }

    private double factor(double original, String... place) {
        return file.has(with(place, "factor"))
                ? required(place, "factor")
                : file.size("max_position_embeddings") / original;
    }

    private Scaling yarn(double theta, String... place) {
        double original = original(place);
        double factor = factor(original, place);
        double scale = file.number(0, with(place, "mscale"));
        double all = file.number(0, with(place, "mscale_all_dim"));
        double inferred =
                scale != 0 && all != 0 ? magnitude(factor, scale) / magnitude(factor, all) : magnitude(factor, 1);
        double fast = orDefault(32, with(place, "beta_fast"));
        double slow = orDefault(1, with(place, "beta_slow"));
        double first = turn(fast, theta, original);
        double last = turn(slow, theta, original);
        JsonNode whole = file.at(with(place, "truncate"));
        if (whole.isMissingNode() || whole.asBoolean()) {
            first = Math.floor(first);
            last = Math.ceil(last);
        }
        return new Rotary.Yarn(
                factor,
                file.number(inferred, with(place, "attention_factor")),
                Math.max(first, 0),
                Math.min(last, headWidth - 1.0));
    }

    private double orDefault(double otherwise, String... path) {
        double value = file.number(otherwise, path);
        return value == 0 ? otherwise : value;
    }

    private static double magnitude(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    /** The pair of values that turns so often over the original length. */
    private double turn(double rotations, double theta, double original) {
        return headWidth * Math.log(original / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private Scaling longRope(String... place) {
        double original = original(place);
        double factor = factor(original, place);
        double inferred = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
        return new Rotary.LongRope(
                factors(with(place, "short_factor")),
                factors(with(place, "long_factor")),
                file.number(inferred, with(place, "attention_factor")),
                (int) original);
    }

    private Rotary.Factors factors(String... path) {
        List<Double> values = new ArrayList<>();
        file.at(path).forEach(value -> values.add(value.asDouble()));
        if (values.size() != headWidth / 2 || values.stream().anyMatch(value -> !(value > 0))) {
            throw file.wrong(
                    String.join(".", path), "must be " + headWidth / 2 + " numbers above 0, half a head's width");
        }
        return new Rotary.Factors(values);
    }
}
