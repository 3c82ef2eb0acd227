package dev.plumbline.harness.run;

import dev.plumbline.error.PlumblineException;
import java.util.Objects;

/**
 * How a task of a run ended.
 *
 * @param task its name
 * @param status scored now, taken over from an earlier run, or failed
 * @param mainScore mean of the main scores over the selection; null if failed, NaN if mteb's is
 * @param samples rows, pairs or queries scored; 0 if taken over or failed
 * @param seconds time spent
 * @param error what went wrong; null unless failed
 */
public record TaskOutcome(
        String task, Status status, Double mainScore, long samples, double seconds, PlumblineException error) {

    /** What became of a task. */
    public enum Status {
        SCORED,
        REUSED,
        FAILED
    }

    public TaskOutcome {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(status, "status");
        if ((status == Status.FAILED) != (error != null)) {
            throw new IllegalArgumentException(task + ": a failure has an error, and nothing else has");
        }
    }

    static TaskOutcome failed(String task, double seconds, PlumblineException error) {
        return new TaskOutcome(task, Status.FAILED, null, 0, seconds, error);
    }
}
