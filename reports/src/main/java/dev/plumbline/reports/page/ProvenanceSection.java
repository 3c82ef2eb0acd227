package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Provenance;
import dev.plumbline.reports.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where all of it is from, what is missing, and how to make it again. */
final class ProvenanceSection {

    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private final Report report;
    private final Provenance provenance;
    private final Texts texts;

    ProvenanceSection(Report report, Texts texts) {
        this.report = report;
        this.provenance = report.provenance();
        this.texts = texts;
    }

    Block.Section section() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Heading(Inline.words(texts.get("provenance.reproduce"))));
        blocks.add(new Block.Code(
                provenance.command().stream().map(ProvenanceSection::quoted).collect(Collectors.joining(" "))));
        blocks.add(facts());
        if (!provenance.sources().isEmpty()) {
            blocks.add(new Block.Heading(Inline.words(texts.get("provenance.sources"))));
            provenance.sources().forEach(source -> blocks.add(source(source)));
        }
        if (!provenance.prompts().isEmpty()) {
            blocks.add(prompts());
        }
        if (!report.scope().missing().isEmpty()) {
            blocks.add(new Block.Heading(Inline.words(texts.get("provenance.missing"))));
            blocks.add(new Block.Paragraph(Inline.names(report.scope().missing(), texts.get("page.comma"))));
        }
        blocks.add(new Block.Heading(Inline.words(texts.get("provenance.cite"))));
        blocks.add(new Block.Code(Citations.of(report.scope().benchmark())));
        remarks("unlike", provenance.unlike(), blocks);
        remarks("gaps", provenance.gaps(), blocks);
        remarks("remarks", provenance.remarks(), blocks);
        return new Block.Section("provenance", texts.get("provenance.title"), blocks);
    }

    /** As a shell takes it. */
    private static String quoted(String word) {
        return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private Block facts() {
        List<Block.Row> rows = new ArrayList<>();
        rows.add(fact(texts.get("provenance.version"), Inline.given(provenance.version())));
        rows.add(fact(texts.get("provenance.protocol"), Inline.given("mteb " + provenance.protocol())));
        rows.add(fact(
                texts.get("provenance.draws"),
                Inline.sentence(
                        texts.get("provenance.draws_of"),
                        new Inline.Figure(provenance.replicates(), "/provenance/replicates", Style.COUNT),
                        new Inline.Figure(provenance.rankReplicates(), "/provenance/rank_replicates", Style.COUNT),
                        new Inline.Figure(provenance.seed(), "/provenance/seed", Style.ORDINAL))));
        provenance
                .figures()
                .forEach((name, value) -> rows.add(new Block.Row(List.of(
                        Block.Cell.of(
                                List.of(new Inline.Words(texts.get("provenance.published")), new Inline.Given(name))),
                        Block.Cell.given(value)))));
        return pairs("facts-table", texts.get("provenance.facts"), rows);
    }

    private static Block.Row fact(String name, List<Inline> value) {
        return new Block.Row(List.of(Block.Cell.words(name), Block.Cell.of(value)));
    }

    private Block pairs(String id, String caption, List<Block.Row> rows) {
        return new Block.Table(
                id,
                caption,
                List.of(
                        Block.Column.text(texts.get("provenance.name")),
                        Block.Column.text(texts.get("provenance.value"))),
                rows,
                false);
    }

    private Block source(Provenance.Source source) {
        int index = provenance.sources().indexOf(source);
        List<Block.Row> rows = new ArrayList<>();
        rows.add(fact(texts.get("provenance.revision"), Inline.given(source.revision())));
        rows.add(fact(texts.get("provenance.sha256"), List.of(new Inline.Literal(source.sha256()))));
        rows.add(fact(texts.get("provenance.mteb"), Inline.names(source.mteb(), texts.get("page.comma"))));
        source.facts()
                .forEach((name, value) ->
                        rows.add(new Block.Row(List.of(Block.Cell.given(name), Block.Cell.given(value)))));
        List<Block.Row> datasets = new ArrayList<>();
        for (Map.Entry<String, String> dataset : source.datasets().entrySet()) {
            datasets.add(
                    new Block.Row(List.of(Block.Cell.given(dataset.getKey()), Block.Cell.given(dataset.getValue()))));
        }
        return new Block.Folded(
                List.of(
                        new Inline.Given(source.model()),
                        new Inline.Words(" \u00b7 "),
                        new Inline.Given(source.revision())),
                List.of(
                        pairs("source-" + index, texts.get("provenance.source"), rows),
                        new Block.Table(
                                "datasets-" + index,
                                texts.get("provenance.datasets"),
                                List.of(
                                        Block.Column.text(texts.get("tasks.task")),
                                        Block.Column.text(texts.get("provenance.dataset_revision"))),
                                datasets,
                                false)));
    }

    private Block prompts() {
        List<Block.Row> rows = new ArrayList<>();
        for (Provenance.Prompt prompt : provenance.prompts()) {
            rows.add(new Block.Row(List.of(
                    Block.Cell.given(prompt.model()),
                    Block.Cell.given(prompt.role()),
                    prompt.prompt().isEmpty()
                            ? Block.Cell.words(texts.get("provenance.no_prompt"))
                            : Block.Cell.of(List.of(new Inline.Literal(prompt.prompt()))),
                    Block.Cell.of(Inline.names(prompt.tasks(), texts.get("page.comma"))))));
        }
        return new Block.Table(
                "prompts-table",
                texts.get("provenance.prompts"),
                List.of(
                        Block.Column.text(texts.get("size.model")),
                        Block.Column.text(texts.get("provenance.role")),
                        Block.Column.text(texts.get("provenance.prompt")),
                        Block.Column.text(texts.get("provenance.tasks"))),
                rows,
                false);
    }

    private void remarks(String key, List<Provenance.Remark> remarks, List<Block> blocks) {
        if (remarks.isEmpty()) {
            return;
        }
        List<Block.Row> rows = new ArrayList<>();
        for (Provenance.Remark remark : remarks) {
            rows.add(new Block.Row(List.of(
                    remark.model().map(Block.Cell::given).orElse(Block.Cell.empty()),
                    remark.task().map(Block.Cell::given).orElse(Block.Cell.empty()),
                    Block.Cell.given(texts.said(remark.text())))));
        }
        blocks.add(new Block.Table(
                key + "-table",
                texts.get("provenance." + key),
                List.of(
                        Block.Column.text(texts.get("size.model")),
                        Block.Column.text(texts.get("tasks.task")),
                        Block.Column.text(texts.get("provenance.remark"))),
                rows,
                true));
    }
}
