package dev.plumbline.reports.aggregate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The main scores of one model, fractions of 1; NaN where a score is undefined.
 *
 * @param model unique name
 * @param scores task to split to subset to main score
 */
public record ModelScores(String model, Map<String, Map<String, Map<String, Double>>> scores) {
    public ModelScores {
        Objects.requireNonNull(model, "model");
        Map<String, Map<String, Map<String, Double>>> copy = new LinkedHashMap<>();
        scores.forEach((task, splits) -> {
            Map<String, Map<String, Double>> subsets = new LinkedHashMap<>();
            splits.forEach((split, values) -> subsets.put(split, Map.copyOf(values)));
            copy.put(task, Map.copyOf(subsets));
        });
        scores = Map.copyOf(copy);
    }

    /** NaN if there is no such entry. */
    double mainScore(String task, String split, String subset) {
        return scores.getOrDefault(task, Map.of()).getOrDefault(split, Map.of()).getOrDefault(subset, Double.NaN);
    }
}
