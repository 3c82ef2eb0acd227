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
 * @param published whether it is one of the tasks that come with Plumbline, so that its data set has a page
 * @param dataset its repository; empty for a task that averages others
 * @param datasetRevision pinned
 * @param languages of the subsets compared, ISO codes such as {@code eng-Latn}
 * @param cells by model, in the order of the report's columns
 */
public record TaskRow(
        String task,
        String type,
        String measure,
        List<String> splits,
        List<String> subsets,
        boolean published,
        String dataset,
        String datasetRevision,
        List<String> languages,
        List<Cell> cells) {
    public TaskRow {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(datasetRevision, "datasetRevision");
        languages = List.copyOf(languages);
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
