package dev.plumbline.harness.run;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.engine.WorkPlace;
import dev.plumbline.tasks.release.MtebRelease;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a run behaves.
 *
 * @param results the folder that holds {@code results/}
 * @param existing what becomes of results that are there
 * @param allowModifiedData score data that differ from mteb's published statistics, and mark the result
 * @param limit rows or queries scored of each subset, and training rows kept, to try things out; empty for all
 * @param threads threads of the evaluators
 * @param samples keep what each sample scored beside the result
 * @param release the release of mteb whose numbers are computed
 * @param place where the search is done
 * @param asked what was asked for, option by option, kept in the record of the run; empty if nobody said
 */
public record RunOptions(
        Path results,
        ExistingResults existing,
        boolean allowModifiedData,
        OptionalInt limit,
        int threads,
        boolean samples,
        MtebRelease release,
        WorkPlace place,
        Map<String, Object> asked) {
    public RunOptions {
        Objects.requireNonNull(results, "results");
        Objects.requireNonNull(existing, "existing");
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(place, "place");
        asked = Collections.unmodifiableMap(new LinkedHashMap<>(asked));
        if (limit.isPresent() && limit.getAsInt() < 1) {
            throw PlumblineException.usage("--limit must be at least 1, not " + limit.getAsInt());
        }
        if (threads < 1) {
            throw PlumblineException.usage("--threads must be at least 1, not " + threads);
        }
    }

    /** In this process; nobody said what was asked for. */
    public RunOptions(
            Path results,
            ExistingResults existing,
            boolean allowModifiedData,
            OptionalInt limit,
            int threads,
            boolean samples,
            MtebRelease release) {
        this(results, existing, allowModifiedData, limit, threads, samples, release, WorkPlace.HERE, Map.of());
    }

    /** Everything of every task with its samples, taken over where it is there, as the newest release. */
    public static RunOptions of(Path results, int threads) {
        return new RunOptions(
                results, ExistingResults.COMPLETE, false, OptionalInt.empty(), threads, true, MtebRelease.newest());
    }

    /** The same as another release. */
    public RunOptions as(MtebRelease other) {
        return new RunOptions(results, existing, allowModifiedData, limit, threads, samples, other, place, asked);
    }

    /** The same elsewhere. */
    public RunOptions at(WorkPlace other) {
        return new RunOptions(results, existing, allowModifiedData, limit, threads, samples, release, other, asked);
    }

    /** The same with what was asked for. */
    public RunOptions asked(Map<String, Object> options) {
        return new RunOptions(results, existing, allowModifiedData, limit, threads, samples, release, place, options);
    }
}
