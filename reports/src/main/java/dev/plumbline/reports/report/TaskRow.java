package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A task.
 *
 * @param task its name
 * @param type of it
 * @param measure its main score
 * @param splits compared
 * @param subsets compared
 * @param cells by model, in the order of the report's columns
 */
public record TaskRow(
        String task, String type, String measure, List<String> splits, List<String> subsets, List<Cell> cells) {
    public TaskRow {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(measure, "measure");
        splits = List.copyOf(splits);
        subsets = List.copyOf(subsets);
        cells = List.copyOf(cells);
    }

    /**
     * A score.
     *
     * @param score mean over the entries compared; empty if one is missing
     * @param best whether no other column is higher
     * @param marks why it is not the same measurement as the candidate's
     */
    public record Cell(OptionalDouble score, boolean best, List<String> marks) {
        public Cell {
            marks = List.copyOf(marks);
        }
    }
}
