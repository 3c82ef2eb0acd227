package dev.plumbline.harness.cli.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.models.probe.ProbeReport;
import dev.plumbline.tasks.ModelCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a probe prints. */
public final class ProbeSummary {

    private final ProbeReport report;
    private final double minCosine;

    public ProbeSummary(ProbeReport report, double minCosine) {
        this.report = report;
        this.minCosine = minCosine;
    }

    public String toText() {
        TextTable table = new TextTable("model", described(report.model()));
        table.add("norms", norms(report.norms()));
        table.add("asked twice", likeness(report.repeated()));
        table.add("alone or with others", likeness(report.batched()));
        table.add("in another order", likeness(report.reordered()));
        table.add("long texts", length(report.length()));
        table.add("empty text", empty(report.empty()));
        ProbeReport.Speed speed = report.speed();
        table.add(
                "speed",
                format(
                        "%.0f ms for one text, %.0f ms for %d (%.0f texts/s)",
                        1e3 * speed.oneText(),
                        1e3 * speed.allTexts(),
                        speed.texts(),
                        speed.texts() / speed.allTexts()));
        report.agreement().ifPresent(agreement -> {
            table.add("reference", described(agreement.other()) + ", norms " + norms(agreement.norms()));
            table.add(
                    "against it",
                    agreement
                            .likeness()
                            .map(likeness -> likeness(likeness)
                                    + format(", %.6f on average of %d texts", likeness.meanCosine(), speed.texts()))
                            .orElse("vectors of another width cannot be compared"));
        });
        table.add("verdict", String.join("; ", verdicts()));
        return table.toString();
    }

    private static String described(ModelCard card) {
        return card.name() + " (" + card.revision() + "), " + card.dimensions() + " dimensions"
                + (card.maxTokens() > 0 ? ", " + card.maxTokens() + " tokens" : "");
    }

    private static String norms(ProbeReport.Norms norms) {
        return norms.unit() ? "1" : format("%.4f to %.4f, not normalised", norms.least(), norms.most());
    }

    private static String likeness(ProbeReport.Likeness likeness) {
        return likeness.greatestDifference() == 0
                ? "the same bits"
                : format("cosine %.6f at least", likeness.leastCosine());
    }

    private static String length(ProbeReport.Length length) {
        return switch (length.beyond()) {
            case READ -> "read to the end, up to " + length.words() + " words";
            case CUT -> "cut after " + length.words() + " to " + length.limit() + " words";
            case REFUSED -> "refused above " + length.words() + " to " + length.limit() + " words: " + length.message();
        };
    }

    private static String empty(ProbeReport.Empty empty) {
        return empty.norm()
                .map(norm -> norm == 0 ? "a zero vector" : format("a vector of norm %.4f", norm))
                .orElse("refused: " + empty.message());
    }

    private List<String> verdicts() {
        List<String> verdicts = new ArrayList<>();
        if (!report.consistent(minCosine)) {
            verdicts.add("a text's vector depends on what it is asked with: scores will not repeat");
        }
        report.agreement().ifPresent(agreement -> {
            boolean same = agreement
                    .likeness()
                    .map(likeness -> likeness.leastCosine() >= minCosine)
                    .orElse(false);
            verdicts.add(
                    same
                            ? "gives the reference's vectors"
                            : "does not give the reference's vectors: another model, pooling, prompt or precision");
            if (same && report.norms().unit() != agreement.norms().unit()) {
                verdicts.add("but of other lengths, which dot products and classifiers see");
            }
        });
        if (report.empty().norm().isEmpty()) {
            verdicts.add("empty texts need --api-empty-text zero or space");
        }
        return verdicts.isEmpty() ? List.of("fine") : verdicts;
    }

    public String toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        put(root, report.model());
        norms(root.putObject("norms"), report.norms());
        likeness(root.putObject("repeated"), report.repeated());
        likeness(root.putObject("batched"), report.batched());
        likeness(root.putObject("reordered"), report.reordered());
        root.putObject("long_text")
                .put("outcome", report.length().beyond().name().toLowerCase(Locale.ROOT))
                .put("words_read", report.length().words())
                .put("words_limit", report.length().limit())
                .put("message", report.length().message());
        root.putObject("empty_text")
                .put("norm", report.empty().norm().orElse(null))
                .put("message", report.empty().message());
        root.putObject("speed")
                .put("one_text_seconds", report.speed().oneText())
                .put("all_texts_seconds", report.speed().allTexts())
                .put("texts", report.speed().texts());
        report.agreement().ifPresent(agreement -> {
            ObjectNode reference = root.putObject("reference");
            put(reference, agreement.other());
            norms(reference.putObject("norms"), agreement.norms());
            agreement.likeness().ifPresent(likeness -> likeness(reference, likeness));
        });
        root.put("min_cosine", minCosine);
        root.put("holds", report.holds(minCosine));
        verdicts().forEach(root.putArray("verdicts")::add);
        return root.toPrettyString() + "\n";
    }

    private static void put(ObjectNode node, ModelCard card) {
        node.put("model", card.name());
        node.put("revision", card.revision());
        node.put("dimensions", card.dimensions());
        node.put("max_tokens", card.maxTokens());
    }

    private static void norms(ObjectNode node, ProbeReport.Norms norms) {
        node.put("min", norms.least()).put("mean", norms.mean()).put("max", norms.most());
        node.put("normalised", norms.unit());
    }

    private static void likeness(ObjectNode node, ProbeReport.Likeness likeness) {
        node.put("min_cosine", likeness.leastCosine())
                .put("mean_cosine", likeness.meanCosine())
                .put("max_difference", likeness.greatestDifference());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
