package dev.plumbline.tasks.numeric;

/** Correlation coefficients and their significance, as SciPy 1.17.1 (scipy/stats/_stats_py.py). */
public final class Correlation {

    private static final int MAX_FRACTION_TERMS = 100_000;
    private static final double TINY = 1e-300;

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
        // with t = r sqrt(df / (1 - r^2)), df / (df + t^2) is 1 - r^2
        return incompleteBeta((1 - r) * (1 + r), r * r, n - 2);
    }

    /** The regularised incomplete beta function I_x(df / 2, 1 / 2), given x and 1 - x. */
    private static double incompleteBeta(double x, double complement, int df) {
        if (x == 0 || complement == 0) {
            return x == 0 ? 0 : 1;
        }
        double a = df / 2.0;
        double b = 0.5;
        double logX = x > 0.5 ? Math.log1p(-complement) : Math.log(x);
        double front = Math.exp(a * logX) * Math.sqrt(complement) * inverseBeta(df);
        // the fraction converges fast only on the left of the mean; the other side is its complement
        if (x < (a + 1) / (a + b + 2)) {
            return front * betaFraction(a, b, x) / a;
        }
        return 1 - front * betaFraction(b, a, complement) / b;
    }

    /**
     * 1 / B(df / 2, 1 / 2), by the recurrence of the gamma function from df = 1 or 2: no logarithms, no cancellation.
     */
    private static double inverseBeta(int df) {
        double value = df % 2 == 1 ? 1 / Math.PI : 0.5;
        for (int i = df % 2 == 1 ? 1 : 2; i < df; i += 2) {
            value *= (i + 1.0) / i;
        }
        return value;
    }

    /** The continued fraction of the incomplete beta function (DLMF 8.17.22) by the modified Lentz method. */
    private static double betaFraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / away(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m < MAX_FRACTION_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / away(1 + even * d);
            c = away(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / away(1 + odd * d);
            c = away(1 + odd / c);
            double change = d * c;
            value *= change;
            if (Math.abs(change - 1) < 1e-16) {
                break;
            }
        }
        return value;
    }

    private static double away(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }
}
