package dev.plumbline.reports.assemble;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.read.SeenFile;
import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.report.Unseen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/** Scores of the columns without the samples that training data hold. */
final class UnseenRows {

    private UnseenRows() {}

    /** Empty if no file of seen samples was given. */
    static Optional<Unseen> of(
            Manifest manifest, List<ComparedTask> tasks, List<Contender> columns, List<SeenFile> seen) {
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        List<Contender> left =
                columns.stream().map(column -> column.without(seen)).toList();
        List<Comparison> scores = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            scores.add(Comparison.of(manifest, tasks, columns.get(column), left.get(column), Optional.empty()));
        }
        List<Unseen.Task> rows = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            int task = i;
            List<Unseen.Cell> cells = scores.stream()
                    .map(column -> cell(column.tasks().get(task)))
                    .toList();
            if (cells.stream().anyMatch(cell -> cell.without().isPresent())) {
                int all = samples(tasks.get(task), columns);
                rows.add(new Unseen.Task(tasks.get(task).name(), all, all - samples(tasks.get(task), left), cells));
            }
        }
        return Optional.of(new Unseen(
                seen.stream()
                        .map(file -> new Unseen.Source(file.model(), file.training(), file.missing()))
                        .toList(),
                rows,
                means(rows, columns.size())));
    }

    private static Unseen.Cell cell(TaskComparison found) {
        return new Unseen.Cell(found.baseline(), found.candidate());
    }

    /** Of the first column that has some. */
    private static int samples(ComparedTask task, List<Contender> columns) {
        for (Contender column : columns) {
            Optional<TaskSamples> found = column.samples().apply(task.name()).found();
            if (found.isPresent()) {
                return task.selection().splits().stream()
                        .flatMap(split -> task.selection().subsets().stream()
                                .flatMap(subset -> found.get().subset(split, subset).stream()))
                        .mapToInt(SubsetSamples::size)
                        .sum();
            }
        }
        return 0;
    }

    /** Over the same tasks in every column, so that means can be compared: those of which each column with samples has some. */
    private static List<Unseen.Mean> means(List<Unseen.Task> rows, int columns) {
        Set<Integer> sampled = new HashSet<>();
        for (Unseen.Task row : rows) {
            for (int column = 0; column < columns; column++) {
                if (row.cells().get(column).without().isPresent()) {
                    sampled.add(column);
                }
            }
        }
        List<Unseen.Task> shared = rows.stream()
                .filter(row -> sampled.stream()
                        .map(column -> row.cells().get(column))
                        .allMatch(cell ->
                                cell.score().isPresent() && cell.without().isPresent()))
                .toList();
        List<Unseen.Mean> means = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            int column = i;
            List<Unseen.Cell> cells =
                    shared.stream().map(row -> row.cells().get(column)).toList();
            means.add(
                    new Unseen.Mean(shared.size(), mean(cells, Unseen.Cell::score), mean(cells, Unseen.Cell::without)));
        }
        return means;
    }

    /** Empty unless each has one. */
    private static OptionalDouble mean(List<Unseen.Cell> cells, Function<Unseen.Cell, OptionalDouble> part) {
        List<OptionalDouble> scores = cells.stream().map(part).toList();
        return scores.stream().allMatch(OptionalDouble::isPresent)
                ? scores.stream().mapToDouble(OptionalDouble::getAsDouble).average()
                : OptionalDouble.empty();
    }
}
