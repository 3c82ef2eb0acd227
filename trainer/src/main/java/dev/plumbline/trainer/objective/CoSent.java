package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Objects;
import java.util.Optional;

/**
 * For graded pairs: {@code log(1 + sum exp(scale (cos_i - cos_j)))} over all i, j with {@code gold_i < gold_j}, cosines of
 * query and positive (CoSENT; sentence-transformers' {@code CoSENTLoss} has scale 20).
 *
 * @param scale above 0
 * @param grades whose grades they are
 */
public record CoSent(double scale, Grades grades) implements Objective {

    /** Who grades a pair. */
    public enum Grades {
        /** The data. */
        GOLD,
        /** A teacher, by its score of query and positive. */
        TEACHER
    }

    public CoSent {
        Objects.requireNonNull(grades, "grades");
        if (!(scale > 0)) {
            throw new IllegalArgumentException("the scale must be above 0, not " + scale);
        }
    }

    @Override
    public NDArray loss(VectorBatch batch, LossListener listener) {
        Optional<NDArray> graded = grades == Grades.GOLD
                ? batch.gold()
                : batch.teacherScores().map(scores -> scores.get(new NDIndex(":, 0")));
        NDArray gold = graded.orElseThrow(
                () -> new IllegalArgumentException("CoSENT needs graded pairs, and the batch has no grades"));
        NDArray cosine = Cosine.rows(Cosine.unit(batch.query()), Cosine.unit(batch.positive()))
                .mul(Scalar.of(batch.query(), scale));
        NDArray difference = cosine.expandDims(1).sub(cosine.expandDims(0));
        NDArray wrong = gold.expandDims(1).lt(gold.expandDims(0));
        NDArray none =
                difference.getManager().full(difference.getShape(), Float.NEGATIVE_INFINITY, difference.getDataType());
        NDArray terms = NDArrays.where(wrong, difference, none).flatten();
        NDArray one = difference.getManager().zeros(new Shape(1), difference.getDataType());
        // log(sum exp(x)) of a list that begins with 0 is less the logarithm of the softmax's first value
        NDArray loss = one.concat(terms, 0).logSoftmax(0).get(new NDIndex("0")).neg();
        listener.figure(grades == Grades.GOLD ? "cosent" : "cosent_teacher", loss);
        return loss;
    }
}
