package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * Mini-batch k-means with k-means++ seeding, as {@code MiniBatchKMeans(clusters, batch_size=, n_init=, random_state=)}
 * of scikit-learn 1.9.1 on float32 data (sklearn/cluster/_kmeans.py, _k_means_minibatch.pyx), max_iter 100.
 *
 * <p>Products and sums are double. scikit-learn works in float32; what decides there, the rounding of stored distances,
 * of their running sum and of the centres, is rounded here as well, the rest gives the same labels either way.
 */
public final class MiniBatchKMeans {

    private static final int MAX_EPOCHS = 100;
    private static final int MAX_STEPS_WITHOUT_IMPROVEMENT = 10;
    private static final double REASSIGNMENT_RATIO = 0.01;
    /** A sum of squares this small a part of its terms may be rounding noise. */
    private static final double CANCELLATION = 1e-3;
    /** Columns a thread takes at a time when rows are added up. */
    private static final int COLUMNS = 128;

    private final float[] data;
    private final int[] rows;
    private final int dimension;
    private final int clusters;
    private final int batchSize;
    private final int sampleSize;
    private final NumpyRandomState random;
    private final NearestCentre nearest;
    private final Parallel parallel;
    private double[] centres = {};
    private final double[] counts;
    private final double[] squaredNorms;

    private MiniBatchKMeans(FloatMatrix x, int[] rows, int clusters, int batchSize, long seed, Parallel parallel) {
        int n = rows.length;
        this.data = x.data();
        this.rows = rows;
        this.dimension = x.columns();
        this.clusters = clusters;
        this.batchSize = Math.min(batchSize, n);
        int wanted = 3L * this.batchSize < clusters ? 3 * clusters : 3 * this.batchSize;
        this.sampleSize = Math.min(wanted, n);
        this.random = new NumpyRandomState(seed);
        this.nearest = new NearestCentre(data, dimension, clusters, parallel);
        this.parallel = parallel;
        this.counts = new double[clusters];
        this.squaredNorms = Rows.squaredNorms(x, parallel);
    }

    /** A fitted clustering. */
    public static final class Result {

        private final int[] labels;
        private final FloatMatrix centres;
        private final int steps;

        Result(int[] labels, FloatMatrix centres, int steps) {
            this.labels = labels;
            this.centres = centres;
            this.steps = steps;
        }

        /** The cluster of each row, 0 to clusters - 1. */
        public int[] labels() {
            return labels;
        }

        /** clusters x d. */
        public FloatMatrix centres() {
            return centres;
        }

        /** Mini-batches used, {@code n_steps_}. */
        public int steps() {
            return steps;
        }
    }

    /**
     * Clusters all rows.
     *
     * @param x n x d, finite
     * @param clusters at most n
     * @param batchSize rows per step; at most n are used
     * @param nInit seedings to try; the one with the least inertia on a validation sample is kept
     * @throws IllegalArgumentException if there are fewer rows than clusters, or a number is not positive
     */
    public static Result fit(FloatMatrix x, int clusters, int batchSize, int nInit, long seed) {
        return fit(x, Draws.range(x.rows()), clusters, batchSize, nInit, seed);
    }

    /**
     * As {@link #fit(FloatMatrix, int, int, int, long)} on the chosen rows, which may repeat; labels are in their
     * order.
     */
    public static Result fit(FloatMatrix x, int[] rows, int clusters, int batchSize, int nInit, long seed) {
        try (Parallel parallel = Parallel.of(1)) {
            return fit(x, rows, clusters, batchSize, nInit, seed, parallel);
        }
    }

    /** As {@link #fit(FloatMatrix, int[], int, int, int, long)}, with the same result on any number of threads. */
    public static Result fit(
            FloatMatrix x, int[] rows, int clusters, int batchSize, int nInit, long seed, Parallel parallel) {
        if (clusters < 1 || batchSize < 1 || nInit < 1) {
            throw new IllegalArgumentException(
                    clusters + " clusters, batches of " + batchSize + ", " + nInit + " seedings: all must be positive");
        }
        if (rows.length < clusters) {
            throw new IllegalArgumentException(rows.length + " rows cannot form " + clusters + " clusters");
        }
        return new MiniBatchKMeans(x, rows, clusters, batchSize, seed, parallel).fit(nInit);
    }

