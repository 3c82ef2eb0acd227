package dev.plumbline.harness.run;

import dev.plumbline.ground.PlumblineException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a task of a run ended.
 *
 * @param task its name
 * @param status scored now, taken over from an earlier run, failed, without data, or skipped since the model cannot do it
 * @param mainScore mean of the main scores over the selection; null unless there is a result, NaN if mteb's is
 * @param samples rows, pairs or queries scored; 0 unless scored now
 * @param seconds time spent
 * @param error what went wrong, or why it was skipped; null otherwise
 */
public record TaskOutcome(
        String task,
        Status status,
        @Nullable Double mainScore,
        long samples,
        double seconds,
        @Nullable PlumblineException error) {

    /** What became of a task. */
    public enum Status {
        SCORED,
        REUSED,
        FAILED,
        /** Its data are not on this machine and could not be fetched. */
        MISSING,
        /** Not a failure: a model that ranks documents has nothing to say on sentence pairs. */
        SKIPPED
    }

    public TaskOutcome {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(status, "status");
        if ((status == Status.SCORED || status == Status.REUSED) == (error != null)) {
            throw new IllegalArgumentException(task + ": what was not scored has a reason, and nothing else has");
        }
    }

    /**
     * Why there is no score.
     *
     * @throws NullPointerException if there is one
     */
    public PlumblineException reason() {
        return Objects.requireNonNull(error, task);
    }

    static TaskOutcome failed(String task, double seconds, PlumblineException error) {
        return new TaskOutcome(task, Status.FAILED, null, 0, seconds, error);
    }

    static TaskOutcome missing(String task, double seconds, PlumblineException error) {
        return new TaskOutcome(task, Status.MISSING, null, 0, seconds, error);
    }

    static TaskOutcome skipped(String task, PlumblineException reason) {
        return new TaskOutcome(task, Status.SKIPPED, null, 0, 0, reason);
    }
}
