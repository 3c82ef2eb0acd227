package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.TaskRow;
import java.util.ArrayList;
import java.util.List;

/** Scores by task, with heat. */
final class TasksSection {

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
                        new Block.Table("tasks-table", texts.get("tasks.caption"), columns, rows, true)));
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
                Block.Cell.given(task.task()),
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
                    String.join("; ", cell.marks())));
        }
        return new Block.Row(cells);
    }
}
