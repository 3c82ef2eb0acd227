package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;

/** A loss of a batch of vectors. */
public sealed interface Objective permits InfoNce, KlDivergence, CoSent, Alignment, Matryoshka, WeightedSum {

    /** The loss, and nobody hears of its parts. */
    default NDArray loss(VectorBatch batch) {
        return loss(batch, LossListener.NONE);
    }

    /**
     * The loss, differentiable in the batch's vectors.
     *
     * @param listener hears of its parts
     * @return a scalar of the vectors' type, attached to their manager
     * @throws IllegalArgumentException if the batch lacks what this objective needs, such as negatives or teacher scores
     */
    NDArray loss(VectorBatch batch, LossListener listener);
}
