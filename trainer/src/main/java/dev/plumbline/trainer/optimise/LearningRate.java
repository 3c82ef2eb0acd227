package dev.plumbline.trainer.optimise;

import java.util.Objects;

/**
 * Learning rate of each step: linear warm-up, then decay to 0 at the last step's end.
 *
 * @param peak reached at the end of warm-up, above 0
 * @param warmUp steps of warm-up, at least 0; where they are more than the total the peak is never reached
 * @param total steps in all, at least 1
 * @param decay what follows
 */
public record LearningRate(double peak, long warmUp, long total, Decay decay) {

    /** How the rate falls after warm-up. */
    public enum Decay {
        /** Not at all. */
        CONSTANT,
        /** In equal steps, as transformers' {@code get_linear_schedule_with_warmup}. */
        LINEAR,
        /** By half a cosine, as transformers' {@code get_cosine_schedule_with_warmup}. */
        COSINE
    }

    public LearningRate {
        Objects.requireNonNull(decay, "decay");
        if (!(peak > 0) || warmUp < 0 || total < 1) {
            throw new IllegalArgumentException(
                    "a learning rate needs a peak above 0, at least 0 steps of warm-up and 1 in all, not " + peak + ", "
                            + warmUp + ", " + total);
        }
    }

    /**
     * With a share of the steps as warm-up.
     *
     * @param share from 0 to 1
     */
    public static LearningRate withWarmUpRatio(double peak, double share, long total, Decay decay) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a warm-up ratio is from 0 to 1, not " + share);
        }
        return new LearningRate(peak, (long) Math.ceil(share * total), total, decay);
    }

    /**
     * The rate of a step.
     *
     * @param step counted from 0; the first already has a rate above 0
     */
    public double at(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("steps are counted from 0, not " + step);
        }
        if (step < warmUp) {
            return peak * (step + 1) / warmUp;
        }
        double left = Math.max(0, total - step) / (double) Math.max(1, total - warmUp);
        return switch (decay) {
            case CONSTANT -> peak;
            case LINEAR -> peak * left;
            case COSINE -> peak * 0.5 * (1 - Math.cos(Math.PI * left));
        };
    }
}
