package dev.plumbline.trainer.data;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

/**
 * Random numbers that are found by what they are for instead of by how many were drawn before: each purpose and position has
 * a stream of its own, made from the seed. Nothing has to be saved to go on exactly, and no draw depends on the order in
 * which batches are made.
 *
 * <p>Of Commons RNG because its version is ours: the numbers java.util.random derives from a generator's bits may change
 * with the JDK.
 */
public final class RandomStream {

    /** What is drawn. */
    public enum Purpose {
        /** Which data set each step of an epoch is of. */
        SCHEDULE(1),
        /** The order of a data set's rows in one pass. */
        ROWS(2),
        /** Which rows of mixed batches change places. */
        EXCHANGE(3),
        /** A row's positive. */
        POSITIVE(4),
        /** A row's hard negatives. */
        NEGATIVES(5),
        /** Hard-negative mixing. */
        MIXING(6),
        /** Hard negatives written by {@code plumbline mine}. */
        MINE(7),
        /** Groups written by {@code plumbline label}. */
        LABEL(8),
        /** A batch's dropout. */
        DROPOUT(9);

        /** Part of every stream: never another one for a purpose that is there. */
        private final long number;

        Purpose(long number) {
            this.number = number;
        }
    }

    private RandomStream() {}

    /** The stream of a purpose at a position. */
    public static UniformRandomProvider of(long seed, Purpose purpose, long... position) {
        return new SplitMix64(key(seed, purpose, position));
    }

    /** The number a stream begins from. */
    static long key(long seed, Purpose purpose, long... position) {
        long key = new SplitMix64(seed).nextLong();
        key = new SplitMix64(key ^ purpose.number).nextLong();
        for (long part : position) {
            key = new SplitMix64(key ^ part).nextLong();
        }
        return key;
    }

    /** {@code count} of n without repetition, in random order; n is not below count. */
    public static int[] sample(UniformRandomProvider random, int n, int count) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(n - i);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return Arrays.copyOf(order, count);
    }
}
