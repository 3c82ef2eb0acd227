package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * NumPy's legacy generator: the same numbers as {@code numpy.random.RandomState(seed)} of NumPy 2.4.6
 * (numpy/random/mtrand.pyx, numpy/random/src/legacy and distributions).
 *
 * <p>Not safe for use by several threads.
 */
public final class NumpyRandomState {

    private final MersenneTwister twister;

    /**
     * @param seed 0 to 2^32 - 1
     * @throws IllegalArgumentException if the seed is outside that range
     */
    public NumpyRandomState(long seed) {
        if (seed < 0 || seed > 0xffffffffL) {
            throw new IllegalArgumentException("seed " + seed + " is not between 0 and 2^32 - 1");
        }
        twister = MersenneTwister.ofWord((int) seed);
    }

    /** Uniform in [0, 1): {@code random_sample}, {@code uniform}. */
    public double nextDouble() {
        return twister.nextDouble();
    }

    /** 32 uniform bits: {@code randint(0, 2**32)}. */
    int nextInt() {
        return twister.nextInt();
    }

    /**
     * Uniform in 0 to max inclusive, by masked rejection; max = 0 draws nothing.
     *
     * @throws IllegalArgumentException if max is negative
     */
    public int interval(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("maximum " + max + " is negative");
        }
        if (max == 0) {
            return 0;
        }
        int mask = Draws.mask(max);
        int value = twister.nextInt() & mask;
        while (value > max) {
            value = twister.nextInt() & mask;
        }
        return value;
    }

    /** Shuffles in place. */
    public void shuffle(int[] x) {
        Draws.shuffle(x, this::interval);
    }

    /** The numbers 0 to n - 1 in random order. */
    public int[] permutation(int n) {
        int[] x = Draws.range(n);
        shuffle(x);
        return x;
    }

    /**
     * {@code randint(low, high, size)}: independent uniform integers, high excluded.
     *
     * @throws IllegalArgumentException if the range is empty or the size negative
     */
    public int[] integers(int low, int high, int size) {
        return Draws.integers(low, high, size, this::interval);
    }

    /**
     * {@code choice(n, k, replace=False)}: k different numbers below n. Costs a whole permutation of n.
     *
     * @throws IllegalArgumentException if k is negative or above n
     */
    public int[] choiceWithoutReplacement(int n, int k) {
        Draws.checkSample(n, k);
        return Arrays.copyOf(permutation(n), k);
    }

    /**
     * {@code choice(n, p=p)}: one index by its weight.
     *
     * @param cdf running sums of p, each divided by the last
     */
    public int choice(double[] cdf) {
        return Draws.upperBound(cdf, twister.nextDouble());
    }

    /** {@code choice(n, size, p=p)}: indices by weight, with repetition. */
    public int[] choice(double[] cdf, int size) {
        int[] x = new int[Draws.checkSize(size)];
        choice(cdf, x);
        return x;
    }

    /** As {@link #choice(double[], int)}, filling an array. */
    void choice(double[] cdf, int[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = choice(cdf);
        }
    }
}
