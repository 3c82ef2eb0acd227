package dev.plumbline.models.network;

import java.util.Optional;

/** One worker's way to vectors of texts, which are made of their tokens' where these are; not safe from two threads. */
public interface PooledPass {

    /**
     * Runs a batch.
     *
     * @param batch token ids per text, each at least one token, the longest first
     * @param types each token's, where texts are pairs and the network {@linkplain TokenNetwork#knowsTypes knows types}
     * @param skipped tokens at the beginning of each text that are left out of its vector, from 0 to all of them. Where all
     *     are, a sum is 0, a maximum minus infinity, and the first and last token's vectors are as if none were
     * @return row-major {@code [texts, reductions, width]} from the start of an array that the next call reuses
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if the batch cannot be computed
     */
    float[] run(int[][] batch, Optional<int[][]> types, int[] skipped);

    /** The same of texts alone. */
    default float[] run(int[][] batch, int[] skipped) {
        return run(batch, Optional.empty(), skipped);
    }
}
