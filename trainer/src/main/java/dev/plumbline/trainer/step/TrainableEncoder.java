package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/** A network whose weights can be trained. */
public interface TrainableEncoder {

    /**
     * Vectors of token sequences, as a function of {@link #parameters} the engine can differentiate.
     *
     * @param manager what the result, and whatever leads to it, is attached to
     * @param tokens one array of token ids per text, in any order, each at least one token
     * @return {@code [texts, D]}, pooled and not normalised
     */
    NDArray vectors(NDManager manager, int[][] tokens);

    /** Its weights by name, in a fixed order; those that are not frozen require gradients. */
    Map<String, NDArray> parameters();
}
