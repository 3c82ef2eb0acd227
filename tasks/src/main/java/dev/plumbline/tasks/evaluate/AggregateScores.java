package dev.plumbline.tasks.evaluate;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task that averages others, as mteb 2.20.0 to 2.26.24 {@code abstasks/aggregated_task.py}: the plain mean of the
 * sub-tasks' main scores, null if one is missing.
 */
public final class AggregateScores {

    private AggregateScores() {}

    /**
     * The aggregate's scores for one split.
     *
     * @param subtasks a result per sub-task, empty where there is none
     */
    public static Scores of(TaskSpec aggregate, String split, List<Optional<TaskResult>> subtasks) {
        List<@Nullable Double> mainScores = new ArrayList<>();
        for (Optional<TaskResult> subtask : subtasks) {
            mainScores.add(subtask.isPresent() ? mean(subtask.get(), split) : null);
        }
        Double mean = mean(mainScores);
        return Scores.builder()
                .putValue(aggregate.mainScore(), mean)
                .putValue(Scores.MAIN_SCORE, mean)
                .build();
    }

    /** A sub-task counts with the mean over its subsets. */
    private static @Nullable Double mean(TaskResult result, String split) {
        return mean(result.scores().getOrDefault(split, List.of()).stream()
                .map(SubsetResult::scores)
                .map(Scores::mainScore)
                .toList());
    }

    private static @Nullable Double mean(List<@Nullable Double> values) {
        if (values.isEmpty() || values.contains(null)) {
            return null;
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }
}
