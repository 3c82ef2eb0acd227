package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;

/** Cosine similarities as arrays. */
final class Cosine {

    /** torch.nn.functional.normalize's eps. */
    private static final double MIN_NORM = 1e-12;

    private Cosine() {}

    /** Vectors along the last axis scaled to length 1; a vector of zeros stays one. */
    static NDArray unit(NDArray vectors) {
        return vectors.normalize(2, vectors.getShape().dimension() - 1L, MIN_NORM);
    }

    /**
     * Every row with every row.
     *
     * @param left {@code [n, D]}, of length 1
     * @param right {@code [m, D]}, of length 1
     * @return {@code [n, m]}
     */
    static NDArray all(NDArray left, NDArray right) {
        return left.matMul(right.transpose());
    }

    /** Row i with row i: {@code [n]} from two of {@code [n, D]}, of length 1. */
    static NDArray rows(NDArray left, NDArray right) {
        return left.mul(right).sum(new int[] {1});
    }

    /**
     * Each query with its own candidates.
     *
     * @param query {@code [B, D]}, of length 1
     * @param candidates {@code [B, M, D]}, of length 1
     * @return {@code [B, M]}
     */
    static NDArray own(NDArray query, NDArray candidates) {
        return candidates.batchMatMul(query.expandDims(2)).squeeze(2);
    }
}
