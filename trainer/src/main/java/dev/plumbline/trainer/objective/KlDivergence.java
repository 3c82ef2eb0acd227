package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;

/**
 * Distillation of a teacher's ranking: the mean over queries of {@code KL(teacher || student)} over the query's own
 * positive and own hard negatives, both the softmax of scores divided by the temperature (KaLM-Embedding-V2.5, whose best
 * temperature is 0.05). Not multiplied by the temperature's square.
 *
 * @param temperature of teacher and student, above 0
 */
public record KlDivergence(double temperature) implements Objective {

    public KlDivergence {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("the temperature must be above 0, not " + temperature);
        }
    }

    @Override
    public NDArray loss(VectorBatch batch, LossListener listener) {
        NDArray scores = batch.teacherScores()
                .orElseThrow(() ->
                        new IllegalArgumentException("distillation needs a teacher's scores, and the batch has none"));
        NDArray query = Cosine.unit(batch.query());
        NDArray own = Cosine.rows(query, Cosine.unit(batch.positive())).expandDims(1);
        NDArray candidates = batch.negatives()
                .map(negatives -> own.concat(Cosine.own(query, Cosine.unit(negatives)), 1))
                .orElse(own);
        NDArray student = candidates.div(Scalar.of(query, temperature)).logSoftmax(1);
        NDArray teacher = scores.toType(student.getDataType(), false)
                .div(Scalar.of(query, temperature))
                .logSoftmax(1);
        NDArray loss =
                teacher.exp().mul(teacher.sub(student)).sum(new int[] {1}).mean();
        listener.figure("kl", loss);
        return loss;
    }
}
