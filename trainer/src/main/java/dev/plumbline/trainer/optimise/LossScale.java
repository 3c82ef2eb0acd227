package dev.plumbline.trainer.optimise;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a loss is multiplied by so that its gradients stay within float16, as {@code torch.amp.GradScaler} has it with its
 * defaults: doubled after 2000 steps in a row whose gradients are finite, halved after one whose are not, which is skipped
 * ({@code aten/src/ATen/native/cuda/AmpKernels.cu}, {@code amp_update_scale}). As in torch nothing bounds it from below; see
 * {@link #hasExploded}.
 *
 * @param factor above 0, always a power of 2, so that dividing by it loses nothing
 * @param steady steps in a row with finite gradients since it was last changed, 0 to 1999
 * @param skipped steps so far that moved no weight
 */
public record LossScale(
        @JsonProperty("factor") double factor,
        @JsonProperty("steady") int steady,
        @JsonProperty("skipped") long skipped) {

    /** Where GradScaler begins. */
    public static final LossScale BEGINNING = new LossScale(65_536, 0, 0);

    private static final double GROWTH = 2;
    private static final double BACKOFF = 0.5;
    private static final int INTERVAL = 2000;

    /** Where fairseq gives up ({@code --min-loss-scale}). */
    private static final double LEAST = 1e-4;

    public LossScale {
        if (!(factor > 0) || Double.isInfinite(factor) || steady < 0 || steady >= INTERVAL || skipped < 0) {
            throw new IllegalArgumentException("no scale of a loss: " + factor + ", " + steady + ", " + skipped);
        }
    }

    /**
     * The scale of the next step.
     *
     * @param finite whether this step's gradients were; if not, it must move nothing
     */
    public LossScale after(boolean finite) {
        if (!finite) {
            return new LossScale(factor * BACKOFF, 0, skipped + 1);
        }
        if (steady + 1 < INTERVAL) {
            return new LossScale(factor, steady + 1, skipped);
        }
        // torch keeps it in float32, and where the next one would be infinite
        double next = factor * GROWTH;
        return new LossScale(next <= Float.MAX_VALUE ? next : factor, 0, skipped);
    }

    /** Whether so many steps were skipped that the loss itself must be exploding. */
    public boolean hasExploded() {
        return factor < LEAST;
    }
}
