package dev.plumbline.reports.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * By how much a candidate's score differs from a baseline's on the same samples, and what chance alone would do. Values
 * are fractions of 1, candidate less baseline.
 */
public final class Difference {

    /** Up to here every way to exchange samples is tried: 8,192. */
    private static final int MOST_ENUMERATED = 13;

    private static final double[] NOT_ENUMERATED = {};

    /** Sums of the same numbers in another order are taken for equal. */
    private static final double ROUNDING = 1e-12;

    /** Differences of the same place are drawn together; empty of a mean over places. */
    private final Optional<String> place;

    private final double value;
    private final double acceleration;
    private final Supplier<double[]> bootstrap;
    private final Supplier<double[]> draws;
    private final Supplier<double[]> enumeration;
    private final DoubleSupplier standardError;

    private Difference(
            Optional<String> place,
            double value,
            double acceleration,
            Supplier<double[]> bootstrap,
            Supplier<double[]> draws,
            Supplier<double[]> enumeration,
            DoubleSupplier standardError) {
        this.place = place;
        this.value = value;
        this.acceleration = acceleration;
        this.bootstrap = once(bootstrap);
        this.draws = once(draws);
        this.enumeration = once(enumeration);
        this.standardError = standardError;
    }

    /**
     * Two models on the same samples in the same order. Replicates are drawn when first asked for, on the resampling's
     * threads.
     *
     * @param place where the samples come from, such as task, split and subset; decides the draws
     * @throws IllegalArgumentException if the statistics or the samples are not the same
     */
    public static Difference of(SampleScores baseline, SampleScores candidate, String place, Resampling resampling) {
        return of(baseline, candidate, place, resampling, Clusters.none(baseline.size()));
    }

    /**
     * The same with samples that are not independent: clusters of them are drawn and exchanged.
     *
     * @param clusters of the samples, in the same order
     */
    public static Difference of(
            SampleScores baseline, SampleScores candidate, String place, Resampling resampling, Clusters clusters) {
        PairedScores paired = baseline.pairedWith(candidate);
        Supplier<double[]> bootstrap = once(() -> resampling.bootstrap(paired, place, clusters));
        Supplier<double[]> draws = () -> resampling.exchanges(paired, place, clusters);
        Supplier<double[]> enumeration =
                () -> clusters.count() <= MOST_ENUMERATED ? enumerated(paired, clusters) : NOT_ENUMERATED;
        Optional<double[]> shares = paired.shares();
        return new Difference(
                Optional.of(place),
                paired.difference(),
                shares.map(clusters::deviations).map(Difference::skewness).orElse(Double.NaN) / 6,
                bootstrap,
                draws,
                enumeration,
                () -> shares.map(clusters::standardError).orElseGet(() -> Moments.standardDeviation(bootstrap.get())));
    }

    /**
     * The plain mean of differences on samples that have nothing to do with each other, such as those of different tasks, or,
     * where they are of one place, that are drawn together, such as those of one text in several languages.
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
        List<Difference> averaged = List.copyOf(parts);
        double sum = averaged.stream().mapToDouble(part -> part.value).sum();
        return new Difference(
                Optional.empty(),
                sum / averaged.size(),
                Double.NaN,
                () -> average(
                        averaged.stream().map(part -> part.bootstrap.get()).toList()),
                () -> average(averaged.stream().map(part -> part.draws.get()).toList()),
                () -> NOT_ENUMERATED,
                () -> standardErrorOfMean(averaged));
    }

    /** Of parts that have nothing to do with each other, but for those of one place. */
    private static double standardErrorOfMean(List<Difference> parts) {
        Map<Object, List<Difference>> together = new LinkedHashMap<>();
        for (Difference part : parts) {
            together.computeIfAbsent(part.place.<Object>map(place -> place).orElse(part), key -> new ArrayList<>())
                    .add(part);
        }
        double squares = 0;
        for (List<Difference> alike : together.values()) {
            double error = alike.size() == 1
                    ? alike.get(0).standardError()
                    : alike.size()
                            * Moments.standardDeviation(average(alike.stream()
                                    .map(part -> part.bootstrap.get())
                                    .toList()));
            squares += error * error;
        }
        return Math.sqrt(squares) / parts.size();
    }

    /** The observed difference; positive where the candidate is better. */
    public double value() {
        return value;
    }

    /** Standard deviation of the difference over samples drawn anew. */
    public double standardError() {
        return standardError.getAsDouble();
    }

    /** Where the true difference lies: BCa for one mean or correlation, percentile otherwise. */
    public Interval interval(double confidence) {
        return Double.isNaN(acceleration)
                ? Interval.percentile(bootstrap.get(), confidence)
                : Interval.bca(bootstrap.get(), confidence, value, acceleration);
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

    private double pAtMost(double observed) {
        double limit = observed + ROUNDING * Math.abs(observed);
        return share(exchange -> exchange <= limit);
    }

    private double pAtLeast(double observed) {
        double limit = observed - ROUNDING * Math.abs(observed);
        return share(exchange -> exchange >= limit);
    }

    /** The observed arrangement counts among those drawn (Phipson and Smyth 2010); an enumeration has it anyway. */
    private double share(DoublePredicate counts) {
        double[] all = enumeration.get();
        if (all.length > 0) {
            return (double) Arrays.stream(all).filter(counts).count() / all.length;
        }
        double[] drawn = draws.get();
        return (Arrays.stream(drawn).filter(counts).count() + 1.0) / (drawn.length + 1.0);
    }

    /** Computes a value when first asked for and keeps it. */
    private static Supplier<double[]> once(Supplier<double[]> supplier) {
        return new Supplier<>() {
            private double @Nullable [] kept;

            @Override
            public synchronized double[] get() {
                if (kept == null) {
                    kept = supplier.get();
                }
                return kept;
            }
        };
    }

    /** What exchanges drawn at random make of the difference; the same draw of each place stands at the same index. */
    double[] draws() {
        return draws.get().clone();
    }

    private static double[] enumerated(PairedScores paired, Clusters clusters) {
        PairedScores.Exchanger exchanger = paired.exchangers(clusters).get();
        double[] all = new double[1 << clusters.count()];
        for (int pattern = 0; pattern < all.length; pattern++) {
            all[pattern] = exchanger.of(new long[] {pattern});
        }
        return all;
    }

    /** Replicate by replicate; the shorter arrays go round. */
    static double[] average(List<double[]> parts) {
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
