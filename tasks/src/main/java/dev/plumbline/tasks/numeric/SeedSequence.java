package dev.plumbline.tasks.numeric;

/** NumPy's seed spreading, {@code numpy.random.SeedSequence(seed).generate_state} (numpy/random/bit_generator.pyx). */
final class SeedSequence {

    private static final int POOL = 4;
    private static final int XSHIFT = 16;
    private static final int INIT_A = 0x43b0d7e5;
    private static final int MULT_A = 0x931e8875;
    private static final int INIT_B = 0x8b51f9dd;
    private static final int MULT_B = 0x58f38ded;
    private static final int MIX_LEFT = 0xca01f9dd;
    private static final int MIX_RIGHT = 0x4973f715;

    private final int[] pool = new int[POOL];
    private int hash = INIT_A;

    private SeedSequence(long seed) {
        int[] entropy = {(int) seed, (int) (seed >>> 32), 0, 0};
        for (int i = 0; i < POOL; i++) {
            pool[i] = hashed(entropy[i]);
        }
        for (int source = 0; source < POOL; source++) {
            for (int target = 0; target < POOL; target++) {
                if (source != target) {
                    pool[target] = mixed(pool[target], hashed(pool[source]));
                }
            }
        }
    }

    /** The first 64-bit words that a non-negative seed yields. */
    static long[] words(long seed, int count) {
        return new SeedSequence(seed).words(count);
    }

    private int hashed(int value) {
        int x = value ^ hash;
        hash *= MULT_A;
        x *= hash;
        return x ^ (x >>> XSHIFT);
    }

    private static int mixed(int x, int y) {
        int result = MIX_LEFT * x - MIX_RIGHT * y;
        return result ^ (result >>> XSHIFT);
    }

    private long[] words(int count) {
        long[] words = new long[count];
        int multiplier = INIT_B;
        for (int i = 0; i < 2 * count; i++) {
            int x = pool[i % POOL] ^ multiplier;
            multiplier *= MULT_B;
            x *= multiplier;
            x ^= x >>> XSHIFT;
            words[i / 2] |= (x & 0xffffffffL) << (32 * (i % 2));
        }
        return words;
    }
}
