package dev.plumbline.reports.statistics;

import java.util.Optional;
import java.util.function.Supplier;

/** A statistic of samples that is wanted on resamples of them. */
interface Resampled {

    /** Number of samples. */
    int size();

    /** Basic steps that one replicate takes per sample, about. */
    int cost();

    /**
     * What each sample gives: the mean is the statistic, and the mean of a resample's is the statistic there, exactly or to first
     * order; empty where that is no good, and resamples are to be looked at one by one.
     */
    Optional<double[]> shares();

    /** Computes the statistic on resamples, where there are no shares; each of those supplied may be used by one thread. */
    default Supplier<Resampler> resamplers() {
        throw new IllegalStateException("a resample's statistic is the mean of its shares");
    }

    /** A statistic on a resample. */
    interface Resampler {
        /** The statistic where sample i occurs counts[i] times. */
        double of(int[] counts);
    }

    /** A second statistic of the same samples less a first, resample by resample. */
    static Supplier<Resampler> less(Resampled second, Resampled first) {
        Supplier<Resampler> firsts = first.resamplers();
        Supplier<Resampler> seconds = second.resamplers();
        return () -> {
            Resampler ofFirst = firsts.get();
            Resampler ofSecond = seconds.get();
            return counts -> ofSecond.of(counts) - ofFirst.of(counts);
        };
    }

    /** The same of shares, where both have them. */
    static Optional<double[]> sharesLess(Resampled second, Resampled first) {
        return second.shares()
                .flatMap(minuend -> first.shares().map(subtrahend -> {
                    double[] differences = new double[minuend.length];
                    for (int i = 0; i < differences.length; i++) {
                        differences[i] = minuend[i] - subtrahend[i];
                    }
                    return differences;
                }));
    }
}
