package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.Unseen;
import java.util.ArrayList;
import java.util.List;

/** Scores without the samples that training data hold. */
final class UnseenSection {

    private final Report report;
    private final Unseen unseen;
    private final Texts texts;

    UnseenSection(Report report, Unseen unseen, Texts texts) {
        this.report = report;
        this.unseen = unseen;
        this.texts = texts;
    }

    Block.Section section() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(Inline.words(texts.get("unseen.note")), Block.Tone.NOTE));
        for (Unseen.Source source : unseen.sources()) {
            Inline training = new Inline.Given(String.join(", ", source.training()));
            blocks.add(new Block.Paragraph(source.model()
                    .map(model -> Inline.sentence(texts.get("unseen.source"), new Inline.Given(model), training))
                    .orElseGet(() -> Inline.sentence(texts.get("unseen.looked_at"), training))));
            if (!source.missing().isEmpty()) {
                blocks.add(new Block.Paragraph(
                        Inline.sentence(
                                texts.get("unseen.missing"), new Inline.Given(String.join(", ", source.missing()))),
                        Block.Tone.NOTE));
            }
        }
        List<Block.Row> rows = new ArrayList<>();
        List<Block.Cell> means = new ArrayList<>(List.of(
                Block.Cell.of(Inline.sentence(
                        texts.get("unseen.mean"),
                        new Inline.Figure(
                                unseen.means().stream()
                                        .findFirst()
                                        .map(Unseen.Mean::tasks)
                                        .orElse(0),
                                "/unseen/means/0/tasks",
                                Style.COUNT))),
                Block.Cell.empty(),
                Block.Cell.empty()));
        for (int i = 0; i < unseen.means().size(); i++) {
            String at = "/unseen/means/" + i;
            means.add(Cells.number(unseen.means().get(i).score(), at + "/score", Style.SCORE));
            if (left(i)) {
                means.add(Cells.number(unseen.means().get(i).without(), at + "/without", Style.SCORE));
            }
        }
        rows.add(new Block.Row(means, true));
        for (int i = 0; i < unseen.tasks().size(); i++) {
            Unseen.Task task = unseen.tasks().get(i);
            String at = "/unseen/tasks/" + i;
            List<Block.Cell> cells = new ArrayList<>(List.of(
                    Block.Cell.given(task.task()),
                    Cells.number(task.samples(), at + "/samples", Style.COUNT),
                    Cells.number(task.seen(), at + "/seen", Style.COUNT)));
            for (int column = 0; column < task.cells().size(); column++) {
                String place = at + "/cells/" + column;
                cells.add(Cells.number(task.cells().get(column).score(), place + "/score", Style.SCORE));
                if (left(column)) {
                    cells.add(Cells.number(task.cells().get(column).without(), place + "/without", Style.SCORE));
                }
            }
            rows.add(new Block.Row(cells));
        }
        blocks.add(new Block.Table("unseen-table", texts.get("unseen.caption"), columns(), rows, true));
        return new Block.Section("unseen", texts.get("unseen.title"), blocks);
    }

    private List<Block.Column> columns() {
        List<Block.Column> columns = new ArrayList<>(List.of(
                Block.Column.text(texts.get("tasks.task")),
                Block.Column.number(texts.get("unseen.samples")),
                Block.Column.number(texts.get("unseen.seen"))));
        for (int i = 0; i < report.columns().size(); i++) {
            String shown = Sections.shortName(report.columns().get(i), report.columns());
            columns.add(Block.Column.model(shown));
            if (left(i)) {
                columns.add(Block.Column.model(shown + " " + texts.get("unseen.left")));
            }
        }
        return columns;
    }

    /** Whether a model has samples of a task at all. */
    private boolean left(int column) {
        return unseen.tasks().stream()
                .anyMatch(task -> task.cells().get(column).without().isPresent());
    }
}
