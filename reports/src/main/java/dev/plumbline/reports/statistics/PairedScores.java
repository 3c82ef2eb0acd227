package dev.plumbline.reports.statistics;

import java.util.function.Supplier;

/** Two models on the same samples; differences are the candidate's less the baseline's. */
interface PairedScores extends Resampled {

    /** The observed difference. */
    double difference();

    /** Computes differences with some samples exchanged; each of those supplied may be used by one thread. */
    Supplier<Exchanger> exchangers();

    /** The difference with the models' scores exchanged on some samples. */
    interface Exchanger {
        /** Bit i % 64 of flips[i / 64] says whether sample i is exchanged. */
        double of(long[] flips);
    }

    static boolean flipped(long[] flips, int sample) {
        return (flips[sample >>> 6] >>> sample & 1) != 0;
    }
}
