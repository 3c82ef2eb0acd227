package dev.plumbline.models.batching;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Texts in batches of similar length, longest first: little padding, and a batch that does not fit in memory shows at
 * once. A batch holds at most {@code budget} padded tokens (one text alone may be longer) and so many texts.
 */
public final class TokenBatches {

    /** Bounds the rows of a batch of very short texts. */
    public static final int MAX_TEXTS = 256;

    private final int[] order;
    private final int[] starts;
    private final int count;

    private TokenBatches(int[] order, int[] starts, int count) {
        this.order = order;
        this.starts = starts;
        this.count = count;
    }

    /**
     * Plans the batches.
     *
     * @param lengths tokens per text, each at least 0
     * @param budget padded tokens per batch, at least 1
     */
    public static TokenBatches plan(int[] lengths, int budget) {
        return plan(lengths, budget, MAX_TEXTS);
    }

    /**
     * Plans the batches.
     *
     * @param lengths tokens per text, each at least 0
     * @param budget padded tokens per batch, at least 1
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
            int longest = Math.max(1, lengths[order[next]]);
            int fits = Math.min(texts, Math.max(1, budget / longest));
            next = Math.min(order.length, next + fits);
        }
        starts[count] = order.length;
        return new TokenBatches(order, starts, count);
    }

    /**
     * Plans batches of texts that lie one after the other without padding.
     *
     * @param lengths tokens per text, each at least 1
     * @param budget tokens per batch, at least 1; one text alone may be longer
     */
    public static TokenBatches packed(int[] lengths, int budget) {
        int[] order = longestFirst(lengths);
        int[] starts = new int[order.length + 1];
        int count = 0;
        long tokens = 0;
        for (int place = 0; place < order.length; place++) {
            tokens += lengths[order[place]];
            if (place == 0 || tokens > budget) {
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
