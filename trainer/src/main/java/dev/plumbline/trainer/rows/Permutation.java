package dev.plumbline.trainer.rows;

import org.apache.commons.rng.core.source64.SplitMix64;

/**
 * A shuffled order of the numbers 0 to n - 1 that is computed where it is asked for and takes no memory, however large n
 * is: a Feistel network over the next power of two, applied until the result is below n (Black and Rogaway, "Ciphers with
 * arbitrary finite domains", 2002). The network keeps at least {@value #FEWEST_BITS} bits, since over fewer not every order
 * is about as likely.
 */
final class Permutation {

    private static final int ROUNDS = 8;
    private static final int FEWEST_BITS = 8;

    private final long size;
    private final int rightBits;
    private final long leftMask;
    private final long rightMask;
    private final long[] keys = new long[ROUNDS];

    /**
     * One order.
     *
     * @param size n, at least 1
     * @param key decides the order
     */
    Permutation(long size, long key) {
        if (size < 1) {
            throw new IllegalArgumentException("nothing to permute: " + size);
        }
        this.size = size;
        int bits = Math.max(FEWEST_BITS, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
        this.rightBits = (bits + 1) / 2;
        this.rightMask = (1L << rightBits) - 1;
        this.leftMask = (1L << (bits - rightBits)) - 1;
        SplitMix64 random = new SplitMix64(key);
        for (int i = 0; i < ROUNDS; i++) {
            keys[i] = random.nextLong();
        }
    }

    /** What stands at a place, both from 0 to n - 1. */
    long at(long place) {
        if (place < 0 || place >= size) {
            throw new IndexOutOfBoundsException("place " + place + " of " + size);
        }
        long image = place;
        do {
            image = once(image);
        } while (image >= size);
        return image;
    }

    private long once(long value) {
        long left = value >>> rightBits;
        long right = value & rightMask;
        for (int i = 0; i < ROUNDS; i += 2) {
            left ^= scrambled(keys[i], right) & leftMask;
            right ^= scrambled(keys[i + 1], left) & rightMask;
        }
        return left << rightBits | right;
    }

    private static long scrambled(long key, long half) {
        return new SplitMix64(key ^ half).nextLong();
    }
}
