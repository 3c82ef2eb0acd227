package dev.plumbline.reports.page;

import dev.plumbline.reports.report.RankRow;
import dev.plumbline.reports.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why ranks would be others: by queries, by tasks, by the way to aggregate, and all together. */
final class RanksSection {

    private RanksSection() {}

    static Optional<Block.Section> of(Report report, Texts texts) {
        if (report.ranks().isEmpty()) {
            return Optional.empty();
        }
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < report.ranks().size(); i++) {
            RankRow row = report.ranks().get(i);
            if (Sections.isCandidate(row.model(), report)) {
                blocks.add(new Block.Paragraph(sentence(row, "/ranks/" + i, report, texts)));
            }
        }
        blocks.add(new Block.Paragraph(Inline.words(texts.get("ranks.note")), Block.Tone.NOTE));
        blocks.add(table(report, texts));
        return Optional.of(new Block.Section("ranks", texts.get("ranks.title"), blocks));
    }

    private static List<Inline> sentence(RankRow row, String at, Report report, Texts texts) {
        return Inline.sentence(
                texts.get("ranks.moved_by_" + row.most().name().toLowerCase(Locale.ROOT)),
                new Inline.Given(Sections.shortName(row.model(), report.columns())),
                new Inline.Figure(row.rank(), at + "/rank", Style.ORDINAL),
                new Inline.Figure(row.together().low(), at + "/together/low", Style.ORDINAL),
                new Inline.Figure(row.together().high(), at + "/together/high", Style.ORDINAL));
    }

    private static Block table(Report report, Texts texts) {
        List<Block.Column> columns = List.of(
                Block.Column.text(texts.get("models.model")),
                Block.Column.number(texts.get("ranks.borda")),
                Block.Column.number(texts.get("ranks.by_mean")),
                Block.Column.number(texts.get("ranks.by_types")),
                Block.Column.number(texts.get("ranks.queries")),
                Block.Column.number(texts.get("ranks.tasks")),
                Block.Column.number(texts.get("ranks.aggregations")),
                Block.Column.number(texts.get("ranks.together")),
                Block.Column.text(texts.get("ranks.most")));
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < report.ranks().size(); i++) {
            RankRow row = report.ranks().get(i);
            String at = "/ranks/" + i;
            rows.add(new Block.Row(
                    List.of(
                            Block.Cell.given(row.model()),
                            Cells.number(row.rank(), at + "/rank", Style.ORDINAL),
                            Cells.number(row.byMean(), at + "/by_mean", Style.ORDINAL),
                            Cells.number(row.byTypes(), at + "/by_types", Style.ORDINAL),
                            Cells.range(row.queries(), at + "/queries", Style.ORDINAL, texts),
                            Cells.range(row.tasks(), at + "/tasks", Style.ORDINAL, texts),
                            Cells.range(row.aggregations(), at + "/aggregations", Style.ORDINAL, texts),
                            Cells.range(row.together(), at + "/together", Style.ORDINAL, texts),
                            Block.Cell.words(
                                    texts.get("ranks.most_" + row.most().name().toLowerCase(Locale.ROOT)))),
                    Sections.isCandidate(row.model(), report)));
        }
        return new Block.Table("ranks-table", texts.get("ranks.caption"), columns, rows, true);
    }
}
