package dev.plumbline.reports.statistics;

import dev.plumbline.tasks.numeric.Correlation;
import dev.plumbline.tasks.numeric.Order;
import dev.plumbline.tasks.numeric.PairThresholds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Similarities of labelled pairs, of which the best of several kinds is the split's score. In a randomisation test the
 * models exchange ranks, since their similarities have different scales.
 */
final class ThresholdScores extends SampleScores {

    /** Per kind of similarity, one pass in sorted order. */
    private static final int COST = 4;

    private final ThresholdMeasure measure;
    private final PairThresholds.Cuts cuts;
    private final List<double[]> similarities;
    private final int[] labels;

    ThresholdScores(ThresholdMeasure measure, PairThresholds.Cuts cuts, List<double[]> similarities, int[] labels) {
        if (labels.length == 0 || similarities.isEmpty()) {
            throw new IllegalArgumentException("no labelled pair, or no similarity");
        }
        if (similarities.stream().anyMatch(kind -> kind.length != labels.length)) {
            throw new IllegalArgumentException("each kind of similarity needs " + labels.length + " values");
        }
        if (Arrays.stream(labels).anyMatch(label -> label != 0 && label != 1)) {
            throw new IllegalArgumentException("a label must be 0 or 1");
        }
        this.measure = measure;
        // average precision has no threshold to place
        this.cuts = measure == ThresholdMeasure.AP ? PairThresholds.Cuts.BETWEEN_SCORES : cuts;
        this.similarities = similarities.stream().map(double[]::clone).toList();
        this.labels = labels.clone();
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public double value() {
        int[] once = new int[labels.length];
        Arrays.fill(once, 1);
        return resamplers().get().of(once);
    }

    @Override
    public int cost() {
        return COST * similarities.size();
    }

    @Override
    public Supplier<Resampler> resamplers() {
        List<int[]> orders = similarities.stream().map(Order::descending).toList();
        return () -> {
            ThresholdWalk walk = new ThresholdWalk(measure, cuts);
            return counts -> {
                double best = Double.NEGATIVE_INFINITY;
                for (int kind = 0; kind < orders.size(); kind++) {
                    best = Math.max(best, walk(walk, similarities.get(kind), orders.get(kind), counts));
                }
                return best;
            };
        };
    }

    private double walk(ThresholdWalk walk, double[] values, int[] order, int[] counts) {
        int positives = 0;
        int drawn = 0;
        for (int i = 0; i < labels.length; i++) {
            positives += counts[i] * labels[i];
            drawn += counts[i];
        }
        walk.start(drawn, positives);
        double last = Double.NaN;
        for (int i : order) {
            if (counts[i] > 0) {
                walk.next(values[i] != last);
                walk.add(labels[i], counts[i]);
                last = values[i];
            }
        }
        return walk.value();
    }

    @Override
    PairedScores pairedWith(SampleScores candidate) {
        if (!(candidate instanceof ThresholdScores other)
                || other.measure != measure
                || other.cuts != cuts
                || other.similarities.size() != similarities.size()
                || !Arrays.equals(other.labels, labels)) {
            throw new IllegalArgumentException("not the same labelled pairs under the same measure");
        }
        return new Paired(this, other);
    }

    private static final class Paired implements PairedScores {
        private final ThresholdScores baseline;
        private final ThresholdScores candidate;

        Paired(ThresholdScores baseline, ThresholdScores candidate) {
            this.baseline = baseline;
            this.candidate = candidate;
        }

        @Override
        public int size() {
            return baseline.size();
        }

        @Override
        public int cost() {
            return 2 * baseline.cost();
        }

        @Override
        public double difference() {
            return candidate.value() - baseline.value();
        }

        @Override
        public Optional<double[]> shares() {
            return Optional.empty();
        }

        @Override
        public Supplier<Resampler> resamplers() {
            return Resampled.less(candidate, baseline);
        }

        @Override
        public Supplier<Exchanger> exchangers(Clusters clusters) {
            int samples = size();
            List<double[]> ranks = new ArrayList<>();
            List<int[]> orders = new ArrayList<>();
            for (int kind = 0; kind < baseline.similarities.size(); kind++) {
                double[] both = Arrays.copyOf(Correlation.averageRanks(baseline.similarities.get(kind)), 2 * samples);
                System.arraycopy(Correlation.averageRanks(candidate.similarities.get(kind)), 0, both, samples, samples);
                ranks.add(both);
                orders.add(descendingBySample(both, samples));
            }
            int positives = Arrays.stream(baseline.labels).sum();
            return () -> {
                ThresholdWalk[] walks = {
                    new ThresholdWalk(baseline.measure, baseline.cuts),
                    new ThresholdWalk(baseline.measure, baseline.cuts)
                };
                long[] flips = new long[(samples + 63) / 64];
                return byCluster -> {
                    clusters.spread(byCluster, flips);
                    double first = Double.NEGATIVE_INFINITY;
                    double second = Double.NEGATIVE_INFINITY;
                    for (int kind = 0; kind < orders.size(); kind++) {
                        walk(ranks.get(kind), orders.get(kind), flips, walks, positives);
                        first = Math.max(first, walks[0].value());
                        second = Math.max(second, walks[1].value());
                    }
                    return second - first;
                };
            };
        }

        /** Between equal ranks the input order decides, as it does where one model is scored alone. */
        private static int[] descendingBySample(double[] ranks, int samples) {
            double[] bySample = new double[ranks.length];
            int[] interleaved = IntStream.range(0, ranks.length)
                    .map(i -> i / 2 + i % 2 * samples)
                    .toArray();
            for (int i = 0; i < bySample.length; i++) {
                bySample[i] = ranks[interleaved[i]];
            }
            return Arrays.stream(Order.descending(bySample))
                    .map(i -> interleaved[i])
                    .toArray();
        }

        private void walk(double[] ranks, int[] order, long[] flips, ThresholdWalk[] walks, int positives) {
            int samples = size();
            double[] last = {Double.NaN, Double.NaN};
            walks[0].start(samples, positives);
            walks[1].start(samples, positives);
            for (int entry : order) {
                int sample = entry < samples ? entry : entry - samples;
                int side = entry < samples != PairedScores.flipped(flips, sample) ? 0 : 1;
                walks[side].next(ranks[entry] != last[side]);
                walks[side].add(baseline.labels[sample], 1);
                last[side] = ranks[entry];
            }
        }
    }
}
