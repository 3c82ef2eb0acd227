package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * Assigns rows to centres. Distances are compared in double: in float32 rows near a border would fall on other sides than
 * in scikit-learn, whose matrix product rounds in another order.
 */
final class NearestCentre {

    private final float[] data;
    private final int dimension;
    private final DoublePanel panel;
    private final double[][] products;
    private final double[] squaredNorms;
    private final double[] least = new double[FloatPanel.WIDTH];

    NearestCentre(float[] data, int dimension, int clusters) {
        this.data = data;
        this.dimension = dimension;
        this.panel = new DoublePanel(dimension, FloatPanel.WIDTH);
        this.products = new double[4][FloatPanel.WIDTH];
        this.squaredNorms = new double[clusters];
    }

    /** Sets the label of each row to its nearest centre, the first of several. */
    void assign(double[] centres, int[] rows, int[] labels) {
        for (int c = 0; c < squaredNorms.length; c++) {
            double sum = 0;
            for (int k = c * dimension; k < (c + 1) * dimension; k++) {
                sum += centres[k] * centres[k];
            }
            squaredNorms[c] = sum;
        }
        for (int first = 0; first < rows.length; first += FloatPanel.WIDTH) {
            panel.pack(data, rows, first, Math.min(FloatPanel.WIDTH, rows.length - first));
            assignPanel(centres, labels, first);
        }
    }

    private void assignPanel(double[] centres, int[] labels, int first) {
        int clusters = squaredNorms.length;
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(labels, first, first + panel.width(), 0);
        for (int c = 0; c < clusters; c += 4) {
            int several = Math.min(4, clusters - c);
            panel.multiply(centres, c * dimension, dimension, several, products);
            for (int r = 0; r < several; r++) {
                compare(products[r], c + r, labels, first);
            }
        }
    }

    private void compare(double[] product, int centre, int[] labels, int first) {
        double norm = squaredNorms[centre];
        for (int j = 0; j < panel.width(); j++) {
            // the row's own norm is the same for all centres
            double distance = norm - 2 * product[j];
            if (distance < least[j]) {
                least[j] = distance;
                labels[first + j] = centre;
            }
        }
    }

    /** The sum of squared distances of rows to the centres they are assigned to. */
    double inertia(double[] centres, int[] rows, int[] labels) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            sum += squaredDistance(rows[i] * dimension, centres, labels[i] * dimension);
        }
        return sum;
    }

    private double squaredDistance(int row, double[] centres, int centre) {
        double even = 0;
        double odd = 0;
        int k = 0;
        for (; k + 2 <= dimension; k += 2) {
            double a = data[row + k] - centres[centre + k];
            double b = data[row + k + 1] - centres[centre + k + 1];
            even += a * a;
            odd += b * b;
        }
        if (k < dimension) {
            double a = data[row + k] - centres[centre + k];
            even += a * a;
        }
        return even + odd;
    }
}
