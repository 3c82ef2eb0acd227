package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model loses where what it is asked is changed: an experiment of its own, which no score counts. Rows are differences
 * whose baseline is the model asked texts as they are, and whose candidate is the same model asked changed ones.
 *
 * @param model its name, with the form of its vectors where that is not the usual one
 * @param perturbation how texts were changed, such as {@code typos=0.05}
 * @param mean over the tasks that are the same measurement but for that; empty if there is none
 * @param tasks those scored both ways
 */
public record Robustness(
        String model, String perturbation, Optional<Differences.Row> mean, List<Differences.Row> tasks) {
    public Robustness {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(perturbation, "perturbation");
        Objects.requireNonNull(mean, "mean");
        tasks = List.copyOf(tasks);
    }
}
