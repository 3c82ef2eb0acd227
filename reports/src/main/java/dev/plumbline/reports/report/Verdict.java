package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The answer of a report.
 *
 * @param mean the candidate's mean over tasks
 * @param meanRange of the mean over tasks drawn anew; empty with a single task
 * @param meanOfTypes its mean over the means of task types
 * @param rank among the ranked models by Borda points, 1 is the best; empty if it is alone
 * @param rankRange of the rank over tasks drawn anew
 * @param ranked number of models that have every task compared
 * @param tied models whose mean cannot be told from the candidate's, best first
 * @param parameters of the candidate
 * @param largerModels number of ranked models with more parameters
 * @param largerAbove those of them whose mean is above the candidate's beyond chance
 * @param largerTied those that cannot be told from it
 * @param largerBelow those whose mean is below beyond chance
 * @param larger the larger models that the candidate beats or ties with, most parameters first; empty, and the counts 0,
 *     where the tasks are too few to tell models apart
 */
public record Verdict(
        double mean,
        Optional<Range> meanRange,
        double meanOfTypes,
        OptionalInt rank,
        Optional<Range> rankRange,
        int ranked,
        List<String> tied,
        OptionalLong parameters,
        int largerModels,
        int largerAbove,
        int largerTied,
        int largerBelow,
        List<Larger> larger) {
    public Verdict {
        Objects.requireNonNull(meanRange, "meanRange");
        Objects.requireNonNull(rankRange, "rankRange");
        tied = List.copyOf(tied);
        larger = List.copyOf(larger);
    }

    /** How the candidate stands to another model. */
    public enum Outcome {
        /** Ahead beyond chance, p corrected. */
        BEATS,
        /** Not told apart. */
        TIES,
        /** Behind beyond chance, p not corrected. */
        TRAILS
    }

    /**
     * A larger model.
     *
     * @param model its name
     * @param parameters of it
     * @param times its parameters over the candidate's
     * @param mean of it
     * @param change the candidate's mean less its own
     * @param range of the change over tasks drawn anew
     * @param p of no difference, by exchanging the two on tasks, corrected by Holm over the larger models
     * @param outcome at 5%
     */
    public record Larger(
            String model,
            long parameters,
            double times,
            double mean,
            double change,
            Range range,
            double p,
            Outcome outcome) {
        public Larger {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(range, "range");
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /** The largest of the larger models that it beats, else the largest that it ties with. */
    public Optional<Larger> headline() {
        return larger.stream()
                .filter(model -> model.outcome() == Outcome.BEATS)
                .findFirst()
                .or(() -> larger.stream().findFirst());
    }

    /** Whether the larger models were compared with the candidate at all. */
    public boolean tested() {
        return largerModels > 0 && largerAbove + largerTied + largerBelow == largerModels;
    }
}
