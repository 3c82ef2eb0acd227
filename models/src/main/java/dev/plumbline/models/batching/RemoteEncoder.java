package dev.plumbline.models.batching;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.Optional;

/** An encoder elsewhere, whose vectors may be paid for and whose weights can change without notice. */
public interface RemoteEncoder extends IncrementalEncoder {

    /**
     * What is encoded in a text's place, prompt included: all that its vector depends on, the role too shows in nothing
     * else. Empty where its vector is not to be kept.
     */
    Optional<String> encoded(String text, TaskSpec task, Role role);

    /** Texts that one request asks for at most. */
    int textsPerRequest();

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
