package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.SpeedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the runs took. */
final class SpeedSection {

    private SpeedSection() {}

    static Optional<Block.Section> of(Report report, Texts texts) {
        if (report.speed().isEmpty()) {
            return Optional.empty();
        }
        boolean tokens = report.speed().stream().anyMatch(row -> row.tokens().isPresent());
        List<Block.Column> columns = new ArrayList<>(List.of(
                Block.Column.text(texts.get("speed.model")),
                Block.Column.text(texts.get("speed.machine")),
                Block.Column.number(texts.get("speed.tasks")),
                Block.Column.number(texts.get("speed.texts"))));
        if (tokens) {
            columns.add(Block.Column.number(texts.get("speed.tokens")));
        }
        columns.addAll(List.of(
                Block.Column.number(texts.get("speed.encode")),
                Block.Column.number(texts.get("speed.seconds")),
                Block.Column.number(texts.get("speed.rate"))));
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < report.speed().size(); i++) {
            SpeedRow row = report.speed().get(i);
            String at = "/speed/" + i;
            List<Block.Cell> cells = new ArrayList<>(List.of(
                    Block.Cell.given(row.model()),
                    Block.Cell.given(row.machine()),
                    Cells.number(row.tasks(), at + "/tasks", Style.COUNT),
                    Cells.number(row.encodedTexts(), at + "/encoded_texts", Style.COUNT)));
            if (tokens) {
                cells.add(Cells.number(row.tokens(), at + "/tokens", Style.COUNT));
            }
            cells.add(Cells.number(row.encodeSeconds(), at + "/encode_seconds", Style.TENTHS));
            cells.add(Cells.number(row.seconds(), at + "/seconds", Style.TENTHS));
            cells.add(Cells.number(row.textsPerSecond(), at + "/texts_per_second", Style.TENTHS));
            rows.add(new Block.Row(cells));
        }
        return Optional.of(new Block.Section(
                "speed",
                texts.get("speed.title"),
                List.of(
                        new Block.Paragraph(Inline.words(texts.get("speed.note")), Block.Tone.NOTE),
                        new Block.Table("speed-table", texts.get("speed.caption"), columns, rows, false))));
    }
}
