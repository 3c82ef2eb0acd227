package dev.plumbline.models.batching;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Texts in batches, longest first: one that does not fit in memory shows at once. Those of {@link #plan} are of one length,
 * so that nothing is padded and, in single precision on a processor, a text's vector is the same to the last bit whatever
 * is encoded beside it.
 */
public final class TokenBatches {

    /** Bounds the rows of a batch of very short texts. */
    public static final int MAX_TEXTS = 256;

    private static final int PADDED_AT_MOST = 2;

    private final int[] order;
    private final int[] starts;
    private final int count;

    private TokenBatches(int[] order, int[] starts, int count) {
        this.order = order;
        this.starts = starts;
        this.count = count;
    }

    /**
     * Plans batches of texts of one length.
     *
     * @param lengths tokens per text, each at least 0
     * @param budget tokens per batch, at least 1; one text alone may be longer
     */
    public static TokenBatches plan(int[] lengths, int budget) {
        return plan(lengths, budget, MAX_TEXTS);
    }

    /**
     * Plans batches of texts of one length.
     *
     * @param lengths tokens per text, each at least 0
     * @param budget tokens per batch, at least 1; one text alone may be longer
     * @param texts per batch at most, at least 1
     */
    public static TokenBatches plan(int[] lengths, int budget, int texts) {
        if (budget < 1 || texts < 1) {
            throw new IllegalArgumentException(
                    "a batch needs at least one token and text, not " + budget + " and " + texts);
        }
        int[] order = longestFirst(lengths);
        int[] starts = new int[order.length + 1];
        int count = 0;
        int next = 0;
        while (next < order.length) {
            starts[count++] = next;
            int length = lengths[order[next]];
            int end = next + Math.min(texts, Math.max(1, budget / Math.max(1, length)));
            while (next < Math.min(order.length, end) && lengths[order[next]] == length) {
                next++;
            }
        }
        starts[count] = order.length;
        return new TokenBatches(order, starts, count);
    }

    /**
     * Plans batches of texts that lie one after the other without padding. Where attention has no kernel for that, they are
     * padded for it alone: one long text among many short ones must not take many times the memory of the others, so padded
     * they have at most {@value #PADDED_AT_MOST} times the budget.
     *
     * @param lengths tokens per text, each at least 1
     * @param budget tokens per batch, at least 1; one text alone may be longer
     * @param texts per batch at most, at least 1
     */
    public static TokenBatches packed(int[] lengths, int budget, int texts) {
        int[] order = longestFirst(lengths);
        int[] starts = new int[order.length + 1];
        int count = 0;
        long tokens = 0;
        for (int place = 0; place < order.length; place++) {
            tokens += lengths[order[place]];
            long padded = place == 0 ? 0 : (long) lengths[order[starts[count - 1]]] * (place + 1 - starts[count - 1]);
            boolean full = place > 0 && place - starts[count - 1] >= texts;
            if (place == 0 || full || tokens > budget || padded > (long) PADDED_AT_MOST * budget) {
                starts[count++] = place;
                tokens = lengths[order[place]];
            }
        }
        starts[count] = order.length;
        return new TokenBatches(order, starts, count);
    }

    private static int[] longestFirst(int[] lengths) {
        return IntStream.range(0, lengths.length)
                .boxed()
                // the index breaks ties so that the plan does not depend on the sort
                .sorted(Comparator.<Integer>comparingInt(i -> -lengths[i]).thenComparingInt(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    public int count() {
        return count;
    }

    /** Indexes of the texts of one batch, longest first. */
    public int[] batch(int number) {
        return Arrays.copyOfRange(order, starts[number], starts[number + 1]);
    }
}
