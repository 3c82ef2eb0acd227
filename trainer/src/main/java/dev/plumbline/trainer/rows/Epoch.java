package dev.plumbline.trainer.rows;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** Which group of rows each step of an epoch is of, and the how-manieth of that group's. Two numbers a step. */
final class Epoch {

    private final long number;
    private final int[] groups;
    private final int[] ranks;

    private Epoch(long number, int[] groups, int[] ranks) {
        this.number = number;
        this.groups = groups;
        this.ranks = ranks;
    }

    /**
     * Shuffles the groups' batches.
     *
     * @param batches per group
     */
    static Epoch of(long seed, long number, List<Integer> batches) {
        int steps = batches.stream().mapToInt(Integer::intValue).sum();
        int[] groups = new int[steps];
        int filled = 0;
        for (int group = 0; group < batches.size(); group++) {
            int end = filled + batches.get(group);
            Arrays.fill(groups, filled, end, group);
            filled = end;
        }
        UniformRandomProvider random = TrainingStream.of(seed, TrainingStream.Purpose.SCHEDULE, number);
        for (int i = steps - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = groups[i];
            groups[i] = groups[other];
            groups[other] = kept;
        }
        int[] seen = new int[batches.size()];
        int[] ranks = new int[steps];
        for (int step = 0; step < steps; step++) {
            ranks[step] = seen[groups[step]]++;
        }
        return new Epoch(number, groups, ranks);
    }

    /** Epochs count from 0. */
    long number() {
        return number;
    }

    int steps() {
        return groups.length;
    }

    int group(int step) {
        return groups[step];
    }

    int rank(int step) {
        return ranks[step];
    }
}
