package dev.plumbline.junit;

import dev.plumbline.harness.excerpt.SampleTextReader;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.assemble.SampleRows;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.gate.GateCheck;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.report.TaskSampleRows;
import dev.plumbline.reports.statistics.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a developer reads when a test has failed: which task, how far, how sure, and on what. */
final class Objections {

    /** Of each task that failed. */
    private static final int SHOWN = 3;

    private final Manifest manifest;
    private final TaskChoice tasks;
    private final Contender before;
    private final Contender after;

    Objections(Manifest manifest, TaskChoice tasks, Contender before, Contender after) {
        this.manifest = manifest;
        this.tasks = tasks;
        this.before = before;
        this.after = after;
    }

    String of(GateReport report, Comparison comparison) {
        StringBuilder text = new StringBuilder("embeddings are worse than the baseline's:");
        for (GateCheck check : report.failures()) {
            text.append("\n  ").append(check.name()).append(": ").append(check.reason());
            check.difference().ifPresent(difference -> {
                Interval interval = difference.interval(0.95);
                text.append(String.format(
                        Locale.ROOT,
                        " (%+.2f points, 95%% interval %+.2f to %+.2f)",
                        100 * difference.value(),
                        100 * interval.low(),
                        100 * interval.high()));
            });
        }
        List<ComparedTask> failed = comparison.tasks().stream()
                .map(TaskComparison::task)
                .filter(task -> report.failures().stream()
                        .anyMatch(check -> check.name().equals(task.name())))
                .toList();
        List<ComparedTask> shown = failed.isEmpty()
                ? comparison.tasks().stream().map(TaskComparison::task).toList()
                : failed;
        SampleTextReader texts =
                new SampleTextReader(manifest, DataPlaces.beside(tasks).source(), problem -> {});
        SampleRows.of(texts, shown, after, Optional.of(before)).forEach(rows -> append(text, rows));
        return text.toString();
    }

    private static void append(StringBuilder text, TaskSampleRows rows) {
        for (TaskSampleRows.Row row :
                rows.lost().subList(0, Math.min(SHOWN, rows.lost().size()))) {
            text.append(String.format(
                    Locale.ROOT,
                    "\n  %s %s: error %.2f, was %.2f: %s",
                    rows.task(),
                    row.id(),
                    row.candidate(),
                    row.baseline().orElse(Double.NaN),
                    row.texts().stream()
                            .map(part -> part.role() + " \"" + part.text() + "\"")
                            .collect(Collectors.joining(", "))));
        }
    }
}
