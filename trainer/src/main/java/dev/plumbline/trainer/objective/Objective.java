package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;

/** A loss of a batch of vectors. */
public sealed interface Objective permits InfoNce, KlDivergence, CoSent, Matryoshka, WeightedSum {

    /**
     * The loss, differentiable in the batch's vectors.
     *
     * @return a scalar of the vectors' type, attached to their manager
     * @throws IllegalArgumentException if the batch lacks what this objective needs, such as negatives or teacher scores
     */
    NDArray loss(VectorBatch batch);
}
