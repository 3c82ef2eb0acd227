package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Objects;

/**
 * An objective on the leading dimensions of the vectors: the sum over widths of weight times loss, not divided by the sum
 * of weights (Matryoshka representation learning, arXiv 2205.13147; KaLM has 896/512/256/128/64 with weights
 * 1/0.3/0.2/0.1/0.1). What is heard of its parts is of the first width alone.
 *
 * @param dimensions widths, at least one
 * @param weights one for each, at least 0
 * @param of on the vectors cut to each width
 */
public record Matryoshka(List<Integer> dimensions, List<Double> weights, Objective of) implements Objective {

    public Matryoshka {
        dimensions = List.copyOf(dimensions);
        weights = List.copyOf(weights);
        Objects.requireNonNull(of, "of");
        if (dimensions.isEmpty() || dimensions.size() != weights.size()) {
            throw new IllegalArgumentException(
                    "as many weights as dimensions, at least one: " + dimensions + " and " + weights);
        }
        if (dimensions.stream().anyMatch(width -> width < 1) || weights.stream().anyMatch(weight -> !(weight >= 0))) {
            throw new IllegalArgumentException(
                    "dimensions are at least 1 and weights at least 0: " + dimensions + " and " + weights);
        }
    }

    @Override
    public NDArray loss(VectorBatch batch, LossListener listener) {
        NDArray sum = of.loss(batch.leading(dimensions.get(0)), listener).mul(Scalar.of(batch.query(), weights.get(0)));
        for (int i = 1; i < dimensions.size(); i++) {
            sum = sum.add(of.loss(batch.leading(dimensions.get(i))).mul(Scalar.of(batch.query(), weights.get(i))));
        }
        return sum;
    }
}
