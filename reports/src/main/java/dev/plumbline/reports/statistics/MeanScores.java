package dev.plumbline.reports.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** Scores whose mean is the split's score. */
final class MeanScores extends SampleScores {

    /** Draws and adds one number per sample. */
    private static final int COST = 2;

    private final double[] values;

    MeanScores(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a mean needs at least one sample");
        }
        this.values = values.clone();
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public double value() {
        return Moments.mean(values);
    }

    @Override
    public int cost() {
        return COST;
    }

    /** Not a copy. */
    @Override
    public Optional<double[]> shares() {
        return Optional.of(values);
    }

    @Override
    PairedScores pairedWith(SampleScores candidate) {
        if (!(candidate instanceof MeanScores other)) {
            throw new IllegalArgumentException("not the same samples under a mean");
        }
        return new Paired(other.less(this).values);
    }

    /** This less another, sample by sample. */
    MeanScores less(MeanScores other) {
        if (other.values.length != values.length) {
            throw new IllegalArgumentException("not the same samples under a mean");
        }
        double[] differences = new double[values.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = values[i] - other.values[i];
        }
        return new MeanScores(differences);
    }

    /** Differences by sample. */
    static final class Paired implements PairedScores {

        private final double[] differences;

        Paired(double[] differences) {
            this.differences = differences;
        }

        @Override
        public int size() {
            return differences.length;
        }

        @Override
        public int cost() {
            return COST;
        }

        @Override
        public double difference() {
            return Moments.mean(differences);
        }

        /** Not a copy. */
        @Override
        public Optional<double[]> shares() {
            return Optional.of(differences);
        }

        @Override
        public Supplier<Exchanger> exchangers(Clusters clusters) {
            double sum = Arrays.stream(differences).sum();
            FlippedSum flipped = new FlippedSum(clusters.sums(differences));
            return () -> flips -> (sum - 2 * flipped.of(flips)) / differences.length;
        }
    }
}
