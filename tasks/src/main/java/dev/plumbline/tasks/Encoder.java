package dev.plumbline.tasks;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.numeric.FloatMatrix;

/**
 * A model that turns texts into vectors. An implementation chooses and prepends its own prompt from role and task, and
 * returns the same vector for a text whatever else is in the request, up to rounding.
 */
public interface Encoder extends AutoCloseable {

    ModelCard card();

    /**
     * Encodes the texts.
     *
     * @return one row per text, in the order of the request, float32
     * @throws dev.plumbline.error.PlumblineException of kind MODEL or ENDPOINT if a text cannot be encoded
     */
    FloatMatrix encode(EncodeRequest request);

    /**
     * What the encoder puts in front of a text of this role in this task; empty where it adds nothing. Recorded with the
     * results, and part of what decides whether an earlier result may be taken over.
     */
    String prompt(TaskSpec task, Role role);

    @Override
    void close();
}
