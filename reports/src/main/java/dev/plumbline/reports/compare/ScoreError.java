package dev.plumbline.reports.compare;

import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.statistics.Resampling;
import java.util.Optional;

/** How far a task's score would move by the choice of samples. */
public final class ScoreError {

    private ScoreError() {}

    /**
     * The standard error of the mean of a task's parts, each of which is drawn by itself.
     *
     * @return empty if a part has no samples, or samples that have no standard error
     */
    public static Optional<Double> of(ComparedTask task, TaskSamples samples, Resampling resampling) {
        double squares = 0;
        int parts = 0;
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                Optional<SubsetSamples> part = samples.subset(split, subset);
                if (part.isEmpty()) {
                    return Optional.empty();
                }
                double error = part.get()
                        .scores(Optional.empty())
                        .standardError(
                                task.name() + "/" + split + "/" + subset,
                                resampling,
                                part.get().clusters());
                squares += error * error;
                parts++;
            }
        }
        double error = Math.sqrt(squares) / parts;
        return Double.isFinite(error) ? Optional.of(error) : Optional.empty();
    }
}
