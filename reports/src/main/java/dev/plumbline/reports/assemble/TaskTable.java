package dev.plumbline.reports.assemble;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.compare.Mark;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.report.LanguageRow;
import dev.plumbline.reports.report.Provenance;
import dev.plumbline.reports.report.TaskRow;
import dev.plumbline.reports.report.TypeRow;
import dev.plumbline.reports.report.WinTieLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** The models of the columns task by task, each compared with the candidate, which is the first. */
final class TaskTable {

    private final Manifest manifest;
    private final List<ComparedTask> compared;
    private final List<Contender> columns;
    private final List<Comparison> withCandidate;

    TaskTable(Manifest manifest, List<ComparedTask> compared, List<Contender> columns) {
        this.manifest = manifest;
        this.compared = compared;
        this.columns = columns;
        this.withCandidate = columns.stream()
                .map(column -> compare(column.figures(), columns.get(0).figures()))
                .toList();
    }

    private Comparison compare(ModelFigures first, ModelFigures second) {
        return compare(manifest, compared, first, second);
    }

    private static Comparison compare(
            Manifest manifest, List<ComparedTask> compared, ModelFigures first, ModelFigures second) {
        return Comparison.of(manifest, compared, Contender.of(first), Contender.of(second), Optional.empty());
    }

    /** How many tasks of a model are there and not the same measurement as the candidate's. */
    static int unlike(Manifest manifest, List<ComparedTask> compared, ModelFigures candidate, ModelFigures model) {
        return compare(manifest, compared, model, candidate).notComparable().size();
    }

    /** In order of each type's first task. */
    List<TaskType> typesInOrder() {
        Set<TaskType> types = new LinkedHashSet<>();
        compared.forEach(task -> task.type().ifPresent(types::add));
        return List.copyOf(types);
    }

    List<TypeRow> types() {
        List<TypeRow> rows = new ArrayList<>();
        for (TaskType type : typesInOrder()) {
            List<OptionalDouble> scores = withCandidate.stream()
                    .map(comparison -> Comparison.mean(comparison.byType().getOrDefault(type, List.of()), false))
                    .toList();
            int tasks = (int) compared.stream()
                    .filter(task -> task.type().equals(Optional.of(type)))
                    .count();
            rows.add(new TypeRow(type.label(), tasks, scores));
        }
        return rows;
    }

    List<TaskRow> tasks() {
        List<TaskRow> rows = new ArrayList<>();
        for (int i = 0; i < compared.size(); i++) {
            ComparedTask task = compared.get(i);
            rows.add(new TaskRow(
                    task.name(),
                    task.type().map(TaskType::label).orElse(""),
                    manifest.task(task.name()).mainScore(),
                    task.selection().splits(),
                    task.selection().subsets(),
                    Manifest.bundled().taskNames().contains(task.name()),
                    manifest.task(task.name()).subtasks().isEmpty()
                            ? manifest.task(task.name()).dataset().path()
                            : "",
                    // a task of one's own may not say it
                    Objects.requireNonNullElse(
                            manifest.task(task.name()).dataset().revision(), ""),
                    languages(task),
                    cells(i)));
        }
        return rows;
    }

    private List<String> languages(ComparedTask task) {
        return task.selection().subsets().stream()
                .flatMap(subset -> languages(task, subset).stream())
                .distinct()
                .toList();
    }

    private List<String> languages(ComparedTask task, String subset) {
        return manifest.task(task.name()).languages().getOrDefault(subset, List.of());
    }

