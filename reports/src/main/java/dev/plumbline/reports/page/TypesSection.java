package dev.plumbline.reports.page;

import dev.plumbline.reports.chart.Ink;
import dev.plumbline.reports.chart.RadarChart;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.TypeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Means by task type: a radar, and the numbers. */
final class TypesSection {

    private static final int FEWEST_RAYS = 3;

    private final Report report;
    private final Texts texts;

    TypesSection(Report report, Texts texts) {
        this.report = report;
        this.texts = texts;
    }

    Block.Section section() {
        List<Block> blocks = new ArrayList<>();
        if (report.types().size() >= FEWEST_RAYS) {
            blocks.add(
                    new Block.Drawn("types-chart", texts.get("types.chart"), texts.get("types.description"), radar()));
        }
        blocks.add(table());
        return new Block.Section("types", texts.get("types.title"), blocks);
    }

    private dev.plumbline.reports.chart.Chart radar() {
        List<RadarChart.Line> lines = new ArrayList<>();
        for (int model = 0; model < report.columns().size(); model++) {
            int column = model;
            lines.add(new RadarChart.Line(
                    report.columns().get(model),
                    model == 0 ? Ink.CANDIDATE : model == 1 ? Ink.BASELINE : Ink.series(model - 1),
                    report.types().stream()
                            .map(type -> points(type.scores().get(column)))
                            .toList()));
        }
        return RadarChart.of(
                report.types().stream().map(type -> texts.type(type.type())).toList(), lines);
    }

    private static OptionalDouble points(OptionalDouble score) {
        return score.isPresent() ? OptionalDouble.of(100 * score.getAsDouble()) : score;
    }

    private Block table() {
        List<Block.Column> columns = Sections.modelColumns(
                List.of(Block.Column.text(texts.get("types.type")), Block.Column.number(texts.get("types.tasks"))),
                report);
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < report.types().size(); i++) {
            TypeRow type = report.types().get(i);
            List<Block.Cell> cells = new ArrayList<>(List.of(
                    Block.Cell.words(texts.type(type.type())),
                    Cells.number(type.tasks(), "/types/" + i + "/tasks", Style.COUNT)));
            double least = values(type).min().orElse(0);
            double greatest = values(type).max().orElse(0);
            for (int model = 0; model < type.scores().size(); model++) {
                OptionalDouble score = type.scores().get(model);
                cells.add(new Block.Cell(
                        Inline.number(score, "/types/" + i + "/scores/" + model, Style.SCORE),
                        score.isPresent() ? Sections.heat(score.getAsDouble(), least, greatest) : Block.Cell.NO_HEAT,
                        score.isPresent() && score.getAsDouble() == greatest,
                        ""));
            }
            rows.add(new Block.Row(cells));
        }
        return new Block.Table("types-table", texts.get("types.caption"), columns, rows, true);
    }

    private static java.util.stream.DoubleStream values(TypeRow type) {
        return type.scores().stream().flatMapToDouble(OptionalDouble::stream);
    }
}
