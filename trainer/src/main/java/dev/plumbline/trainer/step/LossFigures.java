package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.plumbline.trainer.objective.VectorBatch;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A batch's loss and what its vectors look like.
 *
 * @param loss not scaled
 * @param parts figures it is made of, see {@link dev.plumbline.trainer.objective.LossListener}
 * @param positive mean cosine of a query and its positive
 * @param negative mean cosine of a query and its hard negatives, or, without any, the positives of other queries; NaN where
 *     there is nothing to compare with
 */
public record LossFigures(double loss, Map<String, Double> parts, double positive, double negative) {

    public LossFigures {
        parts = Map.copyOf(parts);
    }

    static LossFigures of(NDArray loss, Map<String, NDArray> parts, VectorBatch batch) {
        Map<String, Double> values = new LinkedHashMap<>();
        parts.forEach((name, part) -> values.put(name, value(part)));
        return new LossFigures(
                value(loss),
                values,
                value(batch.positiveSimilarity().mean()),
                batch.negativeSimilarity()
                        .map(similarity -> value(similarity.mean()))
                        .orElse(Double.NaN));
    }

    private static double value(NDArray scalar) {
        return scalar.toType(DataType.FLOAT64, false).getDouble();
    }
}
