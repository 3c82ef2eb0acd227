package dev.plumbline.reports.statistics;

import java.util.function.Supplier;

/** Two models on the same samples; differences are the candidate's less the baseline's. */
interface PairedScores {

    int size();

    /** Basic steps that one replicate takes per sample, about. */
    int cost();

    /** The observed difference. */
    double difference();

    /** Computes differences on resamples; each of those supplied may be used by one thread. */
    Supplier<SampleScores.Resampler> resamplers();

    /** Computes differences with some samples exchanged; each of those supplied may be used by one thread. */
    Supplier<Exchanger> exchangers();

    /** The difference with the models' scores exchanged on some samples. */
    interface Exchanger {
        /** Bit i % 64 of flips[i / 64] says whether sample i is exchanged. */
        double of(long[] flips);
    }

    /** The difference of a statistic that each model has by itself. */
    static Supplier<SampleScores.Resampler> differences(SampleScores baseline, SampleScores candidate) {
        Supplier<SampleScores.Resampler> baselines = baseline.resamplers();
        Supplier<SampleScores.Resampler> candidates = candidate.resamplers();
        return () -> {
            SampleScores.Resampler ofBaseline = baselines.get();
            SampleScores.Resampler ofCandidate = candidates.get();
            return counts -> ofCandidate.of(counts) - ofBaseline.of(counts);
        };
    }

    static boolean flipped(long[] flips, int sample) {
        return (flips[sample >>> 6] >>> sample & 1) != 0;
    }
}
