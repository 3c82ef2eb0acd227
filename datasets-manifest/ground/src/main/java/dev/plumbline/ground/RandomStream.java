package dev.plumbline.ground;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

/**
 * Random numbers that are found by what they are for instead of by how many were drawn before: each position has a stream of
 * its own, made from the seed by SplitMix64 (Steele, Lea, Flood 2014). Nothing has to be saved to go on exactly, and no draw
 * depends on the order in which work is done.
 *
 * <p>Of Commons RNG because its version is ours: the numbers java.util.random derives from a generator's bits may change
 * with the JDK.
 */
public final class RandomStream {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private RandomStream() {}

    /** The stream of a position. */
    public static UniformRandomProvider at(long seed, long... position) {
        return new SplitMix64(key(seed, position));
    }

    /** The number a stream begins from. */
    public static long key(long seed, long... position) {
        long key = new SplitMix64(seed).nextLong();
        for (long part : position) {
            key = new SplitMix64(key ^ part).nextLong();
        }
        return key;
    }

    /** SplitMix64's last step: one number made of another, so that near ones end far apart. */
    public static long mix(long value) {
        return new SplitMix64(value - GAMMA).nextLong();
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
