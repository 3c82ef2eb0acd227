package dev.plumbline.reports.page;

import dev.plumbline.reports.report.ModelRow;
import dev.plumbline.reports.report.Report;
import java.util.ArrayList;
import java.util.List;

/** Every model shown, best mean first. */
final class ModelsSection {

    private final Report report;
    private final Texts texts;

    ModelsSection(Report report, Texts texts) {
        this.report = report;
        this.texts = texts;
    }

    Block.Section section() {
        List<Block.Column> columns = new ArrayList<>(List.of(
                Block.Column.text(texts.get("models.model")),
                Block.Column.number(texts.get("models.rank")),
                Block.Column.number(texts.get("models.rank_range")),
                Block.Column.number(texts.get("models.group")),
                Block.Column.number(texts.get("models.zero_shot")),
                Block.Column.number(texts.get("models.parameters")),
                Block.Column.number(texts.get("models.dimensions")),
                Block.Column.number(texts.get("models.max_tokens")),
                Block.Column.number(texts.get(report.scope().complete() ? "models.mean" : "models.mean_of_some")),
                Block.Column.number(texts.get("models.mean_range")),
                Block.Column.number(texts.get("models.mean_of_types"))));
        report.types().forEach(type -> columns.add(Block.Column.number(texts.type(type.type()))));
        columns.add(Block.Column.number(texts.get("models.tasks")));
        columns.add(Block.Column.number(texts.get("models.unlike")));
        columns.add(Block.Column.text(texts.get("models.origin")));
        columns.add(Block.Column.text(texts.get("models.released")));
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < report.models().size(); i++) {
            rows.add(row(report.models().get(i), "/models/" + i));
        }
        Block note = new Block.Paragraph(
                Inline.sentence(
                        texts.get("models.note"),
                        new Inline.Figure(report.verdict().ranked(), "/verdict/ranked", Style.COUNT)),
                Block.Tone.NOTE);
        return new Block.Section(
                "models",
                texts.get("models.title"),
                List.of(note, new Block.Table("models-table", texts.get("models.caption"), columns, rows, true)));
    }

    private Block.Row row(ModelRow model, String at) {
        List<Block.Cell> cells = new ArrayList<>(List.of(
                Block.Cell.of(List.of(Inline.linked(model.name(), model.link()))),
                Cells.number(model.rank(), at + "/rank", Style.ORDINAL),
                Cells.range(model.rankRange(), at + "/rank_range", Style.ORDINAL, texts),
                Cells.number(model.group(), at + "/group", Style.ORDINAL),
                Cells.number(model.zeroShot(), at + "/zero_shot", Style.SHARE),
                Cells.number(model.parameters(), at + "/parameters", Style.SIZE),
                Cells.number(model.dimensions(), at + "/dimensions", Style.ORDINAL),
                Cells.number(model.maxTokens(), at + "/max_tokens", Style.ORDINAL),
                Cells.number(model.mean(), at + "/mean", Style.SCORE),
                Cells.range(model.meanRange(), at + "/mean_range", Style.SCORE, texts),
                Cells.number(model.meanOfTypes(), at + "/mean_of_types", Style.SCORE)));
        for (int type = 0; type < model.types().size(); type++) {
            cells.add(Cells.number(model.types().get(type), at + "/types/" + type, Style.SCORE));
        }
        cells.add(Cells.number(model.tasks(), at + "/tasks", Style.COUNT));
        cells.add(Cells.number(model.unlike(), at + "/unlike", Style.COUNT));
        cells.add(origin(model, at));
        cells.add(model.released().map(Block.Cell::given).orElse(Block.Cell.empty()));
        return new Block.Row(cells, Sections.isCandidate(model.name(), report));
    }

    private Block.Cell origin(ModelRow model, String at) {
        List<Inline> content = new ArrayList<>(Inline.words(
                texts.get(model.origin() == ModelRow.Origin.RESULTS ? "models.results" : "models.published")));
        if (model.selfReported() > 0) {
            content.addAll(Inline.sentence(
                    texts.get("models.self_reported"),
                    new Inline.Figure(model.selfReported(), at + "/self_reported", Style.COUNT)));
        }
        return Block.Cell.of(content);
    }
}
