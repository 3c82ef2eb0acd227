package dev.plumbline.tasks.numeric;

import java.util.BitSet;

/**
 * Python's generator: the same numbers as {@code random.Random(seed)} of CPython 3.11 (Lib/random.py,
 * Modules/_randommodule.c). Populations are index ranges: the numbers 0 to n - 1.
 *
 * <p>Not safe for use by several threads.
 */
public final class PythonRandom {

    private final MersenneTwister twister;

    /**
     * @param seed a non-negative integer
     * @throws IllegalArgumentException if the seed is negative
     */
    public PythonRandom(long seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("seed " + seed + " is negative");
        }
        int high = (int) (seed >>> 32);
        twister = MersenneTwister.ofWords(high == 0 ? new int[] {(int) seed} : new int[] {(int) seed, high});
    }

    /** Uniform in [0, 1): {@code random()}. */
    public double nextDouble() {
        return twister.nextDouble();
    }

    /** {@code getrandbits(32)}. */
    int nextInt() {
        return twister.nextInt();
    }

    /**
     * Uniform in 0 to n - 1: {@code randrange(n)}. Draws even for n = 1.
     *
     * @throws IllegalArgumentException if n is not positive
     */
    public int nextBelow(int n) {
        if (n <= 0) {
            throw new IllegalArgumentException("nothing below " + n + " to draw");
        }
        int shift = Integer.numberOfLeadingZeros(n);
        int value = twister.nextInt() >>> shift;
        while (value >= n) {
            value = twister.nextInt() >>> shift;
        }
        return value;
    }

    /** Shuffles in place. */
    public void shuffle(int[] x) {
        for (int i = x.length - 1; i > 0; i--) {
            Draws.swap(x, i, nextBelow(i + 1));
        }
    }

    /**
     * {@code choices(range(n), k=k)}: with repetition, k may exceed n.
     *
     * @throws IllegalArgumentException if n is not positive or k negative
     */
    public int[] choices(int n, int k) {
        if (n <= 0) {
            throw new IllegalArgumentException("a population of " + n + " elements");
        }
        int[] x = new int[Draws.checkSize(k)];
        for (int i = 0; i < k; i++) {
            x[i] = (int) (nextDouble() * n);
        }
        return x;
    }

    /**
     * {@code sample(range(n), k)}: k different numbers in drawn order.
     *
     * @throws IllegalArgumentException if k is negative or above n
     */
    public int[] sample(int n, int k) {
        Draws.checkSample(n, k);
        return n <= setSize(k) ? fromPool(n, k) : bySet(n, k);
    }

    /** CPython takes a list as the pool as long as it is smaller than a set of k would be. */
    private static long setSize(int k) {
        long table = 1;
        if (k > 5) {
            while (table < 3L * k) {
                table *= 4;
            }
            return 21 + table;
        }
        return 21;
    }

    private int[] fromPool(int n, int k) {
        int[] pool = Draws.range(n);
        int[] x = new int[k];
        for (int i = 0; i < k; i++) {
            int j = nextBelow(n - i);
            x[i] = pool[j];
            pool[j] = pool[n - i - 1];
        }
        return x;
    }

    private int[] bySet(int n, int k) {
        BitSet seen = new BitSet(n);
        int[] x = new int[k];
        for (int i = 0; i < k; i++) {
            int j = nextBelow(n);
            while (seen.get(j)) {
                j = nextBelow(n);
            }
            seen.set(j);
            x[i] = j;
        }
        return x;
    }
}
