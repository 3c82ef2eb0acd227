package dev.plumbline.reports.page;

import dev.plumbline.reports.report.LanguageRow;
import dev.plumbline.reports.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Means by language, where the tasks are in several. */
final class LanguagesSection {

    private LanguagesSection() {}

    static Optional<Block.Section> of(Report report, Texts texts) {
        if (report.languages().isEmpty()) {
            return Optional.empty();
        }
        List<Block.Column> columns = Sections.modelColumns(
                List.of(
                        Block.Column.text(texts.get("languages.language")),
                        Block.Column.number(texts.get("types.tasks"))),
                report);
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < report.languages().size(); i++) {
            LanguageRow language = report.languages().get(i);
            String at = "/languages/" + i;
            List<Block.Cell> cells = new ArrayList<>(List.of(
                    Block.Cell.given(language.language()), Cells.number(language.tasks(), at + "/tasks", Style.COUNT)));
            for (int model = 0; model < language.scores().size(); model++) {
                cells.add(Cells.number(language.scores().get(model), at + "/scores/" + model, Style.SCORE));
            }
            rows.add(new Block.Row(cells));
        }
        return Optional.of(new Block.Section(
                "languages",
                texts.get("languages.title"),
                List.of(new Block.Table("languages-table", texts.get("languages.caption"), columns, rows, true))));
    }
}
