package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.plumbline.trainer.objective.VectorBatch;

/**
 * A batch's loss and what its vectors look like.
 *
 * @param loss not scaled
 * @param positive mean cosine of a query and its positive
 * @param negative mean cosine of a query and its hard negatives, or, without any, the positives of other queries; NaN where
 *     there is nothing to compare with
 */
public record LossFigures(double loss, double positive, double negative) {

    static LossFigures of(NDArray loss, VectorBatch batch) {
        return new LossFigures(
                value(loss),
                value(batch.positiveSimilarity().mean()),
                batch.negativeSimilarity()
                        .map(similarity -> value(similarity.mean()))
                        .orElse(Double.NaN));
    }

    private static double value(NDArray scalar) {
        return scalar.toType(DataType.FLOAT64, false).getDouble();
    }
}
