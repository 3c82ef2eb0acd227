package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * Normalised area under the abstention curve (Gisserot-Boukhlef et al. 2024), as mteb 2.20.0 computes it
 * (mteb/_evaluators/retrieval_metrics.py).
 */
public final class Nauc {

    private static final int RATES = 10;

    private final double[] rates;
    private final int queries;
    private final int[][] orders;

    private Nauc(int queries, int[][] orders) {
        this.queries = queries;
        this.orders = orders;
        this.rates = new double[RATES];
        Arrays.setAll(rates, i -> i * 0.1);
    }

    /**
     * Abstention by several measures of confidence.
     *
     * @param confidences of each measure, one number per query
     * @throws IllegalArgumentException if there is no query or the lengths differ
     */
    public static Nauc by(double[]... confidences) {
        int queries = confidences[0].length;
        for (double[] confidence : confidences) {
            check(queries, confidence.length);
        }
        return new Nauc(
                queries, Arrays.stream(confidences).map(Order::ascending).toArray(int[][]::new));
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
        double[] byMetric = curve(Order.ascending(metric), metric);
        double random = byMetric[0] * (rates[RATES - 1] - rates[0]);
        double oracle = area(byMetric);
        return Arrays.stream(orders)
                .mapToDouble(order ->
                        oracle == random ? Double.NaN : (area(curve(order, metric)) - random) / (oracle - random))
                .toArray();
    }

    /** The mean metric of the queries left when the given shares of the first are dropped. */
    private double[] curve(int[] order, double[] metric) {
        double[] sorted = new double[queries];
        for (int i = 0; i < queries; i++) {
            sorted[i] = metric[order[i]];
        }
        double[] curve = new double[RATES];
        for (int i = 0; i < RATES; i++) {
            curve[i] = PairwiseSum.mean(sorted, Math.min((int) Math.rint(rates[i] * queries), queries - 1));
        }
        return curve;
    }

    private double area(double[] curve) {
        double[] terms = new double[RATES - 1];
        for (int i = 0; i < terms.length; i++) {
            terms[i] = (rates[i + 1] - rates[i]) * (curve[i + 1] + curve[i]) / 2.0;
        }
        return PairwiseSum.sum(terms);
    }
}
