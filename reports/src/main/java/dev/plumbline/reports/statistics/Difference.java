package dev.plumbline.reports.statistics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * By how much a candidate's score differs from a baseline's on the same samples, and what chance alone would do. Values
 * are fractions of 1, candidate less baseline.
 */
public final class Difference {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /** Up to here every way to exchange samples is tried: 8,192. */
    private static final int MOST_ENUMERATED = 13;

    /** Sums of the same numbers in another order are taken for equal. */
    private static final double ROUNDING = 1e-12;

    private final double value;
    private final double standardError;
    private final double acceleration;
    private final double[] bootstrap;
    private final double[] exchanges;
    private final boolean exhaustive;
    private final double[] draws;

    private Difference(
            double value,
            double standardError,
            double acceleration,
            double[] bootstrap,
            double[] exchanges,
            boolean exhaustive,
            double[] draws) {
        this.value = value;
        this.standardError = standardError;
        this.acceleration = acceleration;
        this.bootstrap = bootstrap;
        this.exchanges = exchanges;
        this.exhaustive = exhaustive;
        this.draws = draws;
    }

    /**
     * Two models on the same samples in the same order.
     *
     * @param place where the samples come from, such as task, split and subset; decides the draws
     * @throws IllegalArgumentException if the statistics or the samples are not the same
     */
    public static Difference of(SampleScores baseline, SampleScores candidate, String place, Resampling resampling) {
        PairedScores paired = baseline.pairedWith(candidate);
        double[] bootstrap = resampling.bootstrap(paired.size(), paired.cost(), place, paired.resamplers());
        double[] draws = resampling.exchanges(paired, place);
        boolean exhaustive = paired.size() <= MOST_ENUMERATED;
        double[] exchanges = exhaustive ? enumerated(paired) : draws;
        if (paired instanceof MeanScores.Paired mean) {
            double[] differences = mean.differences();
            return new Difference(
                    paired.difference(),
                    Moments.standardDeviation(differences) / Math.sqrt(differences.length),
                    skewness(differences) / 6,
                    bootstrap,
                    exchanges,
                    exhaustive,
                    draws);
        }
        return new Difference(
                paired.difference(),
                Moments.standardDeviation(bootstrap),
                Double.NaN,
                bootstrap,
                exchanges,
                exhaustive,
                draws);
    }

    /**
     * The plain mean of differences on samples that have nothing to do with each other, such as those of different tasks.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Difference mean(List<Difference> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("no difference to average");
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        double sum = 0;
        double variance = 0;
        for (Difference part : parts) {
            sum += part.value;
            variance += part.standardError * part.standardError;
        }
        double[] exchanges = average(parts.stream().map(part -> part.draws).toList());
        return new Difference(
                sum / parts.size(),
                Math.sqrt(variance) / parts.size(),
                Double.NaN,
                average(parts.stream().map(part -> part.bootstrap).toList()),
                exchanges,
                false,
                exchanges);
    }

    /** The observed difference; positive where the candidate is better. */
    public double value() {
        return value;
    }

    /** Standard deviation of the difference over samples drawn anew. */
    public double standardError() {
        return standardError;
    }

    /** Where the true difference lies, BCa for one mean and percentile otherwise. */
    public Interval interval(double confidence) {
        return Double.isNaN(acceleration)
                ? Interval.percentile(bootstrap, confidence)
                : Interval.bca(bootstrap, confidence, value, acceleration);
    }

    /** The probability of a difference at least this far from 0, either way, if the models were exchangeable. */
    public double pValue() {
        return Math.min(1, 2 * Math.min(pAtMost(value), pAtLeast(value)));
    }

    /**
     * The probability of a drop at least this large if the candidate were worse by no more than a margin.
     *
     * @param margin the drop that is allowed, 0 or more
     */
    public double pWorse(double margin) {
        return pAtMost(value + margin);
    }

    /** The chance that a true drop of this size is found at a level, by the normal approximation; 0 to 1. */
    public double power(double drop, double level) {
        if (standardError == 0) {
            return drop > 0 ? 1 : level;
        }
        return NORMAL.cumulativeProbability(drop / standardError + NORMAL.inverseCumulativeProbability(level));
    }

    private double pAtMost(double observed) {
        double limit = observed + ROUNDING * Math.abs(observed);
        return share(
                Arrays.stream(exchanges).filter(exchange -> exchange <= limit).count());
    }

    private double pAtLeast(double observed) {
        double limit = observed - ROUNDING * Math.abs(observed);
        return share(
                Arrays.stream(exchanges).filter(exchange -> exchange >= limit).count());
    }

    /** The observed arrangement counts among those drawn (Phipson and Smyth 2010); an enumeration has it anyway. */
    private double share(long count) {
        return exhaustive ? (double) count / exchanges.length : (count + 1.0) / (exchanges.length + 1.0);
    }

    private static double[] enumerated(PairedScores paired) {
        PairedScores.Exchanger exchanger = paired.exchangers().get();
        double[] all = new double[1 << paired.size()];
        for (int pattern = 0; pattern < all.length; pattern++) {
            all[pattern] = exchanger.of(new long[] {pattern});
        }
        return all;
    }

    /** Replicate by replicate; the shorter arrays go round. */
    private static double[] average(List<double[]> parts) {
        int replicates = parts.stream().mapToInt(part -> part.length).max().orElseThrow();
        double[] average = new double[replicates];
        for (double[] part : parts) {
            for (int i = 0; i < replicates; i++) {
                average[i] += part[i % part.length] / parts.size();
            }
        }
        return average;
    }

    /** Sum of cubes over the root of the cubed sum of squares, around the mean; NaN if all are equal. */
    static double skewness(double[] values) {
        double mean = Moments.mean(values);
        double squares = 0;
        double cubes = 0;
        for (double value : values) {
            double centred = value - mean;
            squares += centred * centred;
            cubes += centred * centred * centred;
        }
        return cubes / Math.pow(squares, 1.5);
    }
}
