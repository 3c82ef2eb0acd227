package dev.plumbline.trainer.rows;

import java.util.Arrays;

/**
 * The rows of an epoch's batches that change places: the last rows of each batch of a pool, shuffled among all of the
 * pool's batches (KaLM's semi-homogeneous sampler). A slot is one such place, counted over the pool.
 */
final class Exchange {

    /** No exchange. */
    static final int NO_POOL = -1;

    private final Pool[] pools;
    /** Place of each step among its pool's. */
    private final int[] ordinals;

    /** The batches of one pool: their steps in order, their first slots (one more than steps), and who goes where. */
    private static final class Pool {
        private final int[] steps;
        private final long[] firstSlots;
        private final Permutation order;

        Pool(int[] steps, long[] firstSlots, Permutation order) {
            this.steps = steps;
            this.firstSlots = firstSlots;
            this.order = order;
        }
    }

    /** How many of a step's rows change places. */
    @FunctionalInterface
    interface TailLength {
        int of(int step);
    }

    private Exchange(Pool[] pools, int[] ordinals) {
        this.pools = pools;
        this.ordinals = ordinals;
    }

    /**
     * The exchange of an epoch.
     *
     * @param poolOfGroup pool of each group of rows, or {@link #NO_POOL}
     */
    static Exchange of(Epoch epoch, int[] poolOfGroup, TailLength tails, long seed) {
        int count = Arrays.stream(poolOfGroup).max().orElse(NO_POOL) + 1;
        int[] sizes = new int[count];
        int[] ordinals = new int[epoch.steps()];
        for (int step = 0; step < ordinals.length; step++) {
            int pool = poolOfGroup[epoch.group(step)];
            ordinals[step] = pool == NO_POOL ? NO_POOL : sizes[pool]++;
        }
        Pool[] pools = new Pool[count];
        for (int pool = 0; pool < count; pool++) {
            int[] steps = new int[sizes[pool]];
            long[] firstSlots = new long[sizes[pool] + 1];
            for (int step = 0; step < ordinals.length; step++) {
                if (poolOfGroup[epoch.group(step)] == pool) {
                    int ordinal = ordinals[step];
                    steps[ordinal] = step;
                    firstSlots[ordinal + 1] = firstSlots[ordinal] + tails.of(step);
                }
            }
            long slots = firstSlots[steps.length];
            long key = TrainingStream.key(seed, TrainingStream.Purpose.EXCHANGE, epoch.number(), pool);
            pools[pool] = new Pool(steps, firstSlots, new Permutation(Math.max(1, slots), key));
        }
        return new Exchange(pools, ordinals);
    }

    /** Whose row comes to the given place, as step and place among that step's last rows. */
    record Source(int step, int place) {}

    /**
     * Where the row for a place is taken from.
     *
     * @param place among the step's last rows, from 0
     */
    Source source(int pool, int step, int place) {
        Pool shared = pools[pool];
        long slot = shared.order.at(shared.firstSlots[ordinals[step]] + place);
        int found = Arrays.binarySearch(shared.firstSlots, slot);
        int ordinal = found >= 0 ? found : -found - 2;
        // a batch without last rows begins where the next one does
        while (shared.firstSlots[ordinal + 1] <= slot) {
            ordinal++;
        }
        return new Source(shared.steps[ordinal], (int) (slot - shared.firstSlots[ordinal]));
    }
}
