package dev.plumbline.tasks.numeric;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/** Correlation coefficients and their significance, as SciPy 1.17.1 (scipy/stats/_stats_py.py). */
public final class Correlation {

    private Correlation() {}

    /**
     * Pearson's product-moment coefficient.
     *
     * @return -1 to 1; NaN if a side is constant or holds a NaN
     * @throws IllegalArgumentException if the lengths differ or are below 2
     */
    public static double pearson(double[] x, double[] y) {
        checkLengths(x, y);
        if (x.length < 2) {
            throw new IllegalArgumentException("a correlation needs at least 2 values, not " + x.length);
        }
        return product(x, y);
    }

    /**
     * Spearman's rank coefficient: Pearson's of the average ranks.
     *
     * @return -1 to 1; NaN if a side is constant or holds a NaN, or if there are fewer than 2 values
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double spearman(double[] x, double[] y) {
        checkLengths(x, y);
        if (x.length < 2 || holdsNaN(x) || holdsNaN(y)) {
            return Double.NaN;
        }
        return product(averageRanks(x), averageRanks(y));
    }

    private static void checkLengths(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException("cannot correlate " + x.length + " with " + y.length + " values");
        }
    }

    private static boolean holdsNaN(double[] x) {
        for (double value : x) {
            if (Double.isNaN(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isConstant(double[] x) {
        for (double value : x) {
            if (value != x[0]) {
                return false;
            }
        }
        return true;
    }

    private static double product(double[] x, double[] y) {
        if (isConstant(x) || isConstant(y)) {
            return Double.NaN;
        }
        double meanX = PairwiseSum.mean(x);
        double meanY = PairwiseSum.mean(y);
        double squaresX = 0;
        double squaresY = 0;
        double products = 0;
        for (int i = 0; i < x.length; i++) {
            double a = x[i] - meanX;
            double b = y[i] - meanY;
            squaresX += a * a;
            squaresY += b * b;
            products += a * b;
        }
        double r = products / Math.sqrt(squaresX) / Math.sqrt(squaresY);
        return Math.max(-1, Math.min(1, r));
    }

    /** Ranks from 1; equal values share the mean of the ranks they take ({@code scipy.stats.rankdata}). */
    public static double[] averageRanks(double[] x) {
        int[] order = Order.ascending(x);
        double[] ranks = new double[x.length];
        int first = 0;
        while (first < order.length) {
            int last = first;
            while (last + 1 < order.length && x[order[last + 1]] == x[order[first]]) {
                last++;
            }
            for (int i = first; i <= last; i++) {
                ranks[order[i]] = (first + last) / 2.0 + 1;
            }
            first = last + 1;
        }
        return ranks;
    }

    /**
     * The probability of a coefficient at least as far from 0 if there is no correlation: Student's t with n - 2
     * degrees of freedom. What {@code scipy.stats.spearmanr} reports and, for n above 2, {@code pearsonr}, whose beta
     * distribution is the same function.
     *
     * @param r the coefficient, -1 to 1
     * @param n the number of pairs
     * @return 0 to 1; NaN if r is NaN or n is below 3 ({@code pearsonr} has 1 for n = 2)
     * @throws IllegalArgumentException if r is outside -1 to 1
     */
    public static double twoSidedPValue(double r, int n) {
        if (Math.abs(r) > 1) {
            throw new IllegalArgumentException("coefficient " + r + " is not between -1 and 1");
        }
        if (Double.isNaN(r) || n < 3) {
            return Double.NaN;
        }
        // with t = r sqrt(df / (1 - r^2)), df / (df + t^2) is 1 - r^2; on each side the argument that loses no digits
        double freedom = (n - 2) / 2.0;
        double rest = (1 - r) * (1 + r);
        if (n == 3) {
            // one degree of freedom is an angle; Commons Numbers 1.2 forms 1 - x there
            return 2 / Math.PI * Math.atan2(Math.sqrt(rest), Math.abs(r));
        }
        return rest < 0.5 ? RegularizedBeta.value(rest, freedom, 0.5) : RegularizedBeta.complement(r * r, 0.5, freedom);
    }
}
