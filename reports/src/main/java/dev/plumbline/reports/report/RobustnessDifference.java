package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How much more or less the candidate loses than the baseline where both are asked texts changed the same way. In rows the
 * baseline's and the candidate's figures are what the change makes of their scores, a loss negative; a change above 0 says that
 * the candidate loses less.
 *
 * @param perturbation how texts were changed, such as {@code typos=0.05}
 * @param baseline its name
 * @param candidate its name
 * @param mean over the tasks that are the same measurement; empty if there is none
 * @param tasks those that both were scored on both ways
 */
public record RobustnessDifference(
        String perturbation,
        String baseline,
        String candidate,
        Optional<Differences.Row> mean,
        List<Differences.Row> tasks) {
    public RobustnessDifference {
        Objects.requireNonNull(perturbation, "perturbation");
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(mean, "mean");
        tasks = List.copyOf(tasks);
    }
}
