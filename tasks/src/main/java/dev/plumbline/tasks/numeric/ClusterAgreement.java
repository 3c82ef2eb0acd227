package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * Agreement of two partitions of the same rows, natural logarithms throughout, as scikit-learn 1.9.1
 * (sklearn/metrics/cluster/_supervised.py, _expected_mutual_info_fast.pyx). Labels are small non-negative indices; an
 * index that does not occur counts for nothing.
 */
public final class ClusterAgreement {

    private static final double EPSILON = Math.ulp(1.0);

    private ClusterAgreement() {}

    /**
     * The harmonic mean of homogeneity and completeness.
     *
     * @return 0 to 1; 1 for no rows
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double vMeasure(int[] truth, int[] predicted) {
        Contingency table = Contingency.of(truth, predicted);
        double mutual = table.mutualInformation();
        double entropyTruth = table.entropy(table.truthSizes());
        double entropyPredicted = table.entropy(table.predictedSizes());
        double homogeneity = entropyTruth == 0 ? 1 : mutual / entropyTruth;
        double completeness = entropyPredicted == 0 ? 1 : mutual / entropyPredicted;
        double sum = homogeneity + completeness;
        return sum == 0 ? 0 : 2 * homogeneity * completeness / sum;
    }

    /**
     * Mutual information less what random partitions of the same sizes share, over the mean entropy less the same.
     *
     * @return at most 1, about 0 for unrelated partitions; 1 if both have at most one cluster, 0 if only one has
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double adjustedMutualInformation(int[] truth, int[] predicted) {
        Contingency table = Contingency.of(truth, predicted);
        int[] a = table.truthSizes();
        int[] b = table.predictedSizes();
        if (a.length <= 1 || b.length <= 1) {
            return a.length == b.length ? 1 : 0;
        }
        double expected = expectedMutualInformation(a, b, table.rows());
        double numerator = table.mutualInformation() - expected;
        double denominator = (table.entropy(a) + table.entropy(b)) / 2 - expected;
        return atLeastEpsilon(numerator) / atLeastEpsilon(denominator);
    }

    private static double atLeastEpsilon(double value) {
        return value < 0 ? Math.min(value, -EPSILON) : Math.max(value, EPSILON);
    }

    /** The mean mutual information over all pairs of partitions with the given sizes (hypergeometric model). */
    private static double expectedMutualInformation(int[] a, int[] b, int n) {
        double[] logFactorial = logFactorials(n);
        int[] sizesA = distinct(a);
        int[] sizesB = distinct(b);
        double expected = 0;
        for (int x : sizesA) {
            for (int y : sizesB) {
                // equal sizes give equal terms: with 16,384 rows this is most of the work saved
                expected += (double) count(a, x) * count(b, y) * term(x, y, n, logFactorial);
            }
        }
        return expected;
    }

    private static double term(int x, int y, int n, double[] logFactorial) {
        double fixed = logFactorial[x] + logFactorial[y] + logFactorial[n - x] + logFactorial[n - y] - logFactorial[n];
        double logProduct = Math.log((double) x * y);
        double sum = 0;
        for (int k = Math.max(1, x + y - n); k <= Math.min(x, y); k++) {
            double logProbability =
                    fixed - logFactorial[k] - logFactorial[x - k] - logFactorial[y - k] - logFactorial[n - x - y + k];
            sum += (double) k / n * (Math.log((double) n * k) - logProduct) * Math.exp(logProbability);
        }
        return sum;
    }

    /** ln k! for k = 0..n; the carried error keeps each entry within an ulp or so of its true value. */
    private static double[] logFactorials(int n) {
        double[] table = new double[n + 1];
        double sum = 0;
        double carried = 0;
        for (int k = 2; k <= n; k++) {
            double addend = Math.log(k) - carried;
            double next = sum + addend;
            carried = (next - sum) - addend;
            sum = next;
            table[k] = sum;
        }
        return table;
    }

    private static int[] distinct(int[] ascending) {
        int[] values = new int[ascending.length];
        int size = 0;
        for (int i = 0; i < ascending.length; i++) {
            if (i == 0 || ascending[i] != ascending[i - 1]) {
                values[size++] = ascending[i];
            }
        }
        return Arrays.copyOf(values, size);
    }

    private static int count(int[] values, int wanted) {
        int count = 0;
        for (int value : values) {
            count += value == wanted ? 1 : 0;
        }
        return count;
    }
}
