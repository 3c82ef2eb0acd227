package dev.plumbline.trainer.mine;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How negatives are chosen. The defaults are the authors' script's ({@code --range_for_sampling 50-100 --negative_number 7
 * --filter_topk 50}).
 *
 * @param negatives per query, at least 1
 * @param firstRank first rank of the window that negatives are drawn from, counted from 0
 * @param endRank rank after the window
 * @param consistencyRank rank k of the ranking-consistency filter: a row whose best positive scores below the candidate of
 *     rank k is left out; empty for no filter
 * @param ratio a candidate is a negative only if it scores below this times the worst positive (NV-Retriever's TopK-PercPos,
 *     arXiv 2407.15831, has 0.95); empty for no filter
 * @param margin a candidate is a negative only if it scores below the worst positive by more than this; empty for no filter
 * @param scores whether the model's similarities are written too, as {@code pos_scores} and {@code neg_scores}
 */
public record MiningSettings(
        int negatives,
        int firstRank,
        int endRank,
        OptionalInt consistencyRank,
        OptionalDouble ratio,
        OptionalDouble margin,
        boolean scores,
        long seed) {

    public MiningSettings {
        if (negatives < 1) {
            throw new IllegalArgumentException("negatives must be at least 1, not " + negatives);
        }
        if (firstRank < 0 || endRank <= firstRank) {
            throw new IllegalArgumentException(
                    "ranks must be a range such as 50-100, not " + firstRank + "-" + endRank);
        }
        if (consistencyRank.isPresent() && consistencyRank.getAsInt() < 0) {
            throw new IllegalArgumentException("the consistency rank counts from 0: " + consistencyRank.getAsInt());
        }
        if (ratio.isPresent() && !(ratio.getAsDouble() > 0 && ratio.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("the ratio must be above 0 and at most 1, not " + ratio.getAsDouble());
        }
        if (margin.isPresent() && !Double.isFinite(margin.getAsDouble())) {
            throw new IllegalArgumentException("the margin must be a number, not " + margin.getAsDouble());
        }
    }

    /** Seven of ranks 50 to 99, consistency at rank 50, no other filter. */
    public static MiningSettings defaults() {
        return new MiningSettings(
                7, 50, 100, OptionalInt.of(50), OptionalDouble.empty(), OptionalDouble.empty(), false, 42);
    }

    /** Candidates that have to be ranked. */
    int depth() {
        return Math.max(endRank, consistencyRank.orElse(0) + 1);
    }

    /** Whether the scores of the positives decide anything. */
    boolean needsPositiveScores() {
        return consistencyRank.isPresent() || ratio.isPresent() || margin.isPresent();
    }
}
