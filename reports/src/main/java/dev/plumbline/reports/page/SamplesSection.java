package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.TaskSampleRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** The samples worth a look, task by task. */
final class SamplesSection {

    /** Code points of a text that are enough to know it again. */
    private static final int BEGINNING = 60;

    private SamplesSection() {}

    static Optional<Block.Section> of(Report report, Texts texts) {
        if (report.samples().isEmpty()) {
            return Optional.empty();
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(Inline.words(texts.get("samples.note")), Block.Tone.NOTE));
        for (int i = 0; i < report.samples().size(); i++) {
            TaskSampleRows task = report.samples().get(i);
            String at = "/samples/" + i;
            List<Block> inner = new ArrayList<>();
            inner.add(new Block.Paragraph(
                    Inline.words(
                            texts.get("samples.measure_" + task.measure().name().toLowerCase(Locale.ROOT))),
                    Block.Tone.NOTE));
            if (!task.worst().isEmpty()) {
                inner.add(table("worst-" + i, texts.get("samples.worst"), task.worst(), at + "/worst", texts));
            }
            if (task.ahead() + task.behind() > 0) {
                inner.add(new Block.Paragraph(Inline.sentence(
                        texts.get("samples.flips"),
                        new Inline.Figure(task.ahead(), at + "/ahead", Style.COUNT),
                        new Inline.Figure(task.behind(), at + "/behind", Style.COUNT))));
            }
            if (!task.won().isEmpty()) {
                inner.add(table("won-" + i, texts.get("samples.won"), task.won(), at + "/won", texts));
            }
            if (!task.lost().isEmpty()) {
                inner.add(table("lost-" + i, texts.get("samples.lost"), task.lost(), at + "/lost", texts));
            }
            if (!task.groups().isEmpty()) {
                inner.add(groups("groups-" + i, task.groups(), at + "/groups", texts));
            }
            blocks.add(new Block.Folded(
                    Inline.sentence(
                            texts.get("samples.task"),
                            new Inline.Given(task.task()),
                            new Inline.Figure(task.samples(), at + "/samples", Style.COUNT)),
                    inner));
        }
        return Optional.of(new Block.Section("samples", texts.get("samples.title"), blocks));
    }

    private static Block groups(String id, List<TaskSampleRows.Group> groups, String at, Texts texts) {
        List<Block.Column> columns = List.of(
                Block.Column.text(texts.get("samples.group")),
                Block.Column.text(texts.get("samples.value")),
                Block.Column.number(texts.get("samples.number")),
                Block.Column.number(texts.get("samples.candidate")),
                Block.Column.number(texts.get("samples.baseline")),
                Block.Column.number(texts.get("samples.ahead")),
                Block.Column.number(texts.get("samples.behind")));
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            TaskSampleRows.Group group = groups.get(i);
            String place = at + "/" + i;
            rows.add(new Block.Row(List.of(
                    Block.Cell.words(
                            texts.get("samples.kind_" + group.kind().name().toLowerCase(Locale.ROOT))),
                    Block.Cell.given(group.value()),
                    Cells.number(group.samples(), place + "/samples", Style.COUNT),
                    Cells.number(group.candidate(), place + "/candidate", Style.THOUSANDTHS),
                    Cells.number(group.baseline(), place + "/baseline", Style.THOUSANDTHS),
                    Cells.number(group.ahead(), place + "/ahead", Style.COUNT),
                    Cells.number(group.behind(), place + "/behind", Style.COUNT))));
        }
        return new Block.Table(id, texts.get("samples.groups"), columns, rows, true);
    }

    /** What is true and what the models said are columns where samples have a truth; of a query its score is all there is. */
    private static Block table(String id, String caption, List<TaskSampleRows.Row> samples, String at, Texts texts) {
        boolean judged = samples.stream().anyMatch(sample -> sample.truth().isPresent());
        boolean both = judged
                && samples.stream().anyMatch(sample -> sample.baselineSaid().isPresent());
        List<Block.Column> columns = new ArrayList<>(List.of(
                Block.Column.text(texts.get("samples.id")),
                Block.Column.number(texts.get("samples.candidate")),
                Block.Column.number(texts.get("samples.baseline"))));
        if (judged) {
            columns.add(Block.Column.text(texts.get("samples.truth")));
            columns.add(Block.Column.text(texts.get("samples.said")));
        }
        if (both) {
            columns.add(Block.Column.text(texts.get("samples.baseline_said")));
        }
        columns.add(Block.Column.text(texts.get("samples.texts")));
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            TaskSampleRows.Row sample = samples.get(i);
            String place = at + "/" + i;
            List<Block.Cell> cells = new ArrayList<>(List.of(
                    Block.Cell.given(sample.split() + "/" + sample.subset() + " " + sample.id()),
                    Cells.number(sample.candidate(), place + "/candidate", Style.THOUSANDTHS),
                    Cells.number(sample.baseline(), place + "/baseline", Style.THOUSANDTHS)));
            if (judged) {
                cells.add(given(sample.truth()));
                cells.add(Block.Cell.given(sample.said()));
            }
            if (both) {
                cells.add(given(sample.baselineSaid()));
            }
            cells.add(Block.Cell.of(texts(sample, place, texts)));
            rows.add(new Block.Row(cells));
        }
        return new Block.Table(id, caption, columns, rows, true);
    }

    private static Block.Cell given(Optional<String> text) {
        return text.map(Block.Cell::given).orElse(Block.Cell.empty());
    }

    private static Inline place(OptionalInt place, String at) {
        return place.isPresent() ? new Inline.Figure(place.getAsInt(), at, Style.ORDINAL) : new Inline.Words("\u2013");
    }

    /** A text that stands above, as that of the relevant document may, is not said twice in full. */
    private static String once(String text, TaskSampleRows.Row sample) {
        boolean above = sample.texts().stream().anyMatch(shown -> shown.text().equals(text));
        return above && text.codePointCount(0, text.length()) > BEGINNING
                ? text.substring(0, text.offsetByCodePoints(0, BEGINNING)).strip() + "\u2026"
                : text;
    }

    private static List<Inline> texts(TaskSampleRows.Row sample, String at, Texts texts) {
        List<Inline> content = new ArrayList<>();
        for (TaskSampleRows.Text text : sample.texts()) {
            if (!content.isEmpty()) {
                content.add(new Inline.Words("\n"));
            }
            content.add(new Inline.Words(texts.get("samples.role_" + text.role()) + texts.get("page.colon")));
            content.add(new Inline.Given(text.text()));
        }
        for (int i = 0; i < sample.moves().size(); i++) {
            TaskSampleRows.Move move = sample.moves().get(i);
            if (!content.isEmpty()) {
                content.add(new Inline.Words("\n"));
            }
            content.add(new Inline.Words(
                    texts.get(move.relevance() > 0 ? "samples.moved_relevant" : "samples.moved") + " "));
            content.add(place(move.baseline(), at + "/moves/" + i + "/baseline"));
            content.add(new Inline.Words(" \u2192 "));
            content.add(place(move.candidate(), at + "/moves/" + i + "/candidate"));
            content.add(new Inline.Words(texts.get("page.colon")));
            content.add(new Inline.Given(move.text().isEmpty() ? move.document() : once(move.text(), sample)));
        }
        return content.isEmpty() ? Inline.words(texts.get("samples.no_texts")) : content;
    }
}