    /** Means by language, where the tasks compared are in several; most tasks first. */
    List<LanguageRow> languages() {
        Set<String> all = new TreeSet<>();
        compared.forEach(task -> all.addAll(languages(task)));
        if (all.size() < 2) {
            return List.of();
        }
        List<LanguageRow> rows = new ArrayList<>();
        for (String language : all) {
            List<ComparedTask> in = compared.stream()
                    .filter(task -> languages(task).contains(language))
                    .toList();
            rows.add(new LanguageRow(
                    language,
                    in.size(),
                    columns.stream()
                            .map(column -> mean(in, language, column.figures()))
                            .toList()));
        }
        return rows.stream()
                .sorted(Comparator.comparingInt((LanguageRow row) -> -row.tasks())
                        .thenComparing(LanguageRow::language))
                .toList();
    }

    private OptionalDouble mean(List<ComparedTask> in, String language, ModelFigures model) {
        double sum = 0;
        for (ComparedTask task : in) {
            double[] scores = task.selection().subsets().stream()
                    .filter(subset -> languages(task, subset).contains(language))
                    .flatMap(subset ->
                            task.selection().splits().stream().map(split -> model.figure(task.name(), split, subset)))
                    .mapToDouble(figure -> figure.map(Figure::score).orElse(Double.NaN))
                    .toArray();
            sum += Arrays.stream(scores).sum() / scores.length;
        }
        return Double.isNaN(sum) ? OptionalDouble.empty() : OptionalDouble.of(sum / in.size());
    }

    private List<TaskRow.Cell> cells(int task) {
        double best = withCandidate.stream()
                .flatMapToDouble(comparison -> comparison.tasks().get(task).baseline().stream())
                .max()
                .orElse(Double.NaN);
        List<TaskRow.Cell> cells = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            TaskComparison found = withCandidate.get(column).tasks().get(task);
            OptionalDouble score = found.baseline();
            cells.add(new TaskRow.Cell(
                    score,
                    score.isPresent() && score.getAsDouble() == best,
                    column == 0 || found.missing()
                            ? List.of()
                            : found.marks().stream().map(Mark::text).toList()));
        }
        return cells;
    }

    /** Every pair of columns. */
    List<List<WinTieLoss>> matrix() {
        List<List<WinTieLoss>> matrix = new ArrayList<>();
        for (int row = 0; row < columns.size(); row++) {
            List<WinTieLoss> cells = new ArrayList<>();
            for (int column = 0; column < columns.size(); column++) {
                cells.add(
                        row == column
                                ? new WinTieLoss(0, 0, 0)
                                : count(compare(
                                        columns.get(column).figures(),
                                        columns.get(row).figures())));
            }
            matrix.add(cells);
        }
        return matrix;
    }

    private static WinTieLoss count(Comparison comparison) {
        int wins = 0;
        int losses = 0;
        List<TaskComparison> tasks = comparison.onlyComparable().tasks();
        for (TaskComparison task : tasks) {
            wins += task.change() >= WinTieLoss.TIE ? 1 : 0;
            losses += task.change() <= -WinTieLoss.TIE ? 1 : 0;
        }
        return new WinTieLoss(wins, tasks.size() - wins - losses, losses);
    }

    /** What of the columns is not the same measurement as the candidate's. */
    List<Provenance.Remark> unlike() {
        List<Provenance.Remark> remarks = new ArrayList<>();
        for (int column = 1; column < columns.size(); column++) {
            String model = columns.get(column).name();
            withCandidate
                    .get(column)
                    .notComparable()
                    .forEach(task -> task.marks()
                            .forEach(mark -> remarks.add(new Provenance.Remark(
                                    Optional.of(model), Optional.of(task.task().name()), mark.text()))));
        }
        return remarks;
    }

    /** Tasks that a column lacks. */
    List<Provenance.Remark> gaps() {
        List<Provenance.Remark> remarks = new ArrayList<>();
        for (int column = 1; column < columns.size(); column++) {
            String model = columns.get(column).name();
            withCandidate.get(column).tasks().stream()
                    .filter(task -> task.baseline().isEmpty())
                    .forEach(task -> remarks.add(new Provenance.Remark(
                            Optional.of(model), Optional.of(task.task().name()), "no complete score")));
        }
        return remarks;
    }
}
