package dev.plumbline.harness.engine;

import java.util.Objects;

/**
 * What one kind of work took on a cluster.
 *
 * @param stage what it is: encode, search, overlaps
 * @param jobs how often it was asked for
 * @param seconds the time in which this process waited for it
 * @param items texts encoded, documents searched or texts looked up
 * @param tokens of the texts encoded, padding not counted; 0 for other work
 * @param sentBytes texts, vectors and queries that went out from here, each counted once, however often it was sent
 * @param tasks what the cluster says it did
 */
public record StageFigures(
        String stage, int jobs, double seconds, long items, long tokens, long sentBytes, TaskFigures tasks) {
    public StageFigures {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(tasks, "tasks");
    }

    /**
     * The pieces that the work was cut into.
     *
     * @param done how many ended well, repeated ones too
     * @param failed how many did not, with executors that died or were too slow
     * @param seconds time of executors' cores, all together
     * @param returnedBytes what came back to this process
     * @param shuffledBytes what went from executor to executor
     */
    public record TaskFigures(long done, long failed, double seconds, long returnedBytes, long shuffledBytes) {

        public static final TaskFigures NONE = new TaskFigures(0, 0, 0, 0, 0);

        /** Both together. */
        public TaskFigures plus(TaskFigures other) {
            return new TaskFigures(
                    done + other.done,
                    failed + other.failed,
                    seconds + other.seconds,
                    returnedBytes + other.returnedBytes,
                    shuffledBytes + other.shuffledBytes);
        }
    }

    /** Nothing of it done yet. */
    public static StageFigures none(String stage) {
        return new StageFigures(stage, 0, 0, 0, 0, 0, TaskFigures.NONE);
    }

    /** Both together. */
    public StageFigures plus(StageFigures other) {
        return new StageFigures(
                stage,
                jobs + other.jobs,
                seconds + other.seconds,
                items + other.items,
                tokens + other.tokens,
                sentBytes + other.sentBytes,
                tasks.plus(other.tasks));
    }
}
