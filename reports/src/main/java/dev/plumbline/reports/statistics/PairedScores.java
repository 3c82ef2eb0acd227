package dev.plumbline.reports.statistics;

import java.util.function.Supplier;

/** Two models on the same samples; differences are the candidate's less the baseline's. */
interface PairedScores extends Resampled {

    /** The observed difference. */
    double difference();

    /** Computes differences with some clusters of the samples exchanged; each of those supplied may be used by one thread. */
    Supplier<Exchanger> exchangers(Clusters clusters);

    /** The difference with the models' scores exchanged on some clusters of samples. */
    interface Exchanger {
        /** Bit i % 64 of flips[i / 64] says whether cluster i is exchanged. */
        double of(long[] flips);
    }

    static boolean flipped(long[] flips, int cluster) {
        return (flips[cluster >>> 6] >>> cluster & 1) != 0;
    }
}
