package dev.plumbline.reports.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** A confidence interval from bootstrap replicates (Efron and Tibshirani 1993, chapters 13 and 14). */
public record Interval(double low, double high) {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /**
     * The middle share of the replicates.
     *
     * @param replicates in any order
     * @param confidence such as 0.95
     */
    public static Interval percentile(double[] replicates, double confidence) {
        double[] sorted = replicates.clone();
        Arrays.sort(sorted);
        double tail = (1 - confidence) / 2;
        return new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail));
    }

    /**
     * The same, corrected for bias and for a spread that changes with the value (BCa), as SciPy 1.17.1 ({@code
     * scipy/stats/_resampling.py}). Where no replicate lies on one side of the observed value there is nothing to correct
     * by, and the percentile interval is returned.
     *
     * @param observed the statistic of the samples themselves
     * @param acceleration a sixth of the skewness of the jackknife values
     */
    static Interval bca(double[] replicates, double confidence, double observed, double acceleration) {
        double[] sorted = replicates.clone();
        Arrays.sort(sorted);
        double below = 0;
        for (double replicate : sorted) {
            below += replicate < observed ? 1 : replicate == observed ? 0.5 : 0;
        }
        double bias = NORMAL.inverseCumulativeProbability(below / sorted.length);
        if (!Double.isFinite(bias) || !Double.isFinite(acceleration)) {
            return percentile(replicates, confidence);
        }
        double z = NORMAL.inverseCumulativeProbability((1 - confidence) / 2);
        return new Interval(
                quantile(sorted, level(bias, bias + z, acceleration)),
                quantile(sorted, level(bias, bias - z, acceleration)));
    }

    private static double level(double bias, double shifted, double acceleration) {
        return NORMAL.cumulativeProbability(bias + shifted / (1 - acceleration * shifted));
    }

    /** Linear between order statistics, NumPy's default. */
    static double quantile(double[] sorted, double level) {
        double position = level * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
