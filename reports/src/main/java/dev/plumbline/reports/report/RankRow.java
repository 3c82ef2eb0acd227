package dev.plumbline.reports.report;

import java.util.Objects;

/**
 * Why a model's rank would be another; 95% of its ranks under each cause alone, and all together.
 *
 * @param model its name
 * @param rank by Borda points
 * @param byMean rank by the mean over tasks
 * @param byTypes rank by the mean over the means of types
 * @param queries other queries
 * @param tasks other tasks of the same kind
 * @param aggregations another way to aggregate: from the best to the worst of the three ranks
 * @param together all three
 * @param most the cause that moves it most by itself
 */
public record RankRow(
        String model,
        int rank,
        int byMean,
        int byTypes,
        Range queries,
        Range tasks,
        Range aggregations,
        Range together,
        Cause most) {
    public RankRow {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(queries, "queries");
        Objects.requireNonNull(tasks, "tasks");
        Objects.requireNonNull(aggregations, "aggregations");
        Objects.requireNonNull(together, "together");
        Objects.requireNonNull(most, "most");
    }

    /** What moves a rank. */
    public enum Cause {
        QUERIES,
        TASKS,
        AGGREGATION,
        /** It stays where it is whatever is drawn. */
        NOTHING
    }
}
