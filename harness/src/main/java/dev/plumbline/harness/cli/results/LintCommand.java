package dev.plumbline.harness.cli.results;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.lint.Finding;
import dev.plumbline.reports.lint.Lint;
import dev.plumbline.reports.read.ResultFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "lint",
        description = "Look for results that cannot be right.",
        footer = {
            "",
            "Errors are what no evaluator can have written: scores out of range, measures",
            "that contradict each other by definition, a main score that is none of the",
            "entry's, combinations of task and mteb version known to be wrong.",
            "Warnings are what should not be compared without a look; notes (--notes) what",
            "is good to know.",
            "Exit codes: 0 no error, 1 errors (with --strict also warnings), 2 usage, 3 no",
            "results."
        },
        mixinStandardHelpOptions = true)
public final class LintCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of results.")
    private List<Path> folders;

    @Option(names = "--notes", description = "Print notes as well.")
    private boolean notes;

    @Option(names = "--strict", description = "Take warnings for errors.")
    private boolean strict;

    @Option(
            names = "--no-published",
            description = "Do not hold files of published models against the published figures.")
    private boolean withoutPublished;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        Lint lint = new Lint(
                Manifest.bundled(), withoutPublished ? Optional.empty() : Optional.of(FigureTable.published()));
        Map<Path, List<Finding>> findings = new LinkedHashMap<>();
        for (Path folder : FileWords.of(folders)) {
            for (ResultFile file : ResultFile.below(folder)) {
                findings.put(file.path(), lint.check(file));
            }
        }
        if (findings.isEmpty()) {
            throw PlumblineException.result(
                    "no result files in " + folders.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        Map<Finding.Severity, Integer> counts = new EnumMap<>(Finding.Severity.class);
        findings.values().forEach(list -> list.forEach(finding -> counts.merge(finding.severity(), 1, Integer::sum)));
        int errors = counts.getOrDefault(Finding.Severity.ERROR, 0);
        int warnings = counts.getOrDefault(Finding.Severity.WARNING, 0);
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(json(findings).toPrettyString());
        } else {
            findings.forEach((file, list) -> print(file, list, out));
            out.printf(
                    Locale.ROOT,
                    "%d files: %d errors, %d warnings, %d notes%n",
                    findings.size(),
                    errors,
                    warnings,
                    counts.getOrDefault(Finding.Severity.NOTE, 0));
        }
        out.flush();
        return errors > 0 || (strict && warnings > 0) ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private boolean shown(Finding finding) {
        return notes || finding.severity() != Finding.Severity.NOTE;
    }

    private void print(Path file, List<Finding> findings, PrintWriter out) {
        List<Finding> shown = new ArrayList<>(findings);
        shown.removeIf(finding -> !shown(finding));
        if (!shown.isEmpty()) {
            out.println(file);
        }
        for (Finding finding : shown) {
            out.println("  " + finding.severity().name().toLowerCase(Locale.ROOT) + " [" + finding.rule() + "] "
                    + (finding.place().isEmpty() ? "" : finding.place() + ": ") + finding.message());
        }
    }

    private ArrayNode json(Map<Path, List<Finding>> findings) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        findings.forEach((file, found) -> {
            ObjectNode node = list.addObject();
            node.put("file", file.toString());
            ArrayNode entries = node.putArray("findings");
            for (Finding finding : found) {
                if (shown(finding)) {
                    entries.addObject()
                            .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                            .put("rule", finding.rule())
                            .put("place", finding.place())
                            .put("message", finding.message());
                }
            }
        });
        return list;
    }
}
