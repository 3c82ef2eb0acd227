package dev.plumbline.reports.statistics;

import dev.plumbline.ground.RandomStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

/**
 * A stream of random numbers for one replicate. Streams of different numbers share no state, so replicates may be computed in
 * any order on any thread.
 */
final class ReplicateStream {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private ReplicateStream() {}

    /** The stream of one replicate. */
    static UniformRandomProvider of(long seed, long replicate) {
        return new Whole(new SplitMix64(RandomStream.mix(RandomStream.mix(seed) + GAMMA * (replicate + 1))));
    }

    /** A seed for the samples of one place, so that two places do not get the same draws. */
    static long seed(long seed, String place) {
        long hash = seed;
        for (int i = 0; i < place.length(); i++) {
            hash = RandomStream.mix(hash ^ place.charAt(i));
        }
        return hash;
    }

    /** Gives each whole number one of the source's long ones, of which the source itself would make two. */
    private record Whole(SplitMix64 source) implements UniformRandomProvider {
        @Override
        public long nextLong() {
            return source.nextLong();
        }
    }
}
