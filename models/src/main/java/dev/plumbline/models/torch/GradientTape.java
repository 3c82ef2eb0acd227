package dev.plumbline.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * While it is open, libtorch keeps of what the calling thread computes whatever a gradient needs, if something in it asks for
 * one; closed, things are as they were before. Unlike DJL's collector, of which a process has one at a time, every thread has
 * its own.
 */
public final class GradientTape implements AutoCloseable {

    private final boolean before;

    private GradientTape(boolean keeps) {
        this.before = JniUtils.isGradMode();
        JniUtils.setGradMode(keeps);
    }

    /** From now on, what the calling thread computes is kept. */
    public static GradientTape open() {
        return new GradientTape(true);
    }

    /** From now on, nothing that the calling thread computes is kept. A new thread keeps by itself. */
    public static GradientTape paused() {
        return new GradientTape(false);
    }

    /**
     * Adds the gradient of a number to those of everything that it was computed of and that asks for one. What was kept is
     * freed. Where its gradient was kept, by this tape or by another thread's, does not matter.
     *
     * @param target of one value
     */
    public void backward(NDArray target) {
        try (NDArray one = target.onesLike()) {
            JniUtils.backward((PtNDArray) target, (PtNDArray) one, false, false);
        }
    }

    /** Names the tape in the block that it is for, as javac wants every resource named; does nothing. */
    public void hold() {}

    /** By the thread that opened it. */
    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
