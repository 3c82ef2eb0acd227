package dev.plumbline.reports.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which samples are drawn together because they are not independent. What is resampled and exchanged are clusters; with every
 * sample alone that is the same as drawing samples, draw for draw.
 */
public final class Clusters {

    private final int[] of;
    private final int count;
    private final boolean alone;

    /** Samples in order of their clusters, and where each cluster begins. */
    private final int[] members;

    private final int[] starts;

    private Clusters(int[] of, int count) {
        this.of = of;
        this.count = count;
        this.alone = count == of.length;
        this.starts = new int[count + 1];
        for (int cluster : of) {
            starts[cluster + 1]++;
        }
        for (int i = 0; i < count; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = Arrays.copyOf(starts, count);
        this.members = new int[of.length];
        for (int i = 0; i < of.length; i++) {
            members[next[of[i]]++] = i;
        }
    }

    /** Samples that are all independent. */
    static Clusters none(int samples) {
        return new Clusters(IntStream.range(0, samples).toArray(), samples);
    }

    /**
     * Clusters by sample.
     *
     * @param of numbers from 0 without a gap
     */
    public static Clusters of(int[] of) {
        return new Clusters(of.clone(), Arrays.stream(of).max().orElse(-1) + 1);
    }

    /** Clusters of the same samples by both notes: what either joins is joined. */
    public Clusters joined(Clusters other) {
        if (other.of.length != of.length) {
            throw new IllegalArgumentException("clusters of other samples");
        }
        if (other.alone || Arrays.equals(of, other.of)) {
            return this;
        }
        if (alone) {
            return other;
        }
        int[] root = IntStream.range(0, of.length).toArray();
        for (Clusters known : List.of(this, other)) {
            for (int cluster = 0; cluster < known.count; cluster++) {
                for (int i = known.starts[cluster] + 1; i < known.starts[cluster + 1]; i++) {
                    int first = root(root, known.members[known.starts[cluster]]);
                    int next = root(root, known.members[i]);
                    root[Math.max(first, next)] = Math.min(first, next);
                }
            }
        }
        int[] joined = new int[of.length];
        int number = 0;
        for (int i = 0; i < joined.length; i++) {
            int first = root(root, i);
            joined[i] = first == i ? number++ : joined[first];
        }
        return new Clusters(joined, number);
    }

    /** The least sample that one is joined with. */
    private static int root(int[] roots, int sample) {
        int root = sample;
        while (roots[root] != root) {
            roots[root] = roots[roots[root]];
            root = roots[root];
        }
        return root;
    }

    /** Number of samples. */
    public int samples() {
        return of.length;
    }

    /** Number of clusters. */
    public int count() {
        return count;
    }

    /** Whether every sample is a cluster of its own. */
    boolean alone() {
        return alone;
    }

    /** Adds one to the counts of a cluster's samples. */
    void count(int cluster, int[] counts) {
        if (alone) {
            counts[cluster]++;
            return;
        }
        for (int i = starts[cluster]; i < starts[cluster + 1]; i++) {
            counts[members[i]]++;
        }
    }

    /** From bits by cluster to bits by sample. */
    void spread(long[] byCluster, long[] bySample) {
        if (alone) {
            System.arraycopy(byCluster, 0, bySample, 0, bySample.length);
            return;
        }
        Arrays.fill(bySample, 0);
        for (int i = 0; i < of.length; i++) {
            if (PairedScores.flipped(byCluster, of[i])) {
                bySample[i >>> 6] |= 1L << i;
            }
        }
    }

    /** Number of a cluster's samples. */
    int size(int cluster) {
        return starts[cluster + 1] - starts[cluster];
    }

    /** Sums of values by sample, by cluster. */
    double[] sums(double[] values) {
        double[] sums = new double[count];
        for (int i = 0; i < of.length; i++) {
            sums[of[i]] += values[i];
        }
        return sums;
    }

    /** Sums of the deviations from the mean, by cluster. */
    double[] deviations(double[] values) {
        double mean = Moments.mean(values);
        double[] sums = new double[count];
        for (int i = 0; i < of.length; i++) {
            sums[of[i]] += values[i] - mean;
        }
        return sums;
    }

    /** Standard error of a mean: of the sums of deviations by cluster, with one less than their number. */
    double standardError(double[] values) {
        if (alone) {
            return Moments.standardDeviation(values) / Math.sqrt(values.length);
        }
        double squares = 0;
        for (double sum : deviations(values)) {
            squares += sum * sum;
        }
        return count < 2 ? Double.NaN : Math.sqrt(squares * count / (count - 1.0)) / values.length;
    }
}
