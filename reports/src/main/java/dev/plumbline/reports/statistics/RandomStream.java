package dev.plumbline.reports.statistics;

/**
 * A stream of random numbers for one replicate: SplitMix64 (Steele, Lea, Flood 2014) started from a seed and a number.
 * Streams of different numbers share no state, so replicates may be computed in any order on any thread.
 */
final class RandomStream {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private RandomStream(long state) {
        this.state = state;
    }

    /** The stream of one replicate. */
    static RandomStream of(long seed, long replicate) {
        return new RandomStream(mix(mix(seed) + GAMMA * (replicate + 1)));
    }

    /** A seed for the samples of one place, so that two places do not get the same draws. */
    static long seed(long seed, String place) {
        long hash = seed;
        for (int i = 0; i < place.length(); i++) {
            hash = mix(hash ^ place.charAt(i));
        }
        return hash;
    }

    long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** A whole number from 0 up to, not including, a positive bound; exactly uniform (Lemire 2019). */
    int nextInt(int bound) {
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xFFFFFFFFL;
        if (low < bound) {
            long threshold = (0x100000000L - bound) % bound;
            while (low < threshold) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xFFFFFFFFL;
            }
        }
        return (int) (product >>> 32);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
