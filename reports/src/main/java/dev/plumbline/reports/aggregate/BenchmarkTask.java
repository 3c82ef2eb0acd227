package dev.plumbline.reports.aggregate;

import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskType;
import java.util.Objects;

/**
 * A task as a benchmark counts it.
 *
 * @param name as in result files
 * @param type whose mean it enters
 * @param selection the entries of a result that count; others are ignored
 */
public record BenchmarkTask(String name, TaskType type, Selection selection) {
    public BenchmarkTask {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(selection, "selection");
    }
}
