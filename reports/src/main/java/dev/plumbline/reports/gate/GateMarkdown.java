package dev.plumbline.reports.gate;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** A gate's report where people look at builds: a summary in Markdown, and annotations of GitHub. */
public final class GateMarkdown {

    private static final double CONFIDENCE = 0.95;
    private static final Pattern SPECIAL = Pattern.compile("([\\\\`*_{}\\[\\]()#+!|~$@:])");

    /** Of a kind, that GitHub shows of a step. */
    private static final int MOST_ANNOTATIONS = 10;

    /** Bytes of a step's summary. */
    private static final int MOST_SUMMARY = 1 << 20;

    private static final String CUT =
            "\n* cut here, since GitHub takes 1 MiB of a step; `--summary FILE` writes all of it\n";

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
        return annotation(undecided.refused() ? "error" : "notice", undecided.outcome(), undecided.says());
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

    /**
     * One line for each failing rule, the widest first, and for each task left out, as GitHub's runner reads them from the
     * output. Of a kind it shows ten of a step and drops the rest without a word, so that the tenth says how many more there are.
     */
    public static String annotations(GateReport report) {
        List<Annotation> failures = report.failures().stream()
                .sorted(Comparator.comparing(GateCheck::scope, Comparator.comparing(GateMarkdown::width)))
                .map(check -> new Annotation(check.name(), check.name() + ": " + check.reason()))
                .toList();
        List<Annotation> skipped = report.skipped().stream()
                .map(task -> new Annotation(
                        task.task().name(),
                        task.task().name() + " left out, not the same measurement: " + task.unlike()))
                .toList();
        return annotations("error", failures, "rules fail") + annotations("warning", skipped, "tasks are left out");
    }

    private record Annotation(String of, String says) {}

    /** What tasks lack comes before what they lost: it may be why. */
    private static int width(GateCheck.Scope scope) {
        return switch (scope) {
            case OVERALL -> 0;
            case TYPE -> 1;
            case REQUIRED -> 2;
            case TASK -> 3;
        };
    }

    private static String annotations(String kind, List<Annotation> all, String more) {
        int shown = all.size() <= MOST_ANNOTATIONS ? all.size() : MOST_ANNOTATIONS - 1;
        StringBuilder text = new StringBuilder();
        all.subList(0, shown).forEach(annotation -> text.append(annotation(kind, annotation.of, annotation.says)));
        if (shown < all.size()) {
            text.append(annotation(kind, "more", all.size() - shown + " more " + more + "; the summary has them all"));
        }
        return text.toString();
    }

    private static String annotation(String kind, String of, String says) {
        return "::" + kind + " title=" + property("plumbline gate: " + of) + "::" + message(says) + "\n";
    }

    /**
     * A summary that GitHub takes: of a step's summary, all that its commands write there together, it takes 1 MiB, and of a
     * larger one nothing.
     *
     * @param there bytes that are there already
     */
    public static String fitting(String summary, long there) {
        long room = MOST_SUMMARY - there;
        if (summary.getBytes(StandardCharsets.UTF_8).length <= room) {
            return summary;
        }
        StringBuilder kept = new StringBuilder();
        long left = room - CUT.getBytes(StandardCharsets.UTF_8).length;
        for (String line : summary.lines().toList()) {
            left -= line.getBytes(StandardCharsets.UTF_8).length + 1;
            if (left < 0) {
                break;
            }
            kept.append(line).append('\n');
        }
        return room < CUT.length() ? "" : kept + CUT;
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
