package dev.plumbline.tasks.numeric;

/**
 * Normalised area under the abstention curve (Gisserot-Boukhlef et al. 2024), as mteb 2.20.0 computes it
 * (mteb/_evaluators/retrieval_metrics.py).
 */
public final class Nauc {

    private static final int RATES = 10;

    private Nauc() {}

    /**
     * How much better abstaining by confidence is than at random, where 1 is abstaining by the metric itself.
     *
     * @param confidence one number per query
     * @param metric the metric of the same queries
     * @return at most 1, below 0 if worse than random; NaN where the metric leaves nothing to gain. Where all queries
     *     have one value, rounding decides between NaN and exactly 1, and the order of operations here is NumPy's.
     * @throws IllegalArgumentException if there is no query or the lengths differ
     */
    public static double of(double[] confidence, double[] metric) {
        if (confidence.length == 0 || confidence.length != metric.length) {
            throw new IllegalArgumentException(confidence.length + " confidences, " + metric.length + " metric values");
        }
        double[] rates = new double[RATES];
        for (int i = 0; i < RATES; i++) {
            rates[i] = i * 0.1;
        }
        double[] byConfidence = curve(confidence, metric, rates);
        double[] byMetric = curve(metric, metric, rates);
        double random = byMetric[0] * (rates[RATES - 1] - rates[0]);
        double oracle = area(rates, byMetric);
        return oracle == random ? Double.NaN : (area(rates, byConfidence) - random) / (oracle - random);
    }

    /** The mean metric of the queries left when the given shares of lowest key are dropped. */
    private static double[] curve(double[] key, double[] metric, double[] rates) {
        int n = metric.length;
        int[] order = Order.ascending(key);
        double[] sorted = new double[n];
        for (int i = 0; i < n; i++) {
            sorted[i] = metric[order[i]];
        }
        double[] curve = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            curve[i] = PairwiseSum.mean(sorted, Math.min((int) Math.rint(rates[i] * n), n - 1));
        }
        return curve;
    }

    private static double area(double[] x, double[] y) {
        double[] terms = new double[x.length - 1];
        for (int i = 0; i < terms.length; i++) {
            terms[i] = (x[i + 1] - x[i]) * (y[i + 1] + y[i]) / 2.0;
        }
        return PairwiseSum.sum(terms);
    }
}
