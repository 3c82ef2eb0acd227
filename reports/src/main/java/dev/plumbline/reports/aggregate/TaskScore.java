package dev.plumbline.reports.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A model's score on one task: the plain mean over the wanted (split, subset) entries, each counted alike.
 *
 * @param mean over all wanted entries; empty if one is missing or NaN
 * @param available mean over the entries that are there; empty if none is
 * @param gaps the missing or undefined entries as {@code split/subset}
 */
public record TaskScore(OptionalDouble mean, OptionalDouble available, List<String> gaps) {
    public TaskScore {
        gaps = List.copyOf(gaps);
    }

    static TaskScore of(BenchmarkTask task, ModelScores model) {
        List<String> gaps = new ArrayList<>();
        double sum = 0;
        int count = 0;
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                double score = model.mainScore(task.name(), split, subset);
                if (Double.isNaN(score)) {
                    gaps.add(split + "/" + subset);
                } else {
                    sum += score;
                    count++;
                }
            }
        }
        OptionalDouble available = count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
        return new TaskScore(gaps.isEmpty() ? available : OptionalDouble.empty(), available, gaps);
    }
}
