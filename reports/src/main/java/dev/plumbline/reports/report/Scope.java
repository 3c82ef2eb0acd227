package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;

/**
 * What the models were compared on.
 *
 * @param benchmark its name
 * @param benchmarkTasks number of its tasks
 * @param tasks number of tasks compared: those that the candidate has all of
 * @param missing the benchmark's other tasks, as far as the candidate lacks them
 */
public record Scope(String benchmark, int benchmarkTasks, int tasks, List<String> missing) {
    public Scope {
        Objects.requireNonNull(benchmark, "benchmark");
        missing = List.copyOf(missing);
    }

    /** Whether the comparison is on the whole benchmark, so that means are the benchmark's. */
    public boolean complete() {
        return tasks == benchmarkTasks;
    }
}
