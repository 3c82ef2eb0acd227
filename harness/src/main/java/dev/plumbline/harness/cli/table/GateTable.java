package dev.plumbline.harness.cli.table;

import dev.plumbline.reports.gate.GateCheck;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.gate.SequentialGate;
import dev.plumbline.reports.statistics.Interval;
import dev.plumbline.reports.statistics.SequentialLooks;
import java.util.Locale;
import java.util.OptionalDouble;

/** A gate's report as a person reads it on stdout. Figures times 100. */
public final class GateTable {

    private static final double CONFIDENCE = 0.95;

    private GateTable() {}

    public static String text(GateReport report) {
        TextTable table = new TextTable(
                "RULE", "OF", " BASELINE", " CANDIDATE", " CHANGE", " 95% INTERVAL", " P (HOLM)", " POWER", "", "WHY");
        for (GateCheck check : report.checks()) {
            table.add(
                    check.scope().name().toLowerCase(Locale.ROOT),
                    check.name(),
                    points(check.baseline()),
                    points(check.candidate()),
                    Double.isNaN(check.change()) ? "-" : String.format(Locale.ROOT, "%+.2f", 100 * check.change()),
                    check.difference()
                            .map(difference -> interval(difference.interval(CONFIDENCE)))
                            .orElse("-"),
                    check.difference().isPresent() ? String.format(Locale.ROOT, "%.4f", check.corrected()) : "-",
                    check.difference().isPresent() ? String.format(Locale.ROOT, "%.0f%%", 100 * check.power()) : "-",
                    check.passed() ? "ok" : "FAIL",
                    check.reason());
        }
        StringBuilder text = new StringBuilder(table.toString());
        report.skipped()
                .forEach(task -> text.append(task.task().name())
                        .append(" left out, not the same measurement: ")
                        .append(task.unlike())
                        .append('\n'));
        report.notes().forEach(note -> text.append(note).append('\n'));
        text.append("power: the chance to find a true drop of 1 point in this many tests, at worst\n");
        long failures = report.failures().size();
        return text.append(report.candidate())
                .append(" against ")
                .append(report.baseline())
                .append(failures == 0 ? ": PASS, " : ": FAIL, " + failures + " of ")
                .append(report.checks().size())
                .append(failures == 0 ? " rules hold, " : " rules, ")
                .append(report.tested())
                .append(" tested with samples\n")
                .toString();
    }

    /** Looks on the way, then the rules where every task is there. */
    public static String text(SequentialGate.Outcome outcome) {
        TextTable table = new TextTable("AFTER", " TASKS", " MEAN CHANGE", " LIMIT", " SPENT", "");
        for (SequentialLooks.Look look : outcome.looks()) {
            table.add(
                    outcome.tasks().get(look.parts() - 1),
                    look.parts() + "/" + outcome.planned(),
                    String.format(Locale.ROOT, "%+.2f", 100 * look.change()),
                    Double.isInfinite(look.limit()) ? "-" : String.format(Locale.ROOT, "%+.2f", 100 * look.limit()),
                    String.format(Locale.ROOT, "%.4f", look.spent()),
                    look.worse() ? "FAIL" : "ok");
        }
        StringBuilder notes = new StringBuilder();
        outcome.notes().forEach(note -> notes.append(note).append('\n'));
        return table + notes.toString() + outcome.rules().map(GateTable::text).orElse("") + outcome.sentence() + "\n";
    }

    private static String points(OptionalDouble score) {
        return score.isPresent() ? String.format(Locale.ROOT, "%.2f", 100 * score.getAsDouble()) : "-";
    }

    public static String interval(Interval interval) {
        return String.format(Locale.ROOT, "%+.2f to %+.2f", 100 * interval.low(), 100 * interval.high());
    }
}
