package dev.plumbline.reports.statistics;

import dev.plumbline.tasks.numeric.Correlation;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Similarities whose correlation with gold ratings is the split's score.
 *
 * <p>Two models' similarities have different scales, so what is exchanged between them in a randomisation test are their
 * ranks among the same model's similarities (Spearman) or their standardised values (Pearson). Ranks are not made anew among those
 * that came over: ties and gaps would take away some of what chance does, and up to a tenth of tests at 5% would alarm.
 *
 * <p>A resample's coefficient is taken to first order, by what each sample gives (the infinitesimal jackknife, Efron 1982, chapter
 * 6). Ranks of resamples themselves go astray where two models are alike: what is drawn twice is tied with itself, and neighbours that
 * the models have the other way round move by more than they would among new samples. The deviation of a difference then comes out up
 * to half too large.
 */
final class CorrelationScores extends SampleScores {

    /** Draws and adds one number per sample. */
    private static final int COST = 2;

    /** A smaller part of the sum of squares is no deviation. */
    private static final double ROUNDING = 1e-12;

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
    public int cost() {
        return COST;
    }

    @Override
    public Optional<double[]> shares() {
        double value = value();
        if (Double.isNaN(value)) {
            double[] none = new double[gold.length];
            Arrays.fill(none, value);
            return Optional.of(none);
        }
        double[] shares = ranked ? RankInfluences.of(similarities, gold) : influences(value);
        for (int i = 0; i < shares.length; i++) {
            shares[i] += value;
        }
        return Optional.of(shares);
    }

    /** Of each sample on Pearson's coefficient (Devlin, Gnanadesikan and Kettenring 1975). */
    private double[] influences(double r) {
        double[] x = standardised(similarities);
        double[] y = standardised(gold);
        double[] influences = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            influences[i] = x[i] * y[i] - r / 2 * (x[i] * x[i] + y[i] * y[i]);
        }
        return influences;
    }

    /** With deviation 1 over n. */
    private static double[] standardised(double[] values) {
        double mean = Moments.mean(values);
        double n = values.length;
        double deviation = Moments.standardDeviation(values) * Math.sqrt((n - 1) / n);
        return Arrays.stream(values).map(value -> (value - mean) / deviation).toArray();
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

    /** Around 0. */
    private double[] exchangeable() {
        if (!ranked) {
            return standardised(similarities);
        }
        double middle = (gold.length + 1) / 2.0;
        return Arrays.stream(Correlation.averageRanks(similarities))
                .map(rank -> rank - middle)
                .toArray();
    }

    private static final class Paired implements PairedScores {
        private final CorrelationScores baseline;
        private final CorrelationScores candidate;
        private final Optional<double[]> shares;

        Paired(CorrelationScores baseline, CorrelationScores candidate) {
            this.baseline = baseline;
            this.candidate = candidate;
            this.shares = Resampled.sharesLess(candidate, baseline);
        }

        @Override
        public int size() {
            return baseline.size();
        }

        @Override
        public int cost() {
            return COST;
        }

        @Override
        public double difference() {
            return candidate.value() - baseline.value();
        }

        @Override
        public Optional<double[]> shares() {
            return shares;
        }

        /** What the second model has after an exchange is what both have less what the first has. */
        @Override
        public Supplier<Exchanger> exchangers(Clusters clusters) {
            double[] first = baseline.exchangeable();
            double[] second = candidate.exchangeable();
            double[] ratings = standardised(baseline.ranked ? Correlation.averageRanks(baseline.gold) : baseline.gold);
            int n = size();
            double[] values = new double[n];
            double[] squares = new double[n];
            double[] products = new double[n];
            double[] before = new double[3];
            double[] both = new double[3];
            for (int i = 0; i < n; i++) {
                values[i] = second[i] - first[i];
                squares[i] = second[i] * second[i] - first[i] * first[i];
                products[i] = values[i] * ratings[i];
                before[0] += first[i];
                before[1] += first[i] * first[i];
                before[2] += first[i] * ratings[i];
                both[0] += first[i] + second[i];
                both[1] += first[i] * first[i] + second[i] * second[i];
                both[2] += (first[i] + second[i]) * ratings[i];
            }
            FlippedSum value = new FlippedSum(clusters.sums(values));
            FlippedSum square = new FlippedSum(clusters.sums(squares));
            FlippedSum product = new FlippedSum(clusters.sums(products));
            return () -> flips -> {
                double sum = before[0] + value.of(flips);
                double ofSquares = before[1] + square.of(flips);
                double ofProducts = before[2] + product.of(flips);
                return coefficient(n, both[0] - sum, both[1] - ofSquares, both[2] - ofProducts)
                        - coefficient(n, sum, ofSquares, ofProducts);
            };
        }

        /** Pearson's, with standardised ratings; NaN where the values are constant. */
        private static double coefficient(int n, double sum, double squares, double products) {
            double deviations = squares - sum * sum / n;
            return deviations > squares * ROUNDING ? products / Math.sqrt(deviations * n) : Double.NaN;
        }
    }
}
