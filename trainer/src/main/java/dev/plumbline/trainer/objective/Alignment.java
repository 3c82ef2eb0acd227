package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Learning a teacher's vectors, without any negatives: the mean over columns (queries, positives, the first hard negatives, the second
 * ...) of the mean distance of the student's vector of a text to the teacher's, as sentence-transformers'
 * {@code EmbedDistillLoss} has it. Vectors of another width are brought to the teacher's by a projection, which is trained
 * too (LEAF, arXiv 2509.12539); without one, of vectors that are cut to fewer dimensions the teacher's first ones count.
 *
 * @param distance what is made small
 * @param unit whether the model scales its vectors to length 1, and so the student's are before the projection
 * @param projection from the student's width to the teacher's
 */
public record Alignment(Distance distance, boolean unit, Optional<Projection> projection) implements Objective {

    /** What is made small. */
    public enum Distance {
        /** {@code 1 - cos}. */
        COSINE,
        /** The mean of the squared differences of all values. */
        MSE
    }

    /**
     * A linear layer as torch has it.
     *
     * @param weight {@code [teacher's width, student's width]}; of vectors cut to fewer dimensions its first columns count
     * @param bias {@code [teacher's width]}
     */
    public record Projection(NDArray weight, NDArray bias) {

        NDArray of(NDArray vectors) {
            long width = vectors.getShape().get(1);
            return vectors.matMul(weight.get(new NDIndex(":, :" + width)).transpose())
                    .add(bias);
        }
    }

    public Alignment {
        Objects.requireNonNull(distance, "distance");
        Objects.requireNonNull(projection, "projection");
    }

    @Override
    public NDArray loss(VectorBatch batch, LossListener listener) {
        VectorBatch.Other target = batch.target()
                .orElseThrow(() ->
                        new IllegalArgumentException("alignment needs a teacher's vectors, and the batch has none"));
        List<NDArray> columns = new ArrayList<>();
        columns.add(distance(batch.query(), target.query()));
        if (batch.positive() != batch.query()) {
            columns.add(distance(batch.positive(), target.positive()));
        }
        batch.negatives().ifPresent(vectors -> {
            NDArray theirs = target.negatives()
                    .orElseThrow(
                            () -> new IllegalArgumentException("the teacher has no vectors of the hard negatives"));
            NDArray mean = distance(flat(vectors), flat(theirs));
            for (long i = 0; i < vectors.getShape().get(1); i++) {
                columns.add(mean);
            }
        });
        NDArray sum = columns.get(0);
        for (NDArray column : columns.subList(1, columns.size())) {
            sum = sum.add(column);
        }
        NDArray loss = sum.div(Scalar.of(batch.query(), columns.size()));
        listener.figure(distance == Distance.COSINE ? "align_cosine" : "align_mse", loss);
        return loss;
    }

    private static NDArray flat(NDArray vectors) {
        Shape shape = vectors.getShape();
        return vectors.reshape(-1, shape.get(2));
    }

    /** Of vectors in the same order, {@code [n, student's width]} and {@code [n, teacher's width]}. */
    private NDArray distance(NDArray student, NDArray teacher) {
        NDArray own = unit ? Cosine.unit(student) : student;
        long width = own.getShape().get(1);
        NDArray there = projection.isPresent() ? projection.get().of(own) : own;
        NDArray wanted = projection.isPresent() ? teacher : teacher.get(new NDIndex(":, :" + width));
        if (distance == Distance.COSINE) {
            return Cosine.rows(Cosine.unit(there), Cosine.unit(wanted))
                    .mean()
                    .neg()
                    .add(Scalar.of(there, 1));
        }
        return there.sub(wanted).square().mean();
    }
}
