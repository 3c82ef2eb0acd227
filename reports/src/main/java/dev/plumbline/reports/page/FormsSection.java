package dev.plumbline.reports.page;

import dev.plumbline.reports.chart.Ink;
import dev.plumbline.reports.chart.LineChart;
import dev.plumbline.reports.report.FormRow;
import dev.plumbline.reports.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What shorter and coarser vectors cost. */
final class FormsSection {

    private FormsSection() {}

    static Optional<Block.Section> of(Report report, Texts texts) {
        if (report.forms().isEmpty()) {
            return Optional.empty();
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(Inline.words(texts.get("forms.note")), Block.Tone.NOTE));
        List<Integer> widths = report.forms().stream()
                .flatMap(form -> form.dimensions().stream().boxed())
                .distinct()
                .sorted()
                .toList();
        if (widths.size() > 1) {
            blocks.add(new Block.Drawn(
                    "forms-chart",
                    texts.get("forms.chart"),
                    texts.get("forms.description"),
                    chart(report, widths, texts)));
        }
        blocks.add(table(report, texts));
        return Optional.of(new Block.Section("forms", texts.get("forms.title"), blocks));
    }

    private static dev.plumbline.reports.chart.Chart chart(Report report, List<Integer> widths, Texts texts) {
        List<LineChart.Line> lines = new ArrayList<>();
        List<String> names = report.forms().stream()
                .map(form -> line(form, texts))
                .distinct()
                .toList();
        for (String name : names) {
            List<OptionalDouble> values = widths.stream()
                    .map(width -> report.forms().stream()
                            .filter(form -> line(form, texts).equals(name)
                                    && form.dimensions().orElse(0) == width)
                            .mapToDouble(form -> 100 * form.mean())
                            .findFirst())
                    .toList();
            lines.add(new LineChart.Line(name, Ink.series(lines.size()), false, values));
        }
        return LineChart.named(widths.stream().map(String::valueOf).toList(), lines, "0.##");
    }

    private static String line(FormRow form, Texts texts) {
        return form.model() + " " + type(form, texts);
    }

    private static String type(FormRow form, Texts texts) {
        return form.scaled() ? form.type() + ", " + texts.get("forms.scaled") : form.type();
    }

    private static Block table(Report report, Texts texts) {
        List<Block.Column> columns = List.of(
                Block.Column.text(texts.get("forms.model")),
                Block.Column.number(texts.get("forms.dimensions")),
                Block.Column.text(texts.get("forms.type")),
                Block.Column.number(texts.get("forms.bytes")),
                Block.Column.number(texts.get("forms.tasks")),
                Block.Column.number(texts.get("forms.mean")),
                Block.Column.number(texts.get("forms.kept")));
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < report.forms().size(); i++) {
            FormRow form = report.forms().get(i);
            String at = "/forms/" + i;
            rows.add(new Block.Row(List.of(
                    Block.Cell.given(form.model()),
                    Cells.number(form.dimensions(), at + "/dimensions", Style.ORDINAL),
                    Block.Cell.given(type(form, texts)),
                    Cells.number(form.bytes(), at + "/bytes", Style.COUNT),
                    Cells.number(form.tasks(), at + "/tasks", Style.COUNT),
                    Cells.number(form.mean(), at + "/mean", Style.SCORE),
                    Cells.number(form.kept(), at + "/kept", Style.PERCENT))));
        }
        return new Block.Table("forms-table", texts.get("forms.caption"), columns, rows, true);
    }
}
