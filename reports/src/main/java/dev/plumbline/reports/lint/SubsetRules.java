package dev.plumbline.reports.lint;

import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What splits and subsets a file should have, and which data they should be of. */
final class SubsetRules {

    private SubsetRules() {}

    /** A subset that one split has and another lacks has been forgotten in one of them. */
    static void uneven(TaskResult result, List<Finding> findings) {
        Set<String> all = new LinkedHashSet<>();
        result.scores().values().stream().flatMap(List::stream).forEach(entry -> all.add(entry.hfSubset()));
        result.scores().forEach((split, entries) -> {
            Set<String> lacking = new LinkedHashSet<>(all);
            entries.forEach(entry -> lacking.remove(entry.hfSubset()));
            if (!lacking.isEmpty()) {
                add(
                        Finding.Severity.WARNING,
                        "subset",
                        split,
                        "lacks " + String.join(", ", lacking) + ", which another split has",
                        findings);
            }
        });
    }

    /** Splits and subsets: the task's own, each once, and all that a benchmark wants. */
    static void check(TaskResult result, TaskSpec task, Manifest manifest, List<Finding> findings) {
        for (Map.Entry<String, List<SubsetResult>> split : result.scores().entrySet()) {
            if (!task.evalSplits().contains(split.getKey())) {
                add(
                        Finding.Severity.NOTE,
                        "split",
                        split.getKey(),
                        "the task is not scored on this split (" + String.join(", ", task.evalSplits()) + ")",
                        findings);
            }
            Set<String> seen = new HashSet<>();
            for (SubsetResult entry : split.getValue()) {
                String place = split.getKey() + "/" + entry.hfSubset();
                seen.add(entry.hfSubset());
                if (!task.allSubsets().contains(entry.hfSubset())) {
                    add(Finding.Severity.WARNING, "subset", place, "the task has no such subset", findings);
                }
            }
            if (seen.size() < task.allSubsets().size()) {
                add(
                        Finding.Severity.NOTE,
                        "subset",
                        split.getKey(),
                        "has " + seen.size() + " of the task's "
                                + task.allSubsets().size() + " subsets",
                        findings);
            }
        }
        for (Benchmark benchmark : manifest.benchmarks()) {
            Selection wanted = benchmark.selections().get(task.name());
            if (wanted != null) {
                missing(result, benchmark.name(), wanted, findings);
            }
        }
        if (task.dataset().revision() != null
                && task.subtasks().isEmpty()
                && !task.dataset().revision().equals(result.datasetRevision())) {
            add(
                    Finding.Severity.NOTE,
                    "revision",
                    "",
                    "data set revision " + result.datasetRevision() + "; today's is "
                            + task.dataset().revision(),
                    findings);
        }
    }

    private static void missing(TaskResult result, String benchmark, Selection wanted, List<Finding> findings) {
        Set<String> missing = new LinkedHashSet<>();
        int count = 0;
        for (String split : wanted.splits()) {
            for (String subset : wanted.subsets()) {
                count++;
                if (result.entry(split, subset).isEmpty()) {
                    missing.add(split + "/" + subset);
                }
            }
        }
        if (!missing.isEmpty()) {
            add(
                    Finding.Severity.WARNING,
                    "incomplete",
                    "",
                    benchmark + " wants " + count + " entries and does not find " + String.join(", ", missing),
                    findings);
        }
    }

    private static void add(
            Finding.Severity severity, String rule, String place, String message, List<Finding> findings) {
        findings.add(new Finding(severity, rule, place, message));
    }
}
