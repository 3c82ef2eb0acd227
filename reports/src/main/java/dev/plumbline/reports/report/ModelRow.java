package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A model of the report.
 *
 * @param name unique
 * @param origin where its scores are from
 * @param revision of the model, where it is known
 * @param parameters where known
 * @param dimensions of its vectors, where known
 * @param maxTokens where known
 * @param rank by Borda points among all that have every task compared; empty if it lacks one
 * @param rankRange of the rank over tasks drawn anew
 * @param group number of its tie group, from 1
 * @param mean over the tasks compared; empty if one is missing
 * @param meanRange of the mean over tasks drawn anew
 * @param meanOfTypes mean over the means of task types
 * @param types means by task type, in the order of the report's types
 * @param tasks number of the tasks compared that it has
 * @param front whether no model with as few parameters has a higher mean
 * @param selfReported number of its scores that are from the model's own page
 * @param link to its page; empty where it has none
 * @param released day it appeared, as {@code 2025-06-05}, where it is known
 * @param zeroShot share of the benchmark's tasks whose data it was not trained on, in whole hundredths as on mteb's
 *     leaderboard; empty where nobody says what it was trained on
 * @param unlike number of tasks whose score is not the same measurement as the candidate's; empty for the candidate, and
 *     where it was not looked at
 */
public record ModelRow(
        String name,
        Origin origin,
        Optional<String> revision,
        OptionalLong parameters,
        OptionalInt dimensions,
        OptionalLong maxTokens,
        OptionalInt rank,
        Optional<Range> rankRange,
        OptionalInt group,
        OptionalDouble mean,
        Optional<Range> meanRange,
        OptionalDouble meanOfTypes,
        List<OptionalDouble> types,
        int tasks,
        boolean front,
        int selfReported,
        Optional<String> link,
        Optional<String> released,
        OptionalDouble zeroShot,
        OptionalInt unlike) {
    public ModelRow {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(rankRange, "rankRange");
        Objects.requireNonNull(meanRange, "meanRange");
        Objects.requireNonNull(link, "link");
        Objects.requireNonNull(released, "released");
        types = List.copyOf(types);
    }

    /** Where scores are from. */
    public enum Origin {
        /** Result files that were given. */
        RESULTS,
        /** The figures that come with Plumbline. */
        PUBLISHED
    }
}
