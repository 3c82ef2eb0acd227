package dev.plumbline.reports.statistics;

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
    public double standardError(String place, Resampling resampling, Clusters clusters) {
        return clusters.standardError(values);
    }

    @Override
    int cost() {
        return COST;
    }

    @Override
    Supplier<Resampler> resamplers() {
        return () -> weightedMean(values);
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

    private static Resampler weightedMean(double[] values) {
        return counts -> {
            double sum = 0;
            // clusters differ in size, and so do resamples of them
            int drawn = 0;
            for (int i = 0; i < values.length; i++) {
                sum += counts[i] * values[i];
                drawn += counts[i];
            }
            return sum / drawn;
        };
    }

    /** Differences by sample. */
    static final class Paired implements PairedScores {

        private static final int GROUP = 4;
        private static final int PATTERNS = 1 << GROUP;

        private final double[] differences;

        Paired(double[] differences) {
            this.differences = differences;
        }

        /** By sample; not a copy. */
        double[] differences() {
            return differences;
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

        @Override
        public Supplier<Resampler> resamplers() {
            return () -> weightedMean(differences);
        }

        /** Looks up the sum of four signed differences at a time. */
        @Override
        public Supplier<Exchanger> exchangers() {
            int groups = (differences.length + GROUP - 1) / GROUP;
            double[] sums = new double[groups * PATTERNS];
            for (int group = 0; group < groups; group++) {
                for (int pattern = 0; pattern < PATTERNS; pattern++) {
                    sums[group * PATTERNS + pattern] = signedSum(group * GROUP, pattern);
                }
            }
            return () -> flips -> {
                double sum = 0;
                for (int group = 0; group < groups; group++) {
                    int first = group * GROUP;
                    int pattern = (int) (flips[first >>> 6] >>> first) & (PATTERNS - 1);
                    sum += sums[group * PATTERNS + pattern];
                }
                return sum / differences.length;
            };
        }

        private double signedSum(int first, int pattern) {
            double sum = 0;
            for (int i = 0; i < GROUP && first + i < differences.length; i++) {
                sum += (pattern >>> i & 1) == 0 ? differences[first + i] : -differences[first + i];
            }
            return sum;
        }
    }
}
