package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Contrastive loss with focal reweighting: the mean over queries of {@code -w_i log p_i} with
 * {@code p_i = exp(s(q_i, p_i) / t) / Z_i} and {@code w_i = (1 - p_i)^gamma}, s the cosine (equations 3 and 7).
 *
 * <p>{@code Z_i} sums over the query's own positive and what the settings add: positives of the other queries, hard
 * negatives, synthetic negatives.
 *
 * @param temperature t, above 0
 * @param inBatch whether the positives of the other queries are candidates
 * @param hardNegatives whose hard negatives are
 * @param focalGamma gamma, 0 for no reweighting; the paper's is 0.5
 * @param weightDetached no gradient flows through {@code w_i}; the paper does not say
 * @param mixing synthetic negatives
 * @param falseNegativeMargin candidates more similar to the query than its own positive by more than this leave
 *     {@code Z_i} (Qwen3-Embedding, arXiv 2506.05176, has 0.1)
 * @param maskSameId candidates with the id of the query's own positive leave {@code Z_i}
 * @param refinement what sentence-transformers has besides
 */
public record InfoNce(
        double temperature,
        boolean inBatch,
        HardNegatives hardNegatives,
        double focalGamma,
        boolean weightDetached,
        Optional<Mixing> mixing,
        OptionalDouble falseNegativeMargin,
        boolean maskSameId,
        Refinement refinement)
        implements Objective {

    /**
     * What sentence-transformers' losses have besides.
     *
     * @param falseNegatives which candidates leave {@code Z_i}
     * @param queries whether the other queries are candidates, where positives in the batch are
     * @param positives whether the other positives are contrasted with the query's positive, likewise
     * @param hardness weight of hard negatives
     */
    public record Refinement(
            Optional<FalseNegatives> falseNegatives, boolean queries, boolean positives, Optional<Hardness> hardness) {

        /** Nothing. */
        public static final Refinement NONE = new Refinement(Optional.empty(), false, false, Optional.empty());

        public Refinement {
            Objects.requireNonNull(falseNegatives, "falseNegatives");
            Objects.requireNonNull(hardness, "hardness");
        }

        /** Whether a second model's vectors are needed. */
        public boolean isGuided() {
            return falseNegatives
                    .filter(masks -> masks.judge() == FalseNegatives.Judge.GUIDE)
                    .isPresent();
        }
    }

    public InfoNce {
        Objects.requireNonNull(refinement, "refinement");
        Objects.requireNonNull(hardNegatives, "hardNegatives");
        Objects.requireNonNull(mixing, "mixing");
        Objects.requireNonNull(falseNegativeMargin, "falseNegativeMargin");
        if (!(temperature > 0) || !(focalGamma >= 0)) {
            throw new IllegalArgumentException(
                    "temperature " + temperature + " must be above 0 and focal gamma " + focalGamma + " at least 0");
        }
    }

    /** Without what sentence-transformers has besides. */
    public InfoNce(
            double temperature,
            boolean inBatch,
            HardNegatives hardNegatives,
            double focalGamma,
            boolean weightDetached,
            Optional<Mixing> mixing,
            OptionalDouble falseNegativeMargin,
            boolean maskSameId) {
        this(
                temperature,
                inBatch,
                hardNegatives,
                focalGamma,
                weightDetached,
                mixing,
                falseNegativeMargin,
                maskSameId,
                Refinement.NONE);
    }

    /** The positives of the other queries as candidates and nothing else. */
    public static InfoNce inBatch(double temperature) {
        return new InfoNce(
                temperature, true, HardNegatives.NONE, 0, true, Optional.empty(), OptionalDouble.empty(), false);
    }

    @Override
    public NDArray loss(VectorBatch batch, LossListener listener) {
        NDArray loss = loss(logProbability(batch), listener);
        listener.figure("contrastive", loss);
        return loss;
    }

    private NDArray loss(NDArray logProbability, LossListener listener) {
        if (focalGamma == 0) {
            return logProbability.mean().neg();
        }
        NDArray weight =
                logProbability.exp().neg().add(Scalar.of(logProbability, 1)).pow(Scalar.of(logProbability, focalGamma));
        listener.figure("focal_weight", weight.mean());
        return (weightDetached ? weight.stopGradient() : weight)
                .mul(logProbability)
                .mean()
                .neg();
    }

    /** {@code log p_i} of each query, {@code [B]}. */
    public NDArray logProbability(VectorBatch batch) {
        return new Candidates(this, batch).logProbability();
    }
}
