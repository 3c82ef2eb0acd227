package dev.plumbline.reports.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Borda count over tasks: on each task a model gets the number of models less its rank there, where models with equal
 * scores share the average of their ranks. All models count, also those without a score on the task.
 */
public final class BordaCount {

    private BordaCount() {}

    /**
     * Adds up points.
     *
     * @param scores one row per task, one value per model; NaN for a model without a score, which gets no points
     * @param models number of models
     */
    public static double[] points(List<double[]> scores, int models) {
        double[] points = new double[models];
        for (double[] task : scores) {
            List<Integer> order = new ArrayList<>();
            for (int model = 0; model < models; model++) {
                if (!Double.isNaN(task[model])) {
                    order.add(model);
                }
            }
            order.sort(Comparator.comparingDouble(model -> -task[model]));
            for (int first = 0; first < order.size(); ) {
                int end = first + 1;
                while (end < order.size() && task[order.get(end)] == task[order.get(first)]) {
                    end++;
                }
                // ranks first + 1 to end, averaged; halves are exact
                double rank = (first + 1 + end) / 2.0;
                for (int model : order.subList(first, end)) {
                    points[model] += models - rank;
                }
                first = end;
            }
        }
        return points;
    }

    /** 1 and the number of models with more points. */
    public static int[] ranks(double[] points) {
        double[] ascending = points.clone();
        Arrays.sort(ascending);
        int[] ranks = new int[points.length];
        for (int model = 0; model < points.length; model++) {
            int above = Arrays.binarySearch(ascending, points[model]);
            while (above < ascending.length && ascending[above] == points[model]) {
                above++;
            }
            ranks[model] = 1 + ascending.length - above;
        }
        return ranks;
    }
}
