package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * Normalised area under the abstention curve (Gisserot-Boukhlef et al. 2024), as mteb 2.20.0 and 2.26.24
 * compute it (mteb/_evaluators/retrieval_metrics.py).
 */
public final class Nauc {

    private static final int RATES = 10;

    /** Which of several queries of one confidence are kept where a cut falls among them. */
    public enum Ties {
        /** The last in input order. */
        INPUT_ORDER,
        /** None in particular: each counts with the mean of all of them. */
        AVERAGED
    }

    private final Ties ties;

    private final double[] rates;
    private final int queries;
    private final double[][] confidences;
    private final int[][] orders;

    private Nauc(Ties ties, int queries, double[][] confidences, int[][] orders) {
        this.ties = ties;
        this.confidences = confidences;
        this.queries = queries;
        this.orders = orders;
        this.rates = new double[RATES];
        Arrays.setAll(rates, i -> i * 0.1);
    }

    /**
     * Abstention by several measures of confidence.
     *
     * @param ties how queries of one confidence are told apart
     * @param confidences of each measure, one number per query
     * @throws IllegalArgumentException if there is no query or the lengths differ
     */
    public static Nauc by(Ties ties, double[]... confidences) {
        int queries = confidences[0].length;
        for (double[] confidence : confidences) {
            check(queries, confidence.length);
        }
        return new Nauc(
                ties,
                queries,
                confidences,
                Arrays.stream(confidences).map(Order::ascending).toArray(int[][]::new));
    }

    private static void check(int confidences, int metrics) {
        if (confidences == 0 || confidences != metrics) {
            throw new IllegalArgumentException(confidences + " confidences, " + metrics + " metric values");
        }
    }

    /**
     * How much better abstaining by confidence is than at random, where 1 is abstaining by the metric itself.
     *
     * @param metric the metric of the same queries
     * @return by each confidence at most 1, below 0 if worse than random; NaN where the metric leaves nothing to gain.
     *     Where all queries have one value, rounding decides between NaN and exactly 1, and the order of operations here
     *     is NumPy's.
     * @throws IllegalArgumentException if the number of queries is another
     */
    public double[] of(double[] metric) {
        check(queries, metric.length);
        double[] byMetric = curve(metric, Order.ascending(metric), metric);
        double random = byMetric[0] * (rates[RATES - 1] - rates[0]);
        double oracle = area(byMetric);
        double[] areas = new double[orders.length];
        for (int i = 0; i < areas.length; i++) {
            areas[i] = oracle == random
                    ? Double.NaN
                    : (area(curve(confidences[i], orders[i], metric)) - random) / (oracle - random);
        }
        return areas;
    }

    /** The mean metric of the queries left when the given shares of the first are dropped. */
    private double[] curve(double[] confidence, int[] order, double[] metric) {
        double[] sorted = new double[queries];
        for (int i = 0; i < queries; i++) {
            sorted[i] = metric[order[i]];
        }
        if (ties == Ties.AVERAGED) {
            average(confidence, order, sorted);
        }
        double[] curve = new double[RATES];
        for (int i = 0; i < RATES; i++) {
            curve[i] = PairwiseSum.mean(sorted, Math.min((int) Math.rint(rates[i] * queries), queries - 1));
        }
        return curve;
    }

    /** Each run of equal confidences gets its mean; its sum is that of NumPy's {@code add.reduceat}. */
    private static void average(double[] confidence, int[] order, double[] sorted) {
        int from = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || confidence[order[i]] != confidence[order[i - 1]]) {
                double sum =
                        i - from == 1 ? sorted[from] : sorted[from] + PairwiseSum.sum(sorted, from + 1, i - from - 1);
                Arrays.fill(sorted, from, i, sum / (i - from));
                from = i;
            }
        }
    }

    private double area(double[] curve) {
        double[] terms = new double[RATES - 1];
        for (int i = 0; i < terms.length; i++) {
            terms[i] = (rates[i + 1] - rates[i]) * (curve[i + 1] + curve[i]) / 2.0;
        }
        return PairwiseSum.sum(terms);
    }
}
