package dev.plumbline.harness.run;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How a run behaves.
 *
 * @param results the folder that holds {@code results/}
 * @param fresh score everything anew rather than take over what is there
 * @param allowModifiedData score data that differ from mteb's published statistics, and mark the result
 * @param threads threads of the evaluators
 */
public record RunOptions(Path results, boolean fresh, boolean allowModifiedData, int threads) {
    public RunOptions {
        Objects.requireNonNull(results, "results");
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }
}
