package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
 */
public record InfoNce(
        double temperature,
        boolean inBatch,
        HardNegatives hardNegatives,
        double focalGamma,
        boolean weightDetached,
        Optional<Mixing> mixing,
        OptionalDouble falseNegativeMargin,
        boolean maskSameId)
        implements Objective {

    public InfoNce {
        Objects.requireNonNull(hardNegatives, "hardNegatives");
        Objects.requireNonNull(mixing, "mixing");
        Objects.requireNonNull(falseNegativeMargin, "falseNegativeMargin");
        if (!(temperature > 0) || !(focalGamma >= 0)) {
            throw new IllegalArgumentException(
                    "temperature " + temperature + " must be above 0 and focal gamma " + focalGamma + " at least 0");
        }
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
        NDArray weight = logProbability.exp().neg().add(1).pow(Scalar.of(logProbability, focalGamma));
        listener.figure("focal_weight", weight.mean());
        return (weightDetached ? weight.stopGradient() : weight)
                .mul(logProbability)
                .mean()
                .neg();
    }

    /** {@code log p_i} of each query, {@code [B]}. */
    public NDArray logProbability(VectorBatch batch) {
        NDArray query = Cosine.unit(batch.query());
        NDArray positive = Cosine.unit(batch.positive());
        NDArray own = Cosine.rows(query, positive).expandDims(1);
        NDList candidates = new NDList(own);
        if (inBatch) {
            NDArray others = Cosine.all(query, positive);
            long rows = others.getShape().get(0);
            NDArray banned = others.getManager().eye((int) rows).toType(DataType.BOOLEAN, false);
            candidates.add(masked(others, own, Optional.of(banned.logicalOr(sameId(batch, others)))));
        }
        if (hardNegatives != HardNegatives.NONE) {
            candidates.add(hard(batch, query, own));
        }
        if (mixing.isPresent()) {
            NDArray synthetic = mixing.get().similarity(query, batch);
            candidates.add(masked(synthetic, own, Optional.empty()));
        }
        return NDArrays.concat(candidates, 1)
                .div(Scalar.of(query, temperature))
                .logSoftmax(1)
                .get(new NDIndex(":, 0"));
    }

    private NDArray hard(VectorBatch batch, NDArray query, NDArray own) {
        NDArray negatives = Cosine.unit(batch.requireNegatives("InfoNCE with hard negatives"));
        Shape shape = negatives.getShape();
        boolean shared = hardNegatives == HardNegatives.SHARED;
        NDArray similarity =
                shared ? Cosine.all(query, negatives.reshape(-1, shape.get(2))) : Cosine.own(query, negatives);
        Optional<NDArray> same = Optional.empty();
        if (maskSameId) {
            VectorBatch.Ids ids = ids(batch);
            NDArray theirs = ids.negatives()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "masking by id needs the ids of the hard negatives, and the batch has none"));
            same = Optional.of(
                    ids.positive().expandDims(1).eq(shared ? theirs.reshape(1, shape.get(0) * shape.get(1)) : theirs));
        }
        return masked(similarity, own, same);
    }

    /** Which positives of other queries are the query's own too; none if that is not asked for. */
    private NDArray sameId(VectorBatch batch, NDArray others) {
        if (!maskSameId) {
            return others.getManager().zeros(others.getShape(), DataType.BOOLEAN);
        }
        NDArray positive = ids(batch).positive();
        return positive.expandDims(1).eq(positive.expandDims(0));
    }

    private static VectorBatch.Ids ids(VectorBatch batch) {
        return batch.ids()
                .orElseThrow(() -> new IllegalArgumentException("masking by id needs ids, and the batch has none"));
    }

    /** The similarities with minus infinity where banned, or above the margin. */
    private NDArray masked(NDArray similarity, NDArray own, Optional<NDArray> banned) {
        Optional<NDArray> without = banned;
        if (falseNegativeMargin.isPresent()) {
            NDArray above = similarity.gt(own.add(falseNegativeMargin.getAsDouble()));
            without = Optional.of(without.isPresent() ? without.get().logicalOr(above) : above);
        }
        return without.map(mask -> NDArrays.where(mask, minusInfinity(similarity), similarity))
                .orElse(similarity);
    }

    private static NDArray minusInfinity(NDArray like) {
        return like.getManager().full(like.getShape(), Float.NEGATIVE_INFINITY, like.getDataType());
    }
}
