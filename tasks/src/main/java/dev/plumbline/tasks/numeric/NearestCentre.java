package dev.plumbline.tasks.numeric;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Assigns rows to centres as if all distances were computed in double: rows near a border would otherwise depend on the
 * order in which a float32 product is summed.
 *
 * <p>Products are taken in float32 first, which is twice as fast. Where the nearest centre leads by more than such a
 * product can be off, it is the nearest; the few rows left are decided among the centres within that bound in double.
 */
final class NearestCentre {

    /** Rows a thread takes at a time: half a mini-batch. The length is one of {@link FloatPanel#room}. */
    private static final int BLOCK = 252;

    /** The unit roundoff of float32. */
    private static final double ROUNDOFF = 0x1p-24;

    private final float[] data;
    private final int dimension;
    private final int clusters;
    private final Parallel parallel;
    private final ConcurrentLinkedQueue<Scratch> idle = new ConcurrentLinkedQueue<>();
    private final float[] centres;
    private final double[] squaredNorms;
    private double tolerance;

    NearestCentre(float[] data, int dimension, int clusters, Parallel parallel) {
        this.data = data;
        this.dimension = dimension;
        this.clusters = clusters;
        this.parallel = parallel;
        this.centres = new float[clusters * dimension];
        this.squaredNorms = new double[clusters];
    }

    /**
     * Sets the label of each row to its nearest centre, the first of several.
     *
     * @param exactCentres clusters x d, each value a float32
     */
    void assign(double[] exactCentres, int[] rows, int[] labels) {
        prepare(exactCentres);
        parallel.forBlocks(rows.length, BLOCK, (from, to) -> assign(rows, from, to, labels));
    }

    /** The sum of squared distances of rows to the centres they are assigned to. */
    double inertia(double[] exactCentres, int[] rows, int[] labels) {
        double[] sums = new double[(rows.length + BLOCK - 1) / BLOCK];
        parallel.forBlocks(rows.length, BLOCK, (from, to) -> {
            for (int i = from; i < to; i++) {
                sums[from / BLOCK] += squaredDistance(rows[i] * dimension, exactCentres, labels[i] * dimension);
            }
        });
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total;
    }

    private void prepare(double[] exactCentres) {
        double greatest = 0;
        for (int c = 0; c < clusters; c++) {
            double sum = 0;
            for (int k = c * dimension; k < (c + 1) * dimension; k++) {
                sum += exactCentres[k] * exactCentres[k];
                centres[k] = (float) exactCentres[k];
            }
            squaredNorms[c] = sum;
            greatest = Math.max(greatest, sum);
        }
        // a chain of d roundings is off by at most d u |x| |c|; a distance has twice that, and two are compared
        double share = dimension * ROUNDOFF;
        tolerance = 4 * share / (1 - share) * Math.sqrt(greatest) * 1.001;
    }

    private void assign(int[] rows, int from, int to, int[] labels) {
        Scratch scratch = idle.poll();
        if (scratch == null) {
            scratch = new Scratch(dimension, clusters);
        }
        assign(rows, from, to, labels, scratch);
        idle.add(scratch);
    }

    private void assign(int[] rows, int from, int to, int[] labels, Scratch scratch) {
        scratch.panel.pack(data, rows, from, to - from);
        scratch.panel.squaredNorms(scratch.rowNorms);
        scratch.panel.multiply(centres, 0, dimension, clusters, scratch.products);
        scratch.reset();
        for (int c = 0; c < clusters; c++) {
            scratch.compare(squaredNorms[c], c, to - from);
        }
        for (int j = 0; j < to - from; j++) {
            double bound = tolerance * Math.sqrt(scratch.rowNorms[j]) + Float.MIN_NORMAL;
            // written so that overflow to infinity or NaN is decided in double too
            boolean leads = scratch.second[j] - scratch.least[j] > bound;
            labels[from + j] = leads ? scratch.nearest[j] : decide(rows[from + j] * dimension, j, bound, scratch);
        }
    }

    private int decide(int row, int j, double bound, Scratch scratch) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < clusters; c++) {
            double approximate = squaredNorms[c] - 2.0 * scratch.products[c][j];
            if (!(approximate > scratch.least[j] + bound)) {
                double distance = squaredNorms[c] - 2 * product(row, c * dimension);
                if (distance < least) {
                    least = distance;
                    nearest = c;
                }
            }
        }
        return nearest;
    }

    private double product(int row, int centre) {
        double sum = 0;
        for (int k = 0; k < dimension; k++) {
            sum += (double) data[row + k] * centres[centre + k];
        }
        return sum;
    }

    private double squaredDistance(int row, double[] exactCentres, int centre) {
        double even = 0;
        double odd = 0;
        int k = 0;
        for (; k + 2 <= dimension; k += 2) {
            double a = data[row + k] - exactCentres[centre + k];
            double b = data[row + k + 1] - exactCentres[centre + k + 1];
            even += a * a;
            odd += b * b;
        }
        if (k < dimension) {
            double a = data[row + k] - exactCentres[centre + k];
            even += a * a;
        }
        return even + odd;
    }

    /**
     * What one thread needs for a panel of rows: products with all centres, and the two least distances of each row.
     */
    private static final class Scratch {

        private final FloatPanel panel;
        private final float[][] products;
        private final float[] rowNorms = new float[BLOCK];
        private final double[] least = new double[BLOCK];
        private final double[] second = new double[BLOCK];
        private final int[] nearest = new int[BLOCK];

        Scratch(int dimension, int clusters) {
            panel = new FloatPanel(dimension, BLOCK);
            products = new float[clusters][BLOCK];
        }

        void reset() {
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            Arrays.fill(second, Double.POSITIVE_INFINITY);
            Arrays.fill(nearest, 0);
        }

        void compare(double squaredNorm, int centre, int count) {
            float[] product = products[centre];
            for (int j = 0; j < count; j++) {
                // the row's own norm is the same for all centres
                double distance = squaredNorm - 2.0 * product[j];
                if (distance < second[j]) {
                    if (distance < least[j]) {
                        second[j] = least[j];
                        least[j] = distance;
                        nearest[j] = centre;
                    } else {
                        second[j] = distance;
                    }
                }
            }
        }
    }
}
