package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Objects;

/** Several objectives at once, such as contrast and distillation. */
public record WeightedSum(List<Term> terms) implements Objective {

    /**
     * One of them.
     *
     * @param weight at least 0
     */
    public record Term(double weight, Objective objective) {
        public Term {
            Objects.requireNonNull(objective, "objective");
            if (!(weight >= 0)) {
                throw new IllegalArgumentException("an objective's weight must be at least 0, not " + weight);
            }
        }
    }

    public WeightedSum {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a sum of objectives needs one");
        }
    }

    @Override
    public NDArray loss(VectorBatch batch, LossListener listener) {
        NDArray sum = null;
        for (Term term : terms) {
            NDArray part = term.objective().loss(batch, listener).mul(Scalar.of(batch.query(), term.weight()));
            sum = sum == null ? part : sum.add(part);
        }
        return Objects.requireNonNull(sum);
    }
}
