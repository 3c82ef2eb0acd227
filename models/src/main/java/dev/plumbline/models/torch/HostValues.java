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
            return array.toFloatArray();
        }
    }

    /** Puts values into a float32 array of as many. */
    public static void put(float[] values, NDArray array) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            array.set(values);
        }
    }
}