    private Result fit(int nInit) {
        seed(nInit);
        int steps = descend();
        int[] labels = new int[rows.length];
        nearest.assign(centres, rows, labels);
        float[] stored = new float[centres.length];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = (float) centres[i];
        }
        return new Result(labels, FloatMatrix.of(clusters, dimension, stored), steps);
    }

    private void seed(int nInit) {
        int n = rows.length;
        int[] validation = rowsAt(random.integers(0, n, sampleSize));
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < nInit; i++) {
            int[] sample = sampleSize < n ? rowsAt(random.integers(0, n, sampleSize)) : rows;
            double[] seeded = new KMeansPlusPlus(data, dimension, sample, random, parallel).seeds(clusters);
            if (nInit == 1) {
                centres = seeded;
                return;
            }
            int[] labels = new int[sampleSize];
            nearest.assign(seeded, validation, labels);
            double inertia = nearest.inertia(seeded, validation, labels);
            if (inertia < least) {
                least = inertia;
                centres = seeded;
            }
        }
    }

    private int[] rowsAt(int[] positions) {
        for (int i = 0; i < positions.length; i++) {
            positions[i] = rows[positions[i]];
        }
        return positions;
    }

    private int descend() {
        int n = rows.length;
        double[] cdf = equalWeights(n);
        int[] batch = new int[batchSize];
        int[] labels = new int[batchSize];
        double[] next = new double[centres.length];
        int[] added = new int[clusters];
        Improvement improvement = new Improvement(Math.min(1, batchSize * 2.0 / (n + 1.0)));
        int steps = (int) ((long) MAX_EPOCHS * n / batchSize);
        long seen = 0;
        for (int step = 1; step <= steps; step++) {
            random.choice(cdf, batch);
            rowsAt(batch);
            seen += batchSize;
            boolean reassign = seen >= 10L * clusters || anyZero(counts);
            if (reassign) {
                seen = 0;
            }
            nearest.assign(centres, batch, labels);
            sum(batch, labels, next, added);
            double inertia = inertia(batch, labels, next, added) / batchSize;
            update(next, added);
            if (reassign) {
                reassign(batch, next);
            }
            double[] old = centres;
            centres = next;
            next = old;
            if (step > 1 && improvement.isOver(inertia)) {
                return step;
            }
        }
        return steps;
    }

    /** NumPy's cumulative weights for {@code p = numpy.full(n, 1 / n, dtype=float32)}. */
    static double[] equalWeights(int n) {
        double weight = 1f / n;
        double[] cdf = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += weight;
            cdf[i] = sum;
        }
        for (int i = 0; i < n; i++) {
            cdf[i] /= sum;
        }
        return cdf;
    }

    private static boolean anyZero(double[] x) {
        for (double value : x) {
            if (value == 0) {
                return true;
            }
        }
        return false;
    }

    /** Adds up the rows of each cluster. */
    private void sum(int[] batch, int[] labels, double[] sums, int[] added) {
        Arrays.fill(sums, 0);
        Arrays.fill(added, 0);
        for (int label : labels) {
            added[label]++;
        }
        // shared among threads by columns, so that each sum is taken in the order of the batch
        parallel.forBlocks(dimension, COLUMNS, (first, last) -> {
            for (int i = 0; i < batch.length; i++) {
                add(data, batch[i] * dimension + first, sums, labels[i] * dimension + first, last - first);
            }
        });
    }

    private static void add(float[] row, int from, double[] sums, int to, int count) {
        for (int k = 0; k < count; k++) {
            sums[to + k] += row[from + k];
        }
    }

    /**
     * The sum of squared distances of the batch, from the sums that are needed anyway: of |x|^2 - 2 x c + |c|^2. Where
     * that cancels, distances are taken one by one.
     */
    private double inertia(int[] batch, int[] labels, double[] sums, int[] added) {
        double norms = 0;
        for (int row : batch) {
            norms += squaredNorms[row];
        }
        double inertia = norms;
        for (int c = 0; c < clusters; c++) {
            double products = 0;
            for (int k = c * dimension; k < (c + 1) * dimension; k++) {
                products += centres[k] * (added[c] * centres[k] - 2 * sums[k]);
            }
            inertia += products;
        }
        return inertia > CANCELLATION * norms ? inertia : nearest.inertia(centres, batch, labels);
    }

    /** Moves each centre that has rows, whose sum next holds, to the mean of all rows it has had. */
    private void update(double[] next, int[] added) {
        for (int c = 0; c < clusters; c++) {
            int offset = c * dimension;
            if (added[c] == 0) {
                System.arraycopy(centres, offset, next, offset, dimension);
                continue;
            }
            double before = counts[c];
            counts[c] += added[c];
            for (int k = offset; k < offset + dimension; k++) {
                next[k] = (float) ((centres[k] * before + next[k]) / counts[c]);
            }
        }
    }

    /** Moves centres with next to no rows onto rows drawn from the batch. */
    private void reassign(int[] batch, double[] next) {
        boolean[] low = lowCounts(batch.length);
        int number = 0;
        double leastKept = Double.POSITIVE_INFINITY;
        for (int c = 0; c < clusters; c++) {
            number += low[c] ? 1 : 0;
            leastKept = low[c] ? leastKept : Math.min(leastKept, counts[c]);
        }
        if (number == 0) {
            return;
        }
        int[] drawn = random.choiceWithoutReplacement(batch.length, number);
        int at = 0;
        for (int c = 0; c < clusters; c++) {
            if (low[c]) {
                int from = batch[drawn[at++]] * dimension;
                for (int k = 0; k < dimension; k++) {
                    next[c * dimension + k] = data[from + k];
                }
                counts[c] = number < clusters ? leastKept : counts[c];
            }
        }
    }

    private boolean[] lowCounts(int batch) {
        double greatest = 0;
        for (double count : counts) {
            greatest = Math.max(greatest, count);
        }
        boolean[] low = new boolean[clusters];
        int number = 0;
        for (int c = 0; c < clusters; c++) {
            low[c] = counts[c] < REASSIGNMENT_RATIO * greatest;
            number += low[c] ? 1 : 0;
        }
        int most = (int) (0.5 * batch);
        if (number > most) {
            int[] order = Order.ascending(counts);
            for (int i = most; i < clusters; i++) {
                low[order[i]] = false;
            }
        }
        return low;
    }

    /** The exponentially weighted inertia of the batches, and how long ago it was least. */
    private static final class Improvement {

        private final double weight;
        private double average = Double.NaN;
        private double least = Double.POSITIVE_INFINITY;
        private int stepsWithout;

        Improvement(double weight) {
            this.weight = weight;
        }

        boolean isOver(double inertia) {
            average = Double.isNaN(average) ? inertia : average * (1 - weight) + inertia * weight;
            if (average < least) {
                least = average;
                stepsWithout = 0;
            } else {
                stepsWithout++;
            }
            return stepsWithout >= MAX_STEPS_WITHOUT_IMPROVEMENT;
        }
    }
}
