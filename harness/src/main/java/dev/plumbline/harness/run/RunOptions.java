package dev.plumbline.harness.run;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.release.MtebRelease;
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
 * @param release the release of mteb whose numbers are computed
 */
public record RunOptions(
        Path results,
        boolean fresh,
        boolean allowModifiedData,
        OptionalInt limit,
        int threads,
        boolean samples,
        MtebRelease release) {
    public RunOptions {
        Objects.requireNonNull(results, "results");
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(release, "release");
        if (limit.isPresent() && limit.getAsInt() < 1) {
            throw PlumblineException.usage("--limit must be at least 1, not " + limit.getAsInt());
        }
        if (threads < 1) {
            throw PlumblineException.usage("--threads must be at least 1, not " + threads);
        }
    }

    /** Everything of every task with its samples, taken over where it is there, as the newest release. */
    public static RunOptions of(Path results, int threads) {
        return new RunOptions(results, false, false, OptionalInt.empty(), threads, true, MtebRelease.newest());
    }

    /** The same as another release. */
    public RunOptions as(MtebRelease other) {
        return new RunOptions(results, fresh, allowModifiedData, limit, threads, samples, other);
    }
}
