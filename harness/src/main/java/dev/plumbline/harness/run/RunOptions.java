package dev.plumbline.harness.run;

import dev.plumbline.error.PlumblineException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a run behaves.
 *
 * @param results the folder that holds {@code results/}
 * @param fresh score everything anew rather than take over what is there
 * @param allowModifiedData score data that differ from mteb's published statistics, and mark the result
 * @param limit rows or queries scored of each subset, to try things out; empty for all
 * @param threads threads of the evaluators
 * @param samples keep what each sample scored beside the result
 */
public record RunOptions(
        Path results, boolean fresh, boolean allowModifiedData, OptionalInt limit, int threads, boolean samples) {
    public RunOptions {
        Objects.requireNonNull(results, "results");
        Objects.requireNonNull(limit, "limit");
        if (limit.isPresent() && limit.getAsInt() < 1) {
            throw PlumblineException.usage("--limit must be at least 1, not " + limit.getAsInt());
        }
        if (threads < 1) {
            throw PlumblineException.usage("--threads must be at least 1, not " + threads);
        }
    }

    /** Everything of every task with its samples, taken over where it is there. */
    public static RunOptions of(Path results, int threads) {
        return new RunOptions(results, false, false, OptionalInt.empty(), threads, true);
    }
}
