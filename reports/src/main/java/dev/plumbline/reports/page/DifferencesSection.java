package dev.plumbline.reports.page;

import dev.plumbline.reports.chart.ForestChart;
import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The candidate less the baseline: a forest plot, and the numbers. */
final class DifferencesSection {

    private final Report report;
    private final Differences differences;
    private final Texts texts;

    DifferencesSection(Report report, Differences differences, Texts texts) {
        this.report = report;
        this.differences = differences;
        this.texts = texts;
    }

    Block.Section section() {
        List<Block> blocks = new ArrayList<>();
        List<Inline> lead = Inline.sentence(
                texts.get("differences.lead"),
                new Inline.Given(report.candidate()),
                new Inline.Given(differences.baseline()));
        blocks.add(new Block.Paragraph(lead));
        blocks.add(new Block.Paragraph(
                Inline.words(texts.get(sampled() ? "differences.samples" : "differences.tasks")), Block.Tone.NOTE));
        List<ForestChart.Row> rows = forest();
        if (rows.size() > 1) {
            blocks.add(new Block.Drawn(
                    "differences-chart",
                    texts.get("differences.chart"),
                    texts.get("differences.description"),
                    ForestChart.of(
                            rows,
                            List.of(
                                    texts.get("differences.ahead"),
                                    texts.get("differences.behind"),
                                    texts.get("differences.even"),
                                    texts.get("differences.mean")))));
        }
        blocks.add(means());
        blocks.add(tasks());
        return new Block.Section("differences", texts.get("differences.title"), blocks);
    }

    private boolean sampled() {
        return differences.tasks().stream().anyMatch(row -> row.range().isPresent());
    }

    /** The tasks that are the same measurement on both sides, the greatest first, below the mean. */
    private List<ForestChart.Row> forest() {
        List<ForestChart.Row> rows = new ArrayList<>();
        differences
                .overall()
                .ifPresent(row -> rows.add(forest(row, texts.get("differences.all"), ForestChart.Kind.MEAN)));
        differences.tasks().stream()
                .filter(row -> row.change().isPresent() && row.marks().isEmpty())
                .sorted(Comparator.comparingDouble(
                                (Differences.Row row) -> -row.change().getAsDouble())
                        .thenComparing(Differences.Row::name))
                .forEach(row -> rows.add(forest(row, row.name(), kind(row))));
        return rows;
    }

    private static ForestChart.Kind kind(Differences.Row row) {
        if (!row.significant()) {
            return ForestChart.Kind.NOT_TOLD_APART;
        }
        return row.change().orElseThrow() > 0 ? ForestChart.Kind.AHEAD : ForestChart.Kind.BEHIND;
    }

    private static ForestChart.Row forest(Differences.Row row, String name, ForestChart.Kind kind) {
        double change = row.change().orElseThrow();
        return new ForestChart.Row(
                name,
                100 * change,
                100 * row.range().map(range -> range.low()).orElse(change),
                100 * row.range().map(range -> range.high()).orElse(change),
                kind);
    }

    private List<Block.Column> columns(String first, boolean notes) {
        List<Block.Column> columns = new ArrayList<>(List.of(
                Block.Column.text(first),
                Block.Column.number(texts.get("differences.baseline")),
                Block.Column.number(texts.get("differences.candidate")),
                Block.Column.number(texts.get("differences.change")),
                Block.Column.number(texts.get("differences.range")),
                Block.Column.number(texts.get("differences.p"))));
        columns.add(
                notes
                        ? Block.Column.text(texts.get("differences.notes"))
                        : Block.Column.number(texts.get("differences.count")));
        return columns;
    }

    private Block means() {
        List<Block.Row> rows = new ArrayList<>();
        differences
                .overall()
                .ifPresent(row -> rows.add(new Block.Row(
                        cells(row, Block.Cell.words(texts.get("differences.all")), "/differences/overall", false),
                        true)));
        for (int i = 0; i < differences.types().size(); i++) {
            Differences.Row row = differences.types().get(i);
            rows.add(new Block.Row(
                    cells(row, Block.Cell.words(texts.type(row.name())), "/differences/types/" + i, false)));
        }
        return new Block.Table(
                "means-table",
                texts.get("differences.means_caption"),
                columns(texts.get("differences.over"), false),
                rows,
                false);
    }

    private Block tasks() {
        List<Block.Row> rows = IntStream.range(0, differences.tasks().size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        (Integer i) -> -differences.tasks().get(i).change().orElse(Double.NEGATIVE_INFINITY)))
                .map(i -> {
                    Differences.Row row = differences.tasks().get(i);
                    return new Block.Row(cells(row, Block.Cell.given(row.name()), "/differences/tasks/" + i, true));
                })
                .toList();
        return new Block.Table(
                "differences-table",
                texts.get("differences.caption"),
                columns(texts.get("tasks.task"), true),
                rows,
                true);
    }

    private List<Block.Cell> cells(Differences.Row row, Block.Cell first, String at, boolean notes) {
        List<Block.Cell> cells = new ArrayList<>(List.of(first));
        cells.addAll(Cells.difference(row, at, Style.SCORE, texts));
        if (notes) {
            List<String> all = new ArrayList<>(row.marks());
            all.addAll(row.notes());
            cells.add(all.isEmpty() ? Block.Cell.words("") : Block.Cell.given(texts.said(all)));
        } else {
            cells.add(Cells.number(row.count(), at + "/count", Style.COUNT));
        }
        return cells;
    }
}
