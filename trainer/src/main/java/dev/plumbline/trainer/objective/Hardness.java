package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import dev.plumbline.ground.WrongValueException;
import java.util.Objects;

/**
 * More weight for negatives that are hard: {@code strength} times the cosine, through which no gradient flows, is added to a
 * negative's logit (LLaVE, arXiv 2503.04812, equation 5), as by {@code hardness_mode} of sentence-transformers'
 * {@code MultipleNegativesRankingLoss}. Synthetic negatives, and queries and positives among themselves, have none.
 *
 * @param mode which negatives
 * @param strength above 0
 */
public record Hardness(Mode mode, double strength) {

    /** Which negatives. */
    public enum Mode {
        /** Positives and hard negatives of the other queries. */
        IN_BATCH_NEGATIVES,
        /** The query's own hard negatives. */
        HARD_NEGATIVES,
        /** Both. */
        ALL_NEGATIVES
    }

    public Hardness {
        Objects.requireNonNull(mode, "mode");
        if (!(strength > 0) || Double.isInfinite(strength)) {
            throw new WrongValueException("hardness_strength", "must be above 0, not " + strength, "5");
        }
    }

    /**
     * What is added to the logits.
     *
     * @param similarity {@code [B, n]}
     * @param own {@code [B, n]}, whether it is of the query's own hard negatives
     */
    NDArray of(NDArray similarity, NDArray own) {
        NDArray all = similarity.stopGradient().mul(Scalar.of(similarity, strength));
        return switch (mode) {
            case ALL_NEGATIVES -> all;
            case HARD_NEGATIVES -> all.mul(own.toType(all.getDataType(), false));
            case IN_BATCH_NEGATIVES -> all.mul(own.logicalNot().toType(all.getDataType(), false));
        };
    }
}
