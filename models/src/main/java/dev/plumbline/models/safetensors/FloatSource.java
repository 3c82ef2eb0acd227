package dev.plumbline.models.safetensors;

import java.nio.FloatBuffer;

/** Values of a tensor, given piece by piece so that no tensor need be held whole. */
@FunctionalInterface
public interface FloatSource {

    /**
     * Puts values into all that remains of a buffer.
     *
     * @param first the first value wanted, counted row-major from the tensor's start
     */
    void read(long first, FloatBuffer target);

    /** The values of an array, which must not change until they are read. */
    static FloatSource of(float[] values) {
        return (first, target) -> target.put(values, Math.toIntExact(first), target.remaining());
    }
}
