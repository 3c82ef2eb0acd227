package dev.plumbline.trainer.rows;

import dev.plumbline.tasks.numeric.FloatMatrix;

/** Vectors that another model, a guide or a teacher, gives to a stage's texts. */
public interface OtherVectors extends AutoCloseable {

    /** Values of a vector. */
    int width();

    /**
     * Those of a batch's texts.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind DATA if a text of the batch has none
     */
    Rows of(TrainingBatch batch);

    @Override
    void close();

    /**
     * Vectors of one batch, row by row.
     *
     * @param query {@code [B, E]}
     * @param positive {@code [B, E]}
     * @param negatives {@code [B M, E]}, those of the first row first
     */
    record Rows(FloatMatrix query, FloatMatrix positive, FloatMatrix negatives) {}
}
