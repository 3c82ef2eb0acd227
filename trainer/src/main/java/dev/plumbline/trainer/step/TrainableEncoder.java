package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.models.torch.GradientTape;
import java.util.List;
import java.util.Map;

/** A network whose weights can be trained. */
public interface TrainableEncoder {

    /**
     * Vectors of token sequences, as a function of {@link #parameters} the engine can differentiate. Whoever derives them
     * calls {@link #collect} afterwards.
     *
     * @param manager what the result, and whatever leads to it, is attached to
     * @param texts in any order of length
     * @param seed of what is random in it, such as dropout: with the same one the same vectors come again
     * @return {@code [texts, D]}, pooled, through the layers after that, and not normalised
     */
    NDArray vectors(NDManager manager, List<TextTokens> texts, long seed);

    /**
     * Adds the gradient of {@code sum(vectors * gradient)} to the weights', computing the vectors again.
     *
     * @param gradient {@code [texts, D]}, of a loss by the vectors
     * @param seed that the vectors were made with
     */
    default void backward(NDManager manager, List<TextTokens> texts, NDArray gradient, long seed) {
        try (GradientTape tape = GradientTape.open()) {
            tape.backward(vectors(manager, texts, seed).mul(gradient).sum());
        }
    }

    /** A pass that can be gone back over once, with less computed again than {@link #backward} has to. */
    default KeptPass kept(NDManager manager, List<TextTokens> texts, long seed) {
        return new GraphPass(this, manager, texts, seed);
    }

    /** The vectors of a pass, and what leads back to the weights. */
    interface KeptPass {

        /** As {@link TrainableEncoder#vectors}, without what led to them. */
        NDArray vectors();

        /** As {@link TrainableEncoder#backward}. */
        void backward(NDArray gradient);
    }

    /** Whether {@link #backward} keeps less in memory than a gradient taken of {@link #vectors}. */
    default boolean recomputes() {
        return false;
    }

    /** Whether texts of different kinds are better encoded in one pass than in one for each kind. */
    default boolean merges() {
        return false;
    }

    /** Brings the gradients of a pass to the parameters, where it has computed with copies of them. */
    default void collect() {}

    /** Brings together the gradients of a step's passes, where they are in several places; before they are looked at. */
    default void reduce() {}

    /** Is told that the parameters have changed. */
    default void moved() {}

    /** Its weights by name, in a fixed order; those that are not frozen require gradients. */
    Map<String, NDArray> parameters();
}
