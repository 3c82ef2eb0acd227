package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.WinTieLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who is ahead of whom on how many tasks. */
final class MatrixSection {

    private MatrixSection() {}

    static Optional<Block.Section> of(Report report, Texts texts) {
        if (report.columns().size() < 2) {
            return Optional.empty();
        }
        List<Block.Column> columns =
                Sections.modelColumns(List.of(Block.Column.text(texts.get("matrix.model"))), report);
        List<Block.Row> rows = new ArrayList<>();
        for (int row = 0; row < report.columns().size(); row++) {
            List<Block.Cell> cells =
                    new ArrayList<>(List.of(Block.Cell.given(report.columns().get(row))));
            for (int column = 0; column < report.columns().size(); column++) {
                cells.add(row == column ? Block.Cell.empty() : cell(report, row, column, texts));
            }
            rows.add(new Block.Row(cells, row == 0));
        }
        return Optional.of(new Block.Section(
                "matrix",
                texts.get("matrix.title"),
                List.of(
                        new Block.Paragraph(Inline.words(texts.get("matrix.note")), Block.Tone.NOTE),
                        new Block.Table("matrix-table", texts.get("matrix.caption"), columns, rows, false))));
    }

    private static Block.Cell cell(Report report, int row, int column, Texts texts) {
        WinTieLoss count = report.matrix().get(row).get(column);
        String at = "/matrix/" + row + "/" + column;
        int all = count.wins() + count.ties() + count.losses();
        return new Block.Cell(
                Inline.sentence(
                        texts.get("matrix.cell"),
                        new Inline.Figure(count.wins(), at + "/wins", Style.COUNT),
                        new Inline.Figure(count.ties(), at + "/ties", Style.COUNT),
                        new Inline.Figure(count.losses(), at + "/losses", Style.COUNT)),
                all == 0 ? Block.Cell.NO_HEAT : Sections.heat(count.wins() + count.ties() / 2.0, 0, all),
                false,
                "");
    }
}
