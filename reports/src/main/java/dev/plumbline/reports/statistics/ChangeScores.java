package dev.plumbline.reports.statistics;

import java.util.Optional;
import java.util.function.Supplier;

/** By how much a score is another where the samples were changed: its statistic on the changed ones less that on them as they were. */
final class ChangeScores extends SampleScores {

    private final SampleScores plain;
    private final SampleScores changed;

    ChangeScores(SampleScores plain, SampleScores changed) {
        if (plain.size() != changed.size()) {
            throw new IllegalArgumentException("not the same samples changed");
        }
        this.plain = plain;
        this.changed = changed;
    }

    @Override
    public int size() {
        return plain.size();
    }

    @Override
    public double value() {
        return changed.value() - plain.value();
    }

    @Override
    public int cost() {
        return plain.cost() + changed.cost();
    }

    @Override
    public Optional<double[]> shares() {
        return Resampled.sharesLess(changed, plain);
    }

    @Override
    public Supplier<Resampler> resamplers() {
        return Resampled.less(changed, plain);
    }

    @Override
    PairedScores pairedWith(SampleScores candidate) {
        if (!(candidate instanceof ChangeScores other)) {
            throw new IllegalArgumentException("not the same samples under a change");
        }
        return new Paired(plain.pairedWith(other.plain), changed.pairedWith(other.changed));
    }

    /** Two models, both of whose outcomes on a sample are exchanged together. */
    private record Paired(PairedScores plain, PairedScores changed) implements PairedScores {
        @Override
        public int size() {
            return plain.size();
        }

        @Override
        public int cost() {
            return plain.cost() + changed.cost();
        }

        @Override
        public double difference() {
            return changed.difference() - plain.difference();
        }

        @Override
        public Optional<double[]> shares() {
            return Resampled.sharesLess(changed, plain);
        }

        @Override
        public Supplier<Resampler> resamplers() {
            return Resampled.less(changed, plain);
        }

        @Override
        public Supplier<Exchanger> exchangers(Clusters clusters) {
            Supplier<Exchanger> before = plain.exchangers(clusters);
            Supplier<Exchanger> after = changed.exchangers(clusters);
            return () -> {
                Exchanger ofPlain = before.get();
                Exchanger ofChanged = after.get();
                return flips -> ofChanged.of(flips) - ofPlain.of(flips);
            };
        }
    }
}
