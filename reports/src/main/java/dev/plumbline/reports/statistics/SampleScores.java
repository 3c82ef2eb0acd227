package dev.plumbline.reports.statistics;

import dev.plumbline.tasks.numeric.PairThresholds;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a model scored on each sample of one split, with the statistic that makes the split's score of it: a mean, a
 * correlation with gold ratings, or the best threshold on labelled pairs. All of them can be computed on a resample.
 */
public abstract sealed class SampleScores implements Resampled
        permits MeanScores, CorrelationScores, ThresholdScores, ChangeScores {

    SampleScores() {}

    /**
     * Scores whose mean counts, such as nDCG by query.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static SampleScores mean(double[] values) {
        return new MeanScores(values);
    }

    /**
     * Similarities whose rank correlation with gold ratings counts.
     *
     * @throws IllegalArgumentException if there are fewer than two or the lengths differ
     */
    public static SampleScores spearman(double[] similarities, double[] gold) {
        return new CorrelationScores(similarities, gold, true);
    }

    /** The same with the product-moment correlation. */
    public static SampleScores pearson(double[] similarities, double[] gold) {
        return new CorrelationScores(similarities, gold, false);
    }

    /**
     * Similarities of labelled pairs, of which the best of several measures counts.
     *
     * @param measure what a threshold is rated by
     * @param similarities one array per kind of similarity, greater means more alike; the greatest of their values counts
     * @param labels 1 for a positive pair, 0 for a negative one
     * @throws IllegalArgumentException if there is none or the lengths differ
     */
    public static SampleScores threshold(
            ThresholdMeasure measure, PairThresholds.Cuts cuts, List<double[]> similarities, int[] labels) {
        return new ThresholdScores(measure, cuts, similarities, labels);
    }

    /**
     * What a change of the samples makes of a score; a drop is negative.
     *
     * @throws IllegalArgumentException if the two are not of as many samples
     */
    public static SampleScores change(SampleScores plain, SampleScores changed) {
        if (plain instanceof MeanScores first && changed instanceof MeanScores second) {
            return second.less(first);
        }
        return new ChangeScores(plain, changed);
    }

    @Override
    public abstract int size();

    /** The split's score. */
    public abstract double value();

    /**
     * How far the score would move if other samples of the same kind had been drawn: the standard deviation of what each sample
     * gives over the root of their number for a mean or a correlation (with n - 1), else that of the bootstrap replicates.
     *
     * @param place where the samples come from; decides the draws
     * @return 0 or more; NaN for a mean of one sample
     */
    public double standardError(String place, Resampling resampling) {
        return standardError(place, resampling, Clusters.none(size()));
    }

    /**
     * The same with samples that are not independent.
     *
     * @param clusters of them
     */
    public double standardError(String place, Resampling resampling, Clusters clusters) {
        return shares().map(clusters::standardError)
                .orElseGet(() -> Moments.standardDeviation(resampling.bootstrap(this, place, clusters)));
    }

    /**
     * How far the mean of several scores of samples that are drawn together would move.
     *
     * @param parts of as many samples each, in one order
     * @param clusters of the samples
     * @return 0 or more; NaN for a mean of one sample
     */
    public static double standardErrorOfMean(
            List<SampleScores> parts, String place, Resampling resampling, Clusters clusters) {
        if (parts.size() == 1) {
            return parts.get(0).standardError(place, resampling, clusters);
        }
        return Moments.standardDeviation(Difference.average(parts.stream()
                .map(part -> resampling.bootstrap(part, place, clusters))
                .toList()));
    }

    @Override
    public Optional<double[]> shares() {
        return Optional.empty();
    }

    /** By how much the score is another on each of some resamples; places and clusters that are the same have the same ones. */
    public double[] moves(String place, Resampling resampling, Clusters clusters) {
        double value = value();
        return Arrays.stream(resampling.bootstrap(this, place, clusters))
                .map(drawn -> drawn - value)
                .toArray();
    }

    /** How far what {@link #moves} gives goes apart, with n - 1. */
    public static double standardDeviation(double[] moves) {
        return Moments.standardDeviation(moves);
    }

    /** The means of several arrays, index by index; shorter ones go round. */
    public static double[] average(List<double[]> parts) {
        return Difference.average(parts);
    }

    /**
     * The same samples under a second model.
     *
     * @throws IllegalArgumentException if the statistics or the samples are not the same
     */
    abstract PairedScores pairedWith(SampleScores candidate);
}
