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
 * @param existing what becomes of results that are there
 * @param allowModifiedData score data that differ from mteb's published statistics, and mark the result
 * @param limit rows or queries scored of each subset, to try things out; empty for all
 * @param threads threads of the evaluators
 * @param samples keep what each sample scored beside the result
 * @param release the release of mteb whose numbers are computed
 */
public record RunOptions(
        Path results,
        ExistingResults existing,
        boolean allowModifiedData,
        OptionalInt limit,
        int threads,
        boolean samples,
        MtebRelease release) {
    public RunOptions {
        Objects.requireNonNull(results, "results");
        Objects.requireNonNull(existing, "existing");
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
        return new RunOptions(
                results, ExistingResults.COMPLETE, false, OptionalInt.empty(), threads, true, MtebRelease.newest());
    }

    /** The same as another release. */
    public RunOptions as(MtebRelease other) {
        return new RunOptions(results, existing, allowModifiedData, limit, threads, samples, other);
    }
}
