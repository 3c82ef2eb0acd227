package dev.plumbline.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;

/**
 * Values of arrays on the host. Of an array on a GPU DJL makes a copy there that lives as long as the array's manager: of a
 * checkpoint's weights, gigabytes that stay until the training's end. Here copies end with the call.
 */
public final class HostValues {

    private HostValues() {}

    /** All of a float32 array's values, in row-major order. */
    public static float[] of(NDArray array) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Transfers.read();
            return array.toFloatArray();
        }
    }

    /** All of a float64 array's values, in row-major order. */
    public static double[] doubles(NDArray array) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Transfers.read();
            return array.toDoubleArray();
        }
    }

    /**
     * Reads a float32 array into one that is used again.
     *
     * @param values taken if it is long enough
     * @return its first values are the array's, in row-major order
     */
    public static float[] into(float[] values, NDArray array) {
        int size = Math.toIntExact(array.size());
        float[] enough = values.length < size ? new float[size] : values;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Transfers.read();
            array.toByteBuffer(true).asFloatBuffer().get(enough, 0, size);
        }
        return enough;
    }

    /** Puts values into a float32 array of as many. */
    public static void put(float[] values, NDArray array) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            array.set(values);
        }
    }
}
