package dev.plumbline.trainer.decontaminate;

import java.util.Objects;

/**
 * Where a test text comes from.
 *
 * @param part of the task's rows: a column, or {@code query} or {@code document}
 */
public record TestSource(String task, String split, String subset, String part) {

    public TestSource {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(subset, "subset");
        Objects.requireNonNull(part, "part");
    }

    /** As in {@code SciFact, test, query}; the subset only where there are several. */
    @Override
    public String toString() {
        return task + ", " + split + (subset.equals("default") ? "" : ", " + subset) + ", " + part;
    }
}
