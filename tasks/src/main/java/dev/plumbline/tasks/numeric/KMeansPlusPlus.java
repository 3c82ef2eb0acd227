package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * Greedy k-means++ seeding (sklearn/cluster/_kmeans.py of scikit-learn 1.9.1, _kmeans_plusplus, equal weights).
 *
 * <p>Squared distances are computed in double and stored as float32, and the running sum searched for the next
 * candidate is rounded to float32 at every step, as scikit-learn's is: on larger samples that rounding picks other
 * rows.
 */
final class KMeansPlusPlus {

    /** Rows a thread takes at a time; with its header an array of so many doubles ends on a cache line. */
    private static final int BLOCK = 254;

    private final float[] data;
    private final int dimension;
    private final int[] sample;
    private final NumpyRandomState random;
    private final Parallel parallel;
    private final DoublePanel[] panels;
    private final double[] squaredNorms;
    private final float[] runningSum;

    KMeansPlusPlus(float[] data, int dimension, int[] sample, NumpyRandomState random, Parallel parallel) {
        this.data = data;
        this.dimension = dimension;
        this.sample = sample;
        this.random = random;
        this.parallel = parallel;
        this.panels = new DoublePanel[(sample.length + BLOCK - 1) / BLOCK];
        parallel.forBlocks(sample.length, BLOCK, (from, to) -> {
            DoublePanel panel = new DoublePanel(dimension, to - from);
            panel.pack(data, sample, from, to - from);
            panels[from / BLOCK] = panel;
        });
        this.squaredNorms = new double[sample.length];
        for (int i = 0; i < sample.length; i++) {
            squaredNorms[i] = Rows.squaredNorm(data, sample[i] * dimension, dimension);
        }
        this.runningSum = new float[sample.length];
    }

    /** So many rows of the sample, one after the other, row-major. */
    double[] seeds(int clusters) {
        double[] seeds = new double[clusters * dimension];
        int first = random.choice(MiniBatchKMeans.equalWeights(sample.length));
        copyRow(first, seeds, 0);
        float[] closest = new float[sample.length];
        Arrays.fill(closest, Float.POSITIVE_INFINITY);
        float[][] trialClosest = new float[1][sample.length];
        distances(new int[] {first}, closest, trialClosest);
        closest = trialClosest[0];
        float potential = (float) sum(closest);

        int trials = 2 + (int) Math.log(clusters);
        trialClosest = new float[trials][sample.length];
        int[] candidates = new int[trials];
        for (int c = 1; c < clusters; c++) {
            drawCandidates(closest, potential, candidates);
            distances(candidates, closest, trialClosest);
            int best = 0;
            float leastPotential = Float.POSITIVE_INFINITY;
            for (int t = 0; t < trials; t++) {
                float trialPotential = (float) sum(trialClosest[t]);
                if (trialPotential < leastPotential) {
                    leastPotential = trialPotential;
                    best = t;
                }
            }
            potential = leastPotential;
            copyRow(candidates[best], seeds, c * dimension);
            // the best trial's distances stay, the array they replace takes the next trial's
            float[] spare = closest;
            closest = trialClosest[best];
            trialClosest[best] = spare;
        }
        return seeds;
    }

    private void copyRow(int position, double[] target, int offset) {
        int from = sample[position] * dimension;
        for (int k = 0; k < dimension; k++) {
            target[offset + k] = data[from + k];
        }
    }

    /** Positions drawn with probability proportional to the squared distance. */
    private void drawCandidates(float[] closest, float potential, int[] candidates) {
        float sum = 0;
        for (int i = 0; i < closest.length; i++) {
            sum += closest[i];
            runningSum[i] = sum;
        }
        for (int t = 0; t < candidates.length; t++) {
            candidates[t] = Math.min(lowerBound(random.nextDouble() * potential), closest.length - 1);
        }
    }

    /** The number of running sums below a value. */
    private int lowerBound(double value) {
        int low = 0;
        int high = runningSum.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runningSum[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** For each candidate, every row's squared distance to it or to the seeds before, whichever is less. */
    private void distances(int[] candidates, float[] closest, float[][] result) {
        double[] rows = new double[candidates.length * dimension];
        for (int t = 0; t < candidates.length; t++) {
            copyRow(candidates[t], rows, t * dimension);
        }
        parallel.forBlocks(sample.length, BLOCK, (from, to) -> distances(candidates, rows, from, to, closest, result));
    }

    private void distances(int[] candidates, double[] rows, int from, int to, float[] closest, float[][] result) {
        double[][] products = new double[candidates.length][to - from];
        panels[from / BLOCK].multiply(rows, 0, dimension, candidates.length, products);
        for (int t = 0; t < candidates.length; t++) {
            double norm = squaredNorms[candidates[t]];
            for (int i = from; i < to; i++) {
                double distance = squaredNorms[i] + norm - 2 * products[t][i - from];
                result[t][i] = Math.min(closest[i], (float) Math.max(0, distance));
            }
        }
    }

    private static double sum(float[] x) {
        double sum = 0;
        for (float value : x) {
            sum += value;
        }
        return sum;
    }
}
