package dev.plumbline.tasks.numeric;

/**
 * Sums in NumPy's order (numpy/_core/src/umath/loops_utils.h.src, pairwise sum), so that rounding is the same to the
 * last bit: eight accumulators over blocks of at most 128 values, halves above that.
 */
public final class PairwiseSum {

    private static final int BLOCK = 128;

    private PairwiseSum() {}

    /** {@code numpy.sum} of a contiguous float64 vector; 0 if empty. */
    public static double sum(double[] x) {
        return sum(x, 0, x.length);
    }

    /** As {@link #sum(double[])} over count values from an offset. */
    static double sum(double[] x, int from, int count) {
        if (count < 8) {
            double total = 0;
            for (int i = from; i < from + count; i++) {
                total += x[i];
            }
            return total;
        }
        if (count > BLOCK) {
            int half = count / 2;
            half -= half % 8;
            return sum(x, from, half) + sum(x, from + half, count - half);
        }
        double r0 = x[from];
        double r1 = x[from + 1];
        double r2 = x[from + 2];
        double r3 = x[from + 3];
        double r4 = x[from + 4];
        double r5 = x[from + 5];
        double r6 = x[from + 6];
        double r7 = x[from + 7];
        int i = 8;
        for (; i < count - count % 8; i += 8) {
            r0 += x[from + i];
            r1 += x[from + i + 1];
            r2 += x[from + i + 2];
            r3 += x[from + i + 3];
            r4 += x[from + i + 4];
            r5 += x[from + i + 5];
            r6 += x[from + i + 6];
            r7 += x[from + i + 7];
        }
        double total = ((r0 + r1) + (r2 + r3)) + ((r4 + r5) + (r6 + r7));
        for (; i < count; i++) {
            total += x[from + i];
        }
        return total;
    }

    /** {@code numpy.sum} of float32 values, every partial sum rounded to float32. */
    static float sum(float[] x, int from, int count) {
        if (count < 8) {
            float total = 0;
            for (int i = from; i < from + count; i++) {
                total += x[i];
            }
            return total;
        }
        if (count > BLOCK) {
            int half = count / 2;
            half -= half % 8;
            return sum(x, from, half) + sum(x, from + half, count - half);
        }
        float r0 = x[from];
        float r1 = x[from + 1];
        float r2 = x[from + 2];
        float r3 = x[from + 3];
        float r4 = x[from + 4];
        float r5 = x[from + 5];
        float r6 = x[from + 6];
        float r7 = x[from + 7];
        int i = 8;
        for (; i < count - count % 8; i += 8) {
            r0 += x[from + i];
            r1 += x[from + i + 1];
            r2 += x[from + i + 2];
            r3 += x[from + i + 3];
            r4 += x[from + i + 4];
            r5 += x[from + i + 5];
            r6 += x[from + i + 6];
            r7 += x[from + i + 7];
        }
        float total = ((r0 + r1) + (r2 + r3)) + ((r4 + r5) + (r6 + r7));
        for (; i < count; i++) {
            total += x[from + i];
        }
        return total;
    }

    /** {@code numpy.mean}; NaN if empty. */
    public static double mean(double[] x) {
        return sum(x) / x.length;
    }

    /** As {@link #mean(double[])} over the values from an offset to the end. */
    static double mean(double[] x, int from) {
        return sum(x, from, x.length - from) / (x.length - from);
    }

    /** {@code numpy.std}: of the population, divided by n; NaN if empty. */
    public static double standardDeviation(double[] x) {
        double mean = mean(x);
        double[] squares = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            squares[i] = (x[i] - mean) * (x[i] - mean);
        }
        return Math.sqrt(mean(squares));
    }
}
