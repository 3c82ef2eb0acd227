package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A task type.
 *
 * @param type its name
 * @param tasks number of its tasks compared
 * @param scores mean over them by model, in the order of the report's columns
 */
public record TypeRow(String type, int tasks, List<OptionalDouble> scores) {
    public TypeRow {
        Objects.requireNonNull(type, "type");
        scores = List.copyOf(scores);
    }
}
