package dev.plumbline.tasks.numeric;

import java.util.Arrays;
import java.util.BitSet;

/**
 * NumPy's current generator: the same numbers as {@code numpy.random.default_rng(seed)} of NumPy 2.4.6, that is PCG64
 * XSL-RR 128/64 seeded by a SeedSequence (numpy/random/_generator.pyx, bit_generator.pyx, src/pcg64/pcg64.h,
 * src/distributions/distributions.c).
 *
 * <p>Not safe for use by several threads.
 */
public final class NumpyGenerator {

    private static final long MULTIPLIER_HIGH = 2549297995355413924L;
    private static final long MULTIPLIER_LOW = 4865540595714422341L;
    private static final long WORD = 0xffffffffL;

    /** Up to this population, and for small samples of larger ones, choice uses Floyd's method. */
    private static final int FLOYD_POPULATION = 10_000;

    private final long incrementHigh;
    private final long incrementLow;
    private long stateHigh;
    private long stateLow;
    private boolean hasKept;
    private int kept;

    /**
     * @param seed a non-negative integer
     * @throws IllegalArgumentException if the seed is negative
     */
    public NumpyGenerator(long seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("seed " + seed + " is negative");
        }
        long[] words = SeedSequence.words(seed, 4);
        incrementHigh = (words[2] << 1) | (words[3] >>> 63);
        incrementLow = (words[3] << 1) | 1;
        step();
        long low = stateLow + words[1];
        stateHigh += words[0] + carry(low, stateLow);
        stateLow = low;
        step();
    }

    private static long carry(long sum, long addend) {
        return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
    }

    /** The upper half of the 128-bit product of two unsigned numbers; JDK 17 only has the signed one. */
    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }

    private void step() {
        long productHigh = unsignedMultiplyHigh(stateLow, MULTIPLIER_LOW)
                + stateHigh * MULTIPLIER_LOW
                + stateLow * MULTIPLIER_HIGH;
        long low = stateLow * MULTIPLIER_LOW + incrementLow;
        stateHigh = productHigh + incrementHigh + carry(low, incrementLow);
        stateLow = low;
    }

    long nextLong() {
        step();
        return Long.rotateRight(stateHigh ^ stateLow, (int) (stateHigh >>> 58));
    }

    /** The lower half of a 64-bit draw; its upper half answers the next call, whatever 64-bit draws come between. */
    private int nextInt() {
        if (hasKept) {
            hasKept = false;
            return kept;
        }
        long bits = nextLong();
        kept = (int) (bits >>> 32);
        hasKept = true;
        return (int) bits;
    }

    /** Uniform in [0, 1): {@code random()}. */
    public double nextDouble() {
        return (nextLong() >>> 11) * (1.0 / 9007199254740992.0);
    }

    /** Shuffles in place. */
    public void shuffle(int[] x) {
        Draws.shuffle(x, this::masked);
    }

    /** The numbers 0 to n - 1 in random order. */
    public int[] permutation(int n) {
        int[] x = Draws.range(n);
        shuffle(x);
        return x;
    }

    /**
     * {@code integers(low, high, size)}: independent uniform integers, high excluded.
     *
     * @throws IllegalArgumentException if the range is empty or the size negative
     */
    public int[] integers(int low, int high, int size) {
        return Draws.integers(low, high, size, this::multiplied);
    }

    /**
     * {@code choice(n, size=k, replace=False)}: k different numbers below n, in random order.
     *
     * @throws IllegalArgumentException if k is negative or above n
     */
    public int[] choiceWithoutReplacement(int n, int k) {
        Draws.checkSample(n, k);
        if (n > FLOYD_POPULATION && k > n / 50) {
            int[] x = Draws.range(n);
            shuffleMultiplied(x, Math.max(n - k, 1));
            return Arrays.copyOfRange(x, n - k, n);
        }
        int[] x = new int[k];
        BitSet seen = new BitSet(n);
        for (int j = n - k; j < n; j++) {
            int value = multiplied(j);
            if (seen.get(value)) {
                value = j;
            }
            seen.set(value);
            x[j - (n - k)] = value;
        }
        shuffleMultiplied(x, 1);
        return x;
    }

    private void shuffleMultiplied(int[] x, int first) {
        for (int i = x.length - 1; i >= first; i--) {
            Draws.swap(x, i, multiplied(i));
        }
    }

    /** Uniform in 0 to max inclusive by masked rejection: what shuffle and permutation use. */
    private int masked(int max) {
        int mask = Draws.mask(max);
        int value = nextInt() & mask;
        while (value > max) {
            value = nextInt() & mask;
        }
        return value;
    }

    /** Uniform in 0 to max inclusive by Lemire's multiplication: what integers and choice use; 0 draws nothing. */
    private int multiplied(int max) {
        if (max == 0) {
            return 0;
        }
        long n = max + 1L;
        long product = (nextInt() & WORD) * n;
        if ((product & WORD) < n) {
            long threshold = (WORD - max) % n;
            while ((product & WORD) < threshold) {
                product = (nextInt() & WORD) * n;
            }
        }
        return (int) (product >>> 32);
    }
}
