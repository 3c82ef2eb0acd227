package dev.plumbline.reports.statistics;

import dev.plumbline.tasks.numeric.Correlation;
import dev.plumbline.tasks.numeric.Order;

/**
 * What each sample does to Spearman's coefficient: the derivative by the sample's weight, over n. It moves the ranks of all others too
 * (Croux and Dehon 2010, Influence functions of the Spearman and Kendall correlation measures; here with ties, as average ranks have
 * them). The sum over all samples is 0.
 */
final class RankInfluences {

    private RankInfluences() {}

    /**
     * By sample.
     *
     * @param x without NaN, and not all equal
     * @param y as many, likewise
     */
    static double[] of(double[] x, double[] y) {
        int n = x.length;
        int[] byX = Order.ascending(x);
        int[] byY = Order.ascending(y);
        double[] f = below(x);
        double[] g = below(y);
        double products = mean(f, g);
        double squaresX = mean(f, f);
        double squaresY = mean(g, g);
        // the mean of average ranks is the middle
        double covariance = products - 0.25;
        double varianceX = squaresX - 0.25;
        double varianceY = squaresY - 0.25;
        double deviations = Math.sqrt(varianceX * varianceY);
        double coefficient = covariance / deviations;
        double[] aboveX = above(x, byX, f);
        double[] aboveY = above(y, byY, g);
        double[] partnersAboveX = above(x, byX, g);
        double[] partnersAboveY = above(y, byY, f);
        double[] influences = new double[n];
        for (int i = 0; i < n; i++) {
            double ofCovariance = f[i] * g[i] + partnersAboveX[i] + partnersAboveY[i] - 3 * products;
            double ofVarianceX = f[i] * f[i] + 2 * aboveX[i] - 3 * squaresX;
            double ofVarianceY = g[i] * g[i] + 2 * aboveY[i] - 3 * squaresY;
            influences[i] =
                    ofCovariance / deviations - coefficient / 2 * (ofVarianceX / varianceX + ofVarianceY / varianceY);
        }
        return influences;
    }

    /** What share of the values is below each, half of those that are equal included. */
    private static double[] below(double[] values) {
        double[] below = Correlation.averageRanks(values);
        for (int i = 0; i < below.length; i++) {
            below[i] = (below[i] - 0.5) / below.length;
        }
        return below;
    }

    private static double mean(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum / a.length;
    }

    /** The sum of the weights of greater values, and half of equal ones', over n. */
    private static double[] above(double[] values, int[] order, double[] weights) {
        double[] above = new double[order.length];
        double sum = 0;
        for (int end = order.length; end > 0; ) {
            int first = end;
            double tied = 0;
            while (first > 0 && values[order[first - 1]] == values[order[end - 1]]) {
                first--;
                tied += weights[order[first]];
            }
            for (int i = first; i < end; i++) {
                above[order[i]] = (sum + tied / 2) / order.length;
            }
            sum += tied;
            end = first;
        }
        return above;
    }
}
