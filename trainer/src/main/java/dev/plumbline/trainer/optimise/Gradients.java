package dev.plumbline.trainer.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Collection;

/** The gradients that a backward pass has left with its parameters. */
public final class Gradients {

    /** Added to the norm by torch.nn.utils.clip_grad_norm_. */
    private static final double CLIP_EPSILON = 1e-6;

    private Gradients() {}

    /** Euclidean norm of all gradients together; not finite if one of them is not. */
    public static double norm(Collection<NDArray> parameters) {
        double squares = 0;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (NDArray parameter : parameters) {
                NDArray gradient = parameter.getGradient();
                squares += gradient.mul(gradient)
                        .sum()
                        .toType(DataType.FLOAT64, false)
                        .getDouble();
            }
        }
        return Math.sqrt(squares);
    }

    /**
     * What to multiply gradients by so that their norm is at most {@code greatest}: torch.nn.utils.clip_grad_norm_.
     *
     * @param norm of all gradients together
     * @param greatest above 0; infinity for no clipping
     * @return at most 1
     */
    public static double clipping(double norm, double greatest) {
        if (!(greatest > 0)) {
            throw new IllegalArgumentException("gradients are clipped to a norm above 0, not " + greatest);
        }
        return greatest == Double.POSITIVE_INFINITY ? 1 : Math.min(1, greatest / (norm + CLIP_EPSILON));
    }

    /** Sets all of them to 0, also those that are not finite. */
    public static void clear(Collection<NDArray> parameters) {
        parameters.forEach(parameter -> JniUtils.zeroGrad((PtNDArray) parameter));
    }
}
