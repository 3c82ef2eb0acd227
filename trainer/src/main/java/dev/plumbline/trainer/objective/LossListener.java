package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;

/** Hears of the figures that a loss is made of, while it is computed. */
@FunctionalInterface
public interface LossListener {

    /** Hears nothing. */
    LossListener NONE = (name, value) -> {};

    /**
     * A figure.
     *
     * @param name such as {@code contrastive}, {@code kl}, {@code cosent}, each a loss not weighted, or {@code focal_weight}
     * @param value a scalar that lives as long as the batch's vectors
     */
    void figure(String name, NDArray value);
}
