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

    /** Computes the statistic on resamples; each of those supplied may be used by one thread. */
    Supplier<Resampler> resamplers();

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

    /** The mean of shares. */
    static Supplier<Resampler> mean(double[] shares) {
        return () -> counts -> {
            double sum = 0;
            // clusters differ in size, and so do resamples of them
            int drawn = 0;
            for (int i = 0; i < shares.length; i++) {
                sum += counts[i] * shares[i];
                drawn += counts[i];
            }
            return sum / drawn;
        };
    }
}
