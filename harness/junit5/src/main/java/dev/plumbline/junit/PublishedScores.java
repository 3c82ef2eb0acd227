package dev.plumbline.junit;

import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.gate.GateCheck;
import dev.plumbline.reports.gate.GateReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What JUnit's reports keep of a check, passed or not. */
final class PublishedScores {

    private PublishedScores() {}

    /** Scores of each task and, of each rule, the change and the chance to find a drop of one point. */
    static Map<String, String> of(GateReport report, Comparison comparison) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("plumbline", report.passed() ? "passed" : "failed");
        for (TaskComparison task : comparison.tasks()) {
            if (task.both()) {
                entries.put(
                        "plumbline score " + task.task().name(),
                        String.format(
                                Locale.ROOT,
                                "%.2f, was %.2f",
                                100 * task.candidate().orElseThrow(),
                                100 * task.baseline().orElseThrow()));
            }
        }
        for (GateCheck check : report.checks()) {
            if (!Double.isNaN(check.change())) {
                entries.put(
                        "plumbline rule " + check.name(),
                        String.format(
                                Locale.ROOT, "%+.2f points, %s%s", 100 * check.change(), check.reason(), power(check)));
            }
        }
        return entries;
    }

    private static String power(GateCheck check) {
        return check.difference().isPresent()
                ? String.format(
                        Locale.ROOT, "; would find a drop of one point with a chance of %.0f%%", 100 * check.power())
                : "";
    }
}
