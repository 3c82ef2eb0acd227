package dev.plumbline.reports.read;

import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one revision of a model scored.
 *
 * @param name {@code org/name}
 * @param revision its folder
 * @param tasks task name to result
 */
public record ModelResults(String name, String revision, Map<String, TaskResult> tasks) {
    public ModelResults {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revision, "revision");
        tasks = Map.copyOf(tasks);
    }

    /** The main scores alone, under a label that is unique among the models compared. */
    public ModelScores mainScores(String label) {
        Map<String, Map<String, Map<String, Double>>> scores = new LinkedHashMap<>();
        tasks.forEach((task, result) -> {
            Map<String, Map<String, Double>> splits = new LinkedHashMap<>();
            result.scores().forEach((split, entries) -> {
                Map<String, Double> subsets = new LinkedHashMap<>();
                for (SubsetResult entry : entries) {
                    Double score = entry.scores().mainScore();
                    if (score != null) {
                        subsets.put(entry.hfSubset(), score);
                    }
                }
                splits.put(split, subsets);
            });
            scores.put(task, splits);
        });
        return new ModelScores(label, scores);
    }
}
