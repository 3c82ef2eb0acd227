package dev.plumbline.trainer.rows;

import dev.plumbline.ground.RandomStream;
import org.apache.commons.rng.UniformRandomProvider;

/** The random streams of training: one for each purpose and position. */
public final class TrainingStream {

    /** What is drawn. */
    public enum Purpose {
        /** Which data set each step of an epoch is of. */
        SCHEDULE(1),
        /** The order of a data set's rows in one pass. */
        ROWS(2),
        /** Which rows of mixed batches change places. */
        EXCHANGE(3),
        /** A row's positive. */
        POSITIVE(4),
        /** A row's hard negatives. */
        NEGATIVES(5),
        /** Hard-negative mixing. */
        MIXING(6),
        /** Hard negatives written by {@code plumbline mine}. */
        MINE(7),
        /** Groups written by {@code plumbline label}. */
        LABEL(8),
        /** A batch's dropout. */
        DROPOUT(9),
        /** What a projection to a teacher's vectors begins with. */
        PROJECTION(10);

        /** Part of every stream: never another one for a purpose that is there. */
        private final long number;

        Purpose(long number) {
            this.number = number;
        }
    }

    private TrainingStream() {}

    /** The stream of a purpose at a position. */
    public static UniformRandomProvider of(long seed, Purpose purpose, long... position) {
        return RandomStream.at(seed, all(purpose, position));
    }

    /** The number a stream begins from. */
    static long key(long seed, Purpose purpose, long... position) {
        return RandomStream.key(seed, all(purpose, position));
    }

    private static long[] all(Purpose purpose, long... position) {
        long[] all = new long[position.length + 1];
        all[0] = purpose.number;
        System.arraycopy(position, 0, all, 1, position.length);
        return all;
    }
}
