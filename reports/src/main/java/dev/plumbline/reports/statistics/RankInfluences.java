package dev.plumbline.reports.statistics;

import dev.plumbline.tasks.numeric.Correlation;
import dev.plumbline.tasks.numeric.Order;
import java.util.ArrayList;
import java.util.List;

/**
 * What each sample does to Spearman's coefficient: the derivative by the sample's weight, over n. It moves the ranks of all others too
 * (Croux and Dehon 2010, Influence functions of the Spearman and Kendall correlation measures; here with ties, as average ranks have
 * them). The sum over all samples is 0.
 *
 * <p>What the others' ratings are where a sample moves their ranks is taken from a cubic regression of ratings on similarities, ranks
 * both: of two models that are nearly one, neighbours change places, and what these neighbours' own ratings are has nothing to do with
 * new samples. On 100 pairs it would make the deviation of a difference a fifth too large.
 */
final class RankInfluences {

    private static final int DEGREE = 3;

    /** A smaller part of a power that lower ones do not explain is none, as where x has few values. */
    private static final double ROUNDING = 1e-9;

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
        double[] partnersAboveX = above(x, byX, regression(f, g));
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

    /** What a polynomial of x, fitted by least squares, makes of y; the product with x stays what it is. */
    private static double[] regression(double[] x, double[] y) {
        double[] fitted = new double[x.length];
        List<double[]> basis = new ArrayList<>();
        for (int degree = 0; degree <= DEGREE; degree++) {
            double[] power = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                power[i] = Math.pow(x[i] - 0.5, degree);
            }
            double before = mean(power, power);
            for (double[] other : basis) {
                add(power, -mean(power, other) / mean(other, other), other);
            }
            double squares = mean(power, power);
            if (squares > before * ROUNDING) {
                basis.add(power);
                add(fitted, mean(power, y) / squares, power);
            }
        }
        return fitted;
    }

    private static void add(double[] sum, double factor, double[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
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
