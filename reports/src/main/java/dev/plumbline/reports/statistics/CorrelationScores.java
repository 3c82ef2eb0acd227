package dev.plumbline.reports.statistics;

import dev.plumbline.tasks.numeric.Correlation;
import dev.plumbline.tasks.numeric.Order;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Similarities whose correlation with gold ratings is the split's score.
 *
 * <p>Two models' similarities have different scales, so what is exchanged between them in a randomisation test are their
 * ranks among the same model's similarities (Spearman) or their standardised values (Pearson).
 */
final class CorrelationScores extends SampleScores {

    /** Two passes in sorted order. */
    private static final int COST = 8;

    private final double[] similarities;
    private final double[] gold;
    private final boolean ranked;

    CorrelationScores(double[] similarities, double[] gold, boolean ranked) {
        if (similarities.length < 2 || similarities.length != gold.length) {
            throw new IllegalArgumentException(
                    similarities.length + " similarities against " + gold.length + " ratings; at least 2 of each");
        }
        this.similarities = similarities.clone();
        this.gold = gold.clone();
        this.ranked = ranked;
    }

    @Override
    public int size() {
        return gold.length;
    }

    @Override
    public double value() {
        return ranked ? Correlation.spearman(similarities, gold) : Correlation.pearson(similarities, gold);
    }

    @Override
    int cost() {
        return COST;
    }

    @Override
    Supplier<Resampler> resamplers() {
        if (!ranked) {
            return () -> counts -> product(similarities, gold, counts);
        }
        int[] bySimilarity = Order.ascending(similarities);
        int[] byGold = Order.ascending(gold);
        return () -> {
            double[] similarityRanks = new double[gold.length];
            double[] goldRanks = new double[gold.length];
            return counts -> {
                weightedRanks(similarities, bySimilarity, counts, similarityRanks);
                weightedRanks(gold, byGold, counts, goldRanks);
                return product(similarityRanks, goldRanks, counts);
            };
        };
    }

    @Override
    PairedScores pairedWith(SampleScores candidate) {
        if (!(candidate instanceof CorrelationScores other)
                || other.ranked != ranked
                || !Arrays.equals(other.gold, gold)) {
            throw new IllegalArgumentException("not the same samples under a correlation with the same gold ratings");
        }
        return new Paired(this, other);
    }

    /** Average ranks in a sample where value i occurs counts[i] times; those of absent values mean nothing. */
    private static void weightedRanks(double[] values, int[] order, int[] counts, double[] ranks) {
        int before = 0;
        for (int first = 0; first < order.length; ) {
            int end = first;
            int tied = 0;
            while (end < order.length && values[order[end]] == values[order[first]]) {
                tied += counts[order[end]];
                end++;
            }
            double rank = before + (tied + 1) / 2.0;
            for (int i = first; i < end; i++) {
                ranks[order[i]] = rank;
            }
            before += tied;
            first = end;
        }
    }

    /** Pearson's coefficient of values that occur counts[i] times, each once where there are no counts; NaN if constant. */
    private static double product(double[] x, double[] y, int @Nullable [] counts) {
        double meanX = 0;
        double meanY = 0;
        int drawn = 0;
        for (int i = 0; i < x.length; i++) {
            int count = counts == null ? 1 : counts[i];
            meanX += count * x[i];
            meanY += count * y[i];
            drawn += count;
        }
        meanX /= drawn;
        meanY /= drawn;
        double squaresX = 0;
        double squaresY = 0;
        double products = 0;
        for (int i = 0; i < x.length; i++) {
            int count = counts == null ? 1 : counts[i];
            double a = x[i] - meanX;
            double b = y[i] - meanY;
            squaresX += count * a * a;
            squaresY += count * b * b;
            products += count * a * b;
        }
        return squaresX == 0 || squaresY == 0 ? Double.NaN : products / Math.sqrt(squaresX) / Math.sqrt(squaresY);
    }

    private double[] exchangeable() {
        if (ranked) {
            return Correlation.averageRanks(similarities);
        }
        double mean = Moments.mean(similarities);
        double deviation = Moments.standardDeviation(similarities);
        return Arrays.stream(similarities)
                .map(value -> (value - mean) / deviation)
                .toArray();
    }

    private static final class Paired implements PairedScores {
        private final CorrelationScores baseline;
        private final CorrelationScores candidate;

        Paired(CorrelationScores baseline, CorrelationScores candidate) {
            this.baseline = baseline;
            this.candidate = candidate;
        }

        @Override
        public int size() {
            return baseline.size();
        }

        @Override
        public int cost() {
            return 2 * COST;
        }

        @Override
        public double difference() {
            return candidate.value() - baseline.value();
        }

        @Override
        public Supplier<Resampler> resamplers() {
            return PairedScores.differences(baseline, candidate);
        }

        @Override
        public Supplier<Exchanger> exchangers() {
            Union union = new Union(baseline.exchangeable(), candidate.exchangeable());
            double[] gold = baseline.ranked ? Correlation.averageRanks(baseline.gold) : baseline.gold;
            return () -> {
                double[] first = new double[size()];
                double[] second = new double[size()];
                return flips -> {
                    if (baseline.ranked) {
                        union.ranks(flips, first, second);
                    } else {
                        union.values(flips, first, second);
                    }
                    return product(second, gold, null) - product(first, gold, null);
                };
            };
        }
    }

    /** Both models' exchangeable values in one order, so that ranks after an exchange need no sorting. */
    private static final class Union {
        private final double[] values;
        private final int[] order;
        private final int samples;

        Union(double[] baseline, double[] candidate) {
            samples = baseline.length;
            values = Arrays.copyOf(baseline, 2 * samples);
            System.arraycopy(candidate, 0, values, samples, samples);
            order = Order.ascending(values);
        }

        void values(long[] flips, double[] first, double[] second) {
            for (int i = 0; i < samples; i++) {
                boolean flipped = PairedScores.flipped(flips, i);
                first[i] = values[flipped ? i + samples : i];
                second[i] = values[flipped ? i : i + samples];
            }
        }

        void ranks(long[] flips, double[] first, double[] second) {
            int beforeFirst = 0;
            int beforeSecond = 0;
            for (int from = 0; from < order.length; ) {
                int end = from;
                int tiedFirst = 0;
                while (end < order.length && values[order[end]] == values[order[from]]) {
                    tiedFirst += toFirst(flips, order[end]) ? 1 : 0;
                    end++;
                }
                int tiedSecond = end - from - tiedFirst;
                double rankFirst = beforeFirst + (tiedFirst + 1) / 2.0;
                double rankSecond = beforeSecond + (tiedSecond + 1) / 2.0;
                for (int i = from; i < end; i++) {
                    int sample = order[i] % samples;
                    if (toFirst(flips, order[i])) {
                        first[sample] = rankFirst;
                    } else {
                        second[sample] = rankSecond;
                    }
                }
                beforeFirst += tiedFirst;
                beforeSecond += tiedSecond;
                from = end;
            }
        }

        private boolean toFirst(long[] flips, int entry) {
            return entry < samples != PairedScores.flipped(flips, entry < samples ? entry : entry - samples);
        }
    }
}
