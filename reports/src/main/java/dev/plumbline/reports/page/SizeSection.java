package dev.plumbline.reports.page;

import dev.plumbline.reports.chart.SizeChart;
import dev.plumbline.reports.report.ModelRow;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Size against score, and the larger models that the candidate beats or ties with. */
final class SizeSection {

    private static final int FEWEST_DOTS = 2;
    private static final int FEWEST_DATED = 5;
    private static final int MOST_ROWS = 25;

    private SizeSection() {}

    static Optional<Block.Section> of(Report report, Texts texts) {
        List<SizeChart.Dot> dots = dots(report);
        if (dots.size() < FEWEST_DOTS) {
            return Optional.empty();
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Drawn(
                "size-chart",
                texts.get("size.chart"),
                texts.get("size.description"),
                SizeChart.of(
                        dots,
                        List.of(
                                texts.get("size.other"),
                                texts.get("size.front"),
                                texts.get("size.baseline"),
                                report.candidate()))));
        List<SizeChart.Dot> dated = dated(report);
        if (dated.size() >= FEWEST_DATED) {
            blocks.add(new Block.Drawn(
                    "release-chart",
                    texts.get("size.release_chart"),
                    texts.get("size.release_description"),
                    SizeChart.byDate(
                            dated,
                            List.of(
                                    texts.get("size.other"),
                                    texts.get("size.release_front"),
                                    texts.get("size.baseline"),
                                    report.candidate()))));
        }
        if (!report.verdict().larger().isEmpty()) {
            blocks.add(larger(report, texts));
        }
        return Optional.of(new Block.Section("size", texts.get("size.title"), blocks));
    }

    private static List<SizeChart.Dot> dots(Report report) {
        List<SizeChart.Dot> dots = new ArrayList<>();
        List<String> names = report.models().stream().map(ModelRow::name).toList();
        for (ModelRow model : report.models()) {
            if (model.parameters().orElse(0) > 0 && model.mean().isPresent()) {
                double score = 100 * model.mean().getAsDouble();
                String name = Sections.shortName(model.name(), names);
                dots.add(new SizeChart.Dot(
                        name,
                        Math.log10((double) model.parameters().getAsLong()),
                        score,
                        tip(
                                model.name(),
                                SizeChart.size((double) model.parameters().getAsLong()),
                                model.mean().getAsDouble()),
                        kind(model, report, model.front()),
                        model.front()));
            }
        }
        return dots;
    }

    private static String tip(String name, String place, double mean) {
        return name + " \u00b7 " + place + " \u00b7 " + Style.SCORE.format(mean);
    }

    /** The models whose day of release is known; a line joins those that were the best on their day. */
    private static List<SizeChart.Dot> dated(Report report) {
        List<ModelRow> known = report.models().stream()
                .filter(model -> model.released().isPresent() && model.mean().isPresent())
                .sorted(Comparator.comparing(
                                (ModelRow model) -> model.released().orElseThrow())
                        .thenComparing(model -> -model.mean().orElseThrow()))
                .toList();
        List<String> names = report.models().stream().map(ModelRow::name).toList();
        List<SizeChart.Dot> dots = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (ModelRow model : known) {
            double mean = model.mean().orElseThrow();
            boolean front = mean > best;
            best = Math.max(best, mean);
            LocalDate day = LocalDate.parse(model.released().orElseThrow());
            dots.add(new SizeChart.Dot(
                    Sections.shortName(model.name(), names),
                    day.getYear() + (day.getDayOfYear() - 1) / (double) day.lengthOfYear(),
                    100 * mean,
                    tip(model.name(), day.toString(), mean),
                    kind(model, report, front),
                    front));
        }
        return dots;
    }

    private static SizeChart.Kind kind(ModelRow model, Report report, boolean front) {
        if (Sections.isCandidate(model.name(), report)) {
            return SizeChart.Kind.CANDIDATE;
        }
        if (report.baseline().equals(Optional.of(model.name()))) {
            return SizeChart.Kind.BASELINE;
        }
        return front ? SizeChart.Kind.FRONT : SizeChart.Kind.OTHER;
    }

    private static Block larger(Report report, Texts texts) {
        List<Block.Column> columns = List.of(
                Block.Column.text(texts.get("size.model")),
                Block.Column.number(texts.get("size.parameters")),
                Block.Column.number(texts.get("size.times")),
                Block.Column.number(texts.get("size.mean")),
                Block.Column.number(texts.get("size.change")),
                Block.Column.number(texts.get("size.range")),
                Block.Column.number(texts.get("size.p")),
                Block.Column.text(texts.get("size.outcome")));
        List<Block.Row> rows = new ArrayList<>();
        List<Verdict.Larger> larger = report.verdict().larger();
        for (int i = 0; i < Math.min(MOST_ROWS, larger.size()); i++) {
            Verdict.Larger model = larger.get(i);
            String at = "/verdict/larger/" + i;
            rows.add(new Block.Row(List.of(
                    Block.Cell.given(model.model()),
                    Block.Cell.of(Inline.number(model.parameters(), at + "/parameters", Style.SIZE)),
                    Block.Cell.of(Inline.number(model.times(), at + "/times", Style.TIMES)),
                    Block.Cell.of(Inline.number(model.mean(), at + "/mean", Style.SCORE)),
                    Block.Cell.of(Inline.number(model.change(), at + "/change", Style.CHANGE)),
                    Cells.range(model.range(), at + "/range", Style.CHANGE, texts),
                    Block.Cell.of(Inline.number(model.p(), at + "/p", Style.P)),
                    Block.Cell.words(
                            texts.get(model.outcome() == Verdict.Outcome.BEATS ? "size.beats" : "size.ties")))));
        }
        return new Block.Table(
                "larger", texts.get(larger.size() > MOST_ROWS ? "size.largest" : "size.larger"), columns, rows, true);
    }
}
