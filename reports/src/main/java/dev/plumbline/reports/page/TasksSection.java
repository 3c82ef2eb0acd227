package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.TaskRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Scores by task, with heat. */
final class TasksSection {

    private static final Pattern REPOSITORY = Pattern.compile("[\\w.-]+/[\\w.-]+");

    private final Report report;
    private final Texts texts;

    TasksSection(Report report, Texts texts) {
        this.report = report;
        this.texts = texts;
    }

    Block.Section section() {
        List<Block.Column> columns = Sections.modelColumns(
                List.of(
                        Block.Column.text(texts.get("tasks.task")),
                        Block.Column.text(texts.get("tasks.type")),
                        Block.Column.text(texts.get("tasks.measure"))),
                report);
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < report.tasks().size(); i++) {
            rows.add(row(report.tasks().get(i), "/tasks/" + i));
        }
        return new Block.Section(
                "tasks",
                texts.get("tasks.title"),
                List.of(
                        new Block.Paragraph(Inline.words(texts.get("tasks.note")), Block.Tone.NOTE),
                        new Block.Table("tasks-table", texts.get("tasks.caption"), columns, rows, true),
                        described()));
    }

    /** A task of one's own has its data at home. */
    private static Optional<String> dataset(TaskRow task) {
        return task.published() && REPOSITORY.matcher(task.dataset()).matches()
                ? Optional.of("https://huggingface.co/datasets/" + task.dataset())
                : Optional.empty();
    }

    /** What each task is: from where, in which language, how much of it. */
    private Block described() {
        List<Block.Column> columns = List.of(
                Block.Column.text(texts.get("tasks.task")),
                Block.Column.text(texts.get("tasks.what")),
                Block.Column.text(texts.get("tasks.dataset")),
                Block.Column.text(texts.get("tasks.parts")),
                Block.Column.text(texts.get("tasks.languages")));
        List<Block.Row> rows = new ArrayList<>();
        for (TaskRow task : report.tasks()) {
            rows.add(new Block.Row(List.of(
                    Block.Cell.given(task.task()),
                    Block.Cell.words(texts.about(task.type())),
                    task.dataset().isEmpty()
                            ? Block.Cell.empty()
                            : Block.Cell.of(List.of(Inline.linked(task.dataset(), dataset(task)))),
                    Block.Cell.of(Inline.names(
                            task.splits().stream()
                                    .flatMap(split -> task.subsets().stream().map(subset -> split + "/" + subset))
                                    .toList(),
                            texts.get("page.comma"))),
                    Block.Cell.of(Inline.names(task.languages(), texts.get("page.comma"))))));
        }
        return new Block.Folded(
                Inline.words(texts.get("tasks.described")),
                List.of(new Block.Table("described-table", texts.get("tasks.described"), columns, rows, true)));
    }

    private Block.Row row(TaskRow task, String at) {
        double least = task.cells().stream()
                .flatMapToDouble(cell -> cell.score().stream())
                .min()
                .orElse(0);
        double greatest = task.cells().stream()
                .flatMapToDouble(cell -> cell.score().stream())
                .max()
                .orElse(0);
        List<Block.Cell> cells = new ArrayList<>(List.of(
                Block.Cell.of(List.of(Inline.linked(task.task(), dataset(task)))),
                Block.Cell.words(texts.type(task.type())),
                Block.Cell.given(task.measure())));
        for (int model = 0; model < task.cells().size(); model++) {
            TaskRow.Cell cell = task.cells().get(model);
            cells.add(new Block.Cell(
                    Inline.number(cell.score(), at + "/cells/" + model + "/score", Style.SCORE),
                    cell.score().isPresent()
                            ? Sections.heat(cell.score().getAsDouble(), least, greatest)
                            : Block.Cell.NO_HEAT,
                    cell.best(),
                    texts.said(cell.marks())));
        }
        return new Block.Row(cells);
    }
}
