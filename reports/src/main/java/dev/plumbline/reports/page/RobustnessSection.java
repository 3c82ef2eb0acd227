package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.Robustness;
import dev.plumbline.reports.report.RobustnessDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What changed queries cost. */
final class RobustnessSection {

    private RobustnessSection() {}

    static Optional<Block.Section> of(Report report, Texts texts) {
        if (report.robustness().isEmpty()) {
            return Optional.empty();
        }
        List<Block.Row> means = new ArrayList<>();
        List<Block.Row> tasks = new ArrayList<>();
        for (int i = 0; i < report.robustness().size(); i++) {
            Robustness found = report.robustness().get(i);
            String at = "/robustness/" + i;
            found.mean().ifPresent(mean -> means.add(row(found, mean, at + "/mean", false, texts)));
            for (int task = 0; task < found.tasks().size(); task++) {
                tasks.add(row(found, found.tasks().get(task), at + "/tasks/" + task, true, texts));
            }
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(Inline.words(texts.get("robustness.note")), Block.Tone.NOTE));
        if (!means.isEmpty()) {
            blocks.add(new Block.Table(
                    "robustness-means", texts.get("robustness.means"), columns(false, texts), means, false));
        }
        blocks.add(new Block.Table(
                "robustness-table", texts.get("robustness.caption"), columns(true, texts), tasks, true));
        compared(report, texts).forEach(blocks::add);
        return Optional.of(new Block.Section("robustness", texts.get("robustness.title"), blocks));
    }

    /** Whether the candidate loses more or less by it than the baseline. */
    private static List<Block> compared(Report report, Texts texts) {
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < report.robustnessDifferences().size(); i++) {
            RobustnessDifference found = report.robustnessDifferences().get(i);
            String at = "/robustness_differences/" + i;
            found.mean()
                    .ifPresent(mean -> rows.add(compared(
                            found.perturbation(),
                            Block.Cell.words(texts.get("robustness.mean")),
                            mean,
                            at + "/mean",
                            texts)));
            for (int task = 0; task < found.tasks().size(); task++) {
                Differences.Row row = found.tasks().get(task);
                rows.add(compared(
                        found.perturbation(), Block.Cell.given(row.name()), row, at + "/tasks/" + task, texts));
            }
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Block.Column> columns = List.of(
                Block.Column.text(texts.get("robustness.change")),
                Block.Column.text(texts.get("tasks.task")),
                Block.Column.number(texts.get("robustness.baseline_loses")),
                Block.Column.number(texts.get("robustness.candidate_loses")),
                Block.Column.number(texts.get("robustness.difference")),
                Block.Column.number(texts.get("differences.range")),
                Block.Column.number(texts.get("differences.p")));
        return List.of(
                new Block.Paragraph(
                        Inline.sentence(
                                texts.get("robustness.compared_note"),
                                new Inline.Given(
                                        report.robustnessDifferences().get(0).candidate()),
                                new Inline.Given(
                                        report.robustnessDifferences().get(0).baseline())),
                        Block.Tone.NOTE),
                new Block.Table("robustness-differences", texts.get("robustness.compared"), columns, rows, true));
    }

    private static Block.Row compared(
            String perturbation, Block.Cell name, Differences.Row row, String at, Texts texts) {
        List<Block.Cell> cells = new ArrayList<>(List.of(Block.Cell.given(perturbation), name));
        cells.addAll(Cells.difference(row, at, Style.CHANGE, texts));
        return new Block.Row(cells);
    }

    private static List<Block.Column> columns(boolean task, Texts texts) {
        List<Block.Column> columns = new ArrayList<>();
        columns.add(Block.Column.text(texts.get("robustness.model")));
        columns.add(Block.Column.text(texts.get("robustness.change")));
        columns.add(
                task
                        ? Block.Column.text(texts.get("tasks.task"))
                        : Block.Column.number(texts.get("differences.count")));
        columns.add(Block.Column.number(texts.get("robustness.plain")));
        columns.add(Block.Column.number(texts.get("robustness.changed")));
        columns.add(Block.Column.number(texts.get("differences.change")));
        columns.add(Block.Column.number(texts.get("differences.range")));
        columns.add(Block.Column.number(texts.get("differences.p")));
        if (task) {
            columns.add(Block.Column.text(texts.get("differences.notes")));
        }
        return columns;
    }

    private static Block.Row row(Robustness found, Differences.Row row, String at, boolean task, Texts texts) {
        List<Block.Cell> cells = new ArrayList<>();
        cells.add(Block.Cell.given(found.model()));
        cells.add(Block.Cell.given(found.perturbation()));
        cells.add(task ? Block.Cell.given(row.name()) : Cells.number(row.count(), at + "/count", Style.COUNT));
        cells.add(Cells.number(row.baseline(), at + "/baseline", Style.SCORE));
        cells.add(Cells.number(row.candidate(), at + "/candidate", Style.SCORE));
        cells.add(new Block.Cell(
                Inline.number(row.change(), at + "/change", Style.CHANGE),
                Block.Cell.NO_HEAT,
                row.significant(),
                texts.said(row.marks())));
        cells.add(Cells.range(row.range(), at + "/range", Style.CHANGE, texts));
        cells.add(Cells.number(row.p(), at + "/p", Style.P));
        if (task) {
            List<String> all = new ArrayList<>(row.marks());
            all.addAll(row.notes());
            cells.add(all.isEmpty() ? Block.Cell.words("") : Block.Cell.given(texts.said(all)));
        }
        return new Block.Row(cells);
    }
}
