package dev.plumbline.trainer.step;

import java.util.Arrays;

/** How a pass's texts are shared among replicas: about as many tokens for each, in the texts' order. */
public final class TextShares {

    private TextShares() {}

    /**
     * Where each replica's texts end.
     *
     * @param lengths tokens of each text
     * @param replicas at least 1
     * @return for each replica the first text that is no longer its own; it has none if no text is left for it
     */
    public static int[] ends(int[] lengths, int replicas) {
        long all = Arrays.stream(lengths).asLongStream().sum();
        int[] ends = new int[replicas];
        int text = 0;
        long tokens = 0;
        for (int replica = 0; replica < replicas; replica++) {
            while (text < lengths.length && tokens * replicas < all * (replica + 1)) {
                tokens += lengths[text];
                text++;
            }
            ends[replica] = text;
        }
        return ends;
    }

    /** Tokens of the greatest share. */
    public static long greatest(int[] lengths, int replicas) {
        long greatest = 0;
        int from = 0;
        for (int end : ends(lengths, replicas)) {
            greatest = Math.max(
                    greatest, Arrays.stream(lengths, from, end).asLongStream().sum());
            from = end;
        }
        return greatest;
    }
}
