package dev.plumbline.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Numbers that the device writes down by itself. DJL's own are views of the host's memory, or copies of it that wait for the
 * device.
 */
public final class DeviceNumber {

    private DeviceNumber() {}

    /** A float64 number, which changes no float32 array's type. */
    public static NDArray of(NDManager manager, double value) {
        return of(manager, value, DataType.FLOAT64);
    }

    /** A number of a type, an array of no dimensions. */
    public static NDArray of(NDManager manager, double value, DataType type) {
        return JniUtils.full((PtNDManager) manager, new Shape(), value, type, manager.getDevice(), SparseFormat.DENSE);
    }
}
