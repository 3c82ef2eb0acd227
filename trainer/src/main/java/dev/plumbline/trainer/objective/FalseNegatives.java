package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import dev.plumbline.ground.WrongValueException;
import java.util.Objects;

/**
 * Which candidates are taken for the query's own and leave what it is contrasted with: those that the judge finds more similar
 * to the query than the query's positive, less a margin. With a guide this is GISTEmbed (arXiv 2402.16829), as in
 * sentence-transformers' {@code GISTEmbedLoss}; without, the same by the vectors that are trained, as NV-Retriever (arXiv
 * 2407.15831) does when it mines.
 *
 * @param judge whose similarities count
 * @param strategy what the margin is of
 * @param margin taken off the positive's similarity
 */
public record FalseNegatives(Judge judge, Strategy strategy, double margin) {

    /** Whose similarities count. */
    public enum Judge {
        /** Of the vectors that are trained. */
        OWN,
        /** Of a second model's. */
        GUIDE
    }

    /** What the margin is of. */
    public enum Strategy {
        /** {@code s - margin}. */
        ABSOLUTE,
        /** {@code s - |s| margin}. */
        RELATIVE
    }

    public FalseNegatives {
        Objects.requireNonNull(judge, "judge");
        Objects.requireNonNull(strategy, "strategy");
        if (!Double.isFinite(margin) || (strategy == Strategy.RELATIVE && !(margin >= 0 && margin <= 1))) {
            throw new WrongValueException(
                    "mask_margin",
                    strategy == Strategy.RELATIVE
                            ? "must be from 0 to 1 where mask_strategy is relative, not " + margin
                            : "must be a finite number, not " + margin,
                    "0.05");
        }
    }

    /**
     * Which are taken for the query's own.
     *
     * @param candidates {@code [B, n]}, how similar the judge finds them
     * @param positive {@code [B, 1]}, how similar it finds the positive
     * @return {@code [B, n]}, booleans
     */
    NDArray of(NDArray candidates, NDArray positive) {
        NDArray off = strategy == Strategy.ABSOLUTE
                ? Scalar.of(positive, margin)
                : positive.abs().mul(Scalar.of(positive, margin));
        return candidates.gt(positive.sub(off.toType(positive.getDataType(), false)));
    }
}
