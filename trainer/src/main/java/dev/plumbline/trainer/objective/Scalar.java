package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import dev.plumbline.models.torch.DeviceNumber;

/**
 * Numbers in what is derived. DJL 0.35 makes an array of a number that is a view of a Java buffer, and closes it when the
 * operation is done ({@code PtNDArray.div(Number)} and its like). libtorch keeps the view for the gradient: by then the
 * collector may have given the buffer's memory to something else; and to a GPU it is copied, which waits. A number made here
 * has memory of libtorch's own, which the device itself writes.
 */
public final class Scalar {

    private Scalar() {}

    /**
     * A number.
     *
     * @param like whose manager it belongs to
     */
    public static NDArray of(NDArray like, double value) {
        return DeviceNumber.of(like.getManager(), value);
    }
}
