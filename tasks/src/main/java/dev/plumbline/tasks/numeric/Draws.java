package dev.plumbline.tasks.numeric;

import java.util.function.IntUnaryOperator;

/** What the generators share: argument checks, masks, the search in a cumulative distribution. */
final class Draws {

    private Draws() {}

    static int[] range(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("a population of " + n + " elements");
        }
        int[] x = new int[n];
        for (int i = 0; i < n; i++) {
            x[i] = i;
        }
        return x;
    }

    static void swap(int[] x, int i, int j) {
        int kept = x[i];
        x[i] = x[j];
        x[j] = kept;
    }

    /**
     * Shuffles in place.
     *
     * @param upTo a number from 0 to another one
     */
    static void shuffle(int[] x, IntUnaryOperator upTo) {
        for (int i = x.length - 1; i > 0; i--) {
            swap(x, i, upTo.applyAsInt(i));
        }
    }

    /** Independent integers of [low, high), drawn as in {@link #shuffle}. */
    static int[] integers(int low, int high, int size, IntUnaryOperator upTo) {
        int max = span(low, high);
        int[] x = new int[checkSize(size)];
        for (int i = 0; i < size; i++) {
            x[i] = low + upTo.applyAsInt(max);
        }
        return x;
    }

    /** The smallest 2^j - 1 that is not below a non-negative number. */
    static int mask(int max) {
        return max == 0 ? 0 : -1 >>> Integer.numberOfLeadingZeros(max);
    }

    /** The largest value of [low, high) less low. */
    static int span(int low, int high) {
        if (low >= high || high - (long) low - 1 > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no integers between " + low + " and " + high + ", or too many");
        }
        return high - low - 1;
    }

    static void checkSample(int n, int k) {
        if (k < 0 || k > n) {
            throw new IllegalArgumentException("cannot draw " + k + " of " + n + " without repetition");
        }
    }

    static int checkSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("cannot draw " + size + " values");
        }
        return size;
    }

    /** The number of entries of an ascending array that are not above u. */
    static int upperBound(double[] ascending, double u) {
        // right at once where the entries rise evenly from 0 to 1
        int even = (int) (u * ascending.length);
        if (even > 0 && even < ascending.length && ascending[even - 1] <= u && u < ascending[even]) {
            return even;
        }
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= u) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
