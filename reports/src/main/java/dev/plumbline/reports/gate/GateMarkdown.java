package dev.plumbline.reports.gate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** A gate's report where people look at builds: a summary in Markdown, and annotations of GitHub. */
public final class GateMarkdown {

    private static final double CONFIDENCE = 0.95;
    private static final Pattern SPECIAL = Pattern.compile("([\\\\`*_{}\\[\\]()#+!|~$@:])");

    private GateMarkdown() {}

    /** A heading with the outcome, and every rule, those that fail first. */
    public static String summary(GateReport report) {
        StringBuilder text = new StringBuilder(200);
        text.append("## Gate: ")
                .append(report.passed() ? "\u2705 passed" : "\u274c failed")
                .append("\n\n**")
                .append(escape(report.candidate()))
                .append("** against **")
                .append(escape(report.baseline()))
                .append("**: ")
                .append(report.checks().size() - report.failures().size())
                .append(" of ")
                .append(report.checks().size())
                .append(" rules hold, ")
                .append(report.tested())
                .append(" tested with samples.\n\n")
                .append("| | Rule | Of | Baseline | Candidate | Change | 95% interval | p (Holm) | Why |\n")
                .append("|---|---|---|---:|---:|---:|---:|---:|---|\n");
        report.checks().stream().sorted(Comparator.comparing(GateCheck::passed)).forEach(check -> row(check, text));
        report.skipped()
                .forEach(task -> text.append("\n* ")
                        .append(escape(task.task().name()))
                        .append(" left out, not the same measurement: ")
                        .append(escape(task.unlike()))
                        .append('\n'));
        report.notes().forEach(note -> text.append("\n* ").append(escape(note)).append('\n'));
        return text.toString();
    }

    /** A heading and why nothing is decided. */
    public static String summary(Undecided undecided) {
        return "## Gate: " + (undecided.refused() ? "\u26a0\ufe0f " : "\u23f3 ") + undecided.outcome() + "\n\n**"
                + escape(undecided.candidate()) + "** against **" + escape(undecided.baseline()) + "**: "
                + escape(undecided.says()) + ".\n";
    }

    /** One line, as GitHub's runner reads it. */
    public static String annotations(Undecided undecided) {
        return (undecided.refused() ? "::error" : "::notice") + " title="
                + property("plumbline gate: " + undecided.outcome()) + "::" + message(undecided.says()) + "\n";
    }

    private static void row(GateCheck check, StringBuilder text) {
        List<String> cells = List.of(
                check.passed() ? "\u2705" : "\u274c",
                check.scope().name().toLowerCase(Locale.ROOT),
                escape(check.name()),
                points(check.baseline()),
                points(check.candidate()),
                Double.isNaN(check.change()) ? "" : String.format(Locale.ROOT, "%+.2f", 100 * check.change()),
                check.difference()
                        .map(found -> found.interval(CONFIDENCE))
                        .map(range ->
                                String.format(Locale.ROOT, "%+.2f to %+.2f", 100 * range.low(), 100 * range.high()))
                        .orElse(""),
                check.difference().isPresent() ? String.format(Locale.ROOT, "%.4f", check.corrected()) : "",
                escape(check.reason()));
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** One line for each failing rule, and for each task left out, as GitHub's runner reads them from the output. */
    public static String annotations(GateReport report) {
        StringBuilder text = new StringBuilder();
        report.failures()
                .forEach(check -> text.append("::error title=")
                        .append(property("plumbline gate: " + check.name()))
                        .append("::")
                        .append(message(check.name() + ": " + check.reason()))
                        .append('\n'));
        report.skipped()
                .forEach(task -> text.append("::warning title=")
                        .append(property("plumbline gate: " + task.task().name()))
                        .append("::")
                        .append(message(task.task().name() + " left out, not the same measurement: "
                                + task.unlike()))
                        .append('\n'));
        return text.toString();
    }

    /** What would end a command or begin another is written in its own way ({@code actions/toolkit}, command.ts). */
    private static String message(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return message(text).replace(":", "%3A").replace(",", "%2C");
    }

    private static String points(OptionalDouble score) {
        return score.isPresent() ? String.format(Locale.ROOT, "%.2f", 100 * score.getAsDouble()) : "";
    }

    private static String escape(String text) {
        String line = text.replaceAll("\\s+", " ");
        return SPECIAL.matcher(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                .replaceAll("\\\\$1");
    }
}
