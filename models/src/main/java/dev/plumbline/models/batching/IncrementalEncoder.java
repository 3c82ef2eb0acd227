package dev.plumbline.models.batching;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.Optional;

/**
 * An encoder that hands over vectors as they come, so that a failure does not take those with it that were made, and paid
 * for, before.
 */
public interface IncrementalEncoder extends Encoder {

    /** Receives finished vectors; called by the thread that asked for them, one call at a time. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes the vectors of some texts.
         *
         * @param places of the texts in the request; none comes twice
         * @param vectors one row per place
         */
        void accept(int[] places, FloatMatrix vectors);
    }

    /**
     * Encodes the texts and hands over every vector. Before a failure is thrown, everything that has been finished is
     * handed over.
     *
     * @throws dev.plumbline.ground.PlumblineException as {@link #encode(EncodeRequest)}
     */
    void encode(EncodeRequest request, Sink sink);

    /**
     * What is encoded in a text's place, prompt included: all that its vector depends on, the role too shows in nothing
     * else. Empty where its vector is not to be kept.
     */
    Optional<String> encoded(String text, TaskSpec task, Role role);

    /**
     * A text and its vector as made just now. Where an earlier run was given another vector for it, the model is not what
     * it was.
     */
    Sample sample();

    /**
     * A text and its vector.
     *
     * @param text as encoded, prompt included
     * @param vector one row
     */
    record Sample(String text, FloatMatrix vector) {}
}
