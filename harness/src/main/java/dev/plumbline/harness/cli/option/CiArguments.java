package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.gate.Badge;
import dev.plumbline.reports.gate.GateFiles;
import dev.plumbline.reports.gate.GateMarkdown;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.gate.GitlabFiles;
import dev.plumbline.reports.gate.Undecided;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a gate's outcome goes besides standard output: what build servers show. */
public final class CiArguments {

    private static final String STEP_SUMMARY = "GITHUB_STEP_SUMMARY";

    /** Where GitLab's runner has put the repository. */
    private static final String GITLAB_ROOT = "CI_PROJECT_DIR";

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the outcome as JUnit XML.")
    private Path junit;

    @Option(names = "--summary", paramLabel = "FILE", description = "Write the outcome as Markdown.")
    private Path summary;

    @Option(
            names = "--github",
            description = "Add the outcome to the step's summary (the file in GITHUB_STEP_SUMMARY), and print an"
                    + " annotation for each failing rule.")
    private boolean github;

    @Option(
            names = "--gitlab-quality",
            paramLabel = "FILE",
            description = "Write failing rules as GitLab's code quality report.")
    private Path quality;

    @Option(
            names = "--gitlab-metrics",
            paramLabel = "FILE",
            description = "Write scores and changes as GitLab's metrics report.")
    private Path metrics;

    @Option(
            names = "--badge",
            paramLabel = "FILE",
            description = "Write a badge (SVG) that says passed or failed, and how far the mean has moved.")
    private Path badge;

    /** Checks before any work that every file may be written. */
    public void check(OutputArguments outputs) {
        outputs.check("--junit", junit, "<testsuite name=\"plumbline gate");
        outputs.check("--summary", summary, "## Gate: ");
        outputs.check("--gitlab-quality", quality, "\"plumbline gate ", "[ ]");
        outputs.check("--gitlab-metrics", metrics, "plumbline_gate_");
        outputs.check("--badge", badge, "<title>plumbline gate");
        if (github && stepSummary().isEmpty()) {
            throw PlumblineException.usage("--github needs " + STEP_SUMMARY
                    + ", which GitHub sets in a step; elsewhere --summary FILE writes the same");
        }
    }

    private static Optional<Path> stepSummary() {
        return Optional.ofNullable(System.getenv(STEP_SUMMARY))
                .filter(text -> !text.isBlank())
                .map(Path::of);
    }

    /**
     * Writes what was asked for.
     *
     * @param rules the file of the repository that findings are shown at; empty where none was given
     */
    public void write(GateReport report, Optional<Path> rules, PrintWriter out) {
        String place = place(rules);
        write(junit, () -> GateFiles.junit(report));
        write(summary, () -> GateMarkdown.summary(report));
        write(quality, () -> GitlabFiles.quality(report, place));
        write(metrics, () -> GitlabFiles.metrics(report));
        write(badge, () -> Badge.of(report).svg());
        if (github) {
            tell(GateMarkdown.summary(report), GateMarkdown.annotations(report), out);
        }
    }

    /** The same of a gate that has not decided, in place of what an earlier one left. */
    public void write(Undecided undecided, Optional<Path> rules, PrintWriter out) {
        String place = place(rules);
        write(junit, () -> GateFiles.junit(undecided));
        write(summary, () -> GateMarkdown.summary(undecided));
        write(quality, () -> GitlabFiles.quality(undecided, place));
        write(metrics, () -> GitlabFiles.metrics(undecided));
        write(badge, () -> Badge.of(undecided).svg());
        if (github) {
            tell(GateMarkdown.summary(undecided), GateMarkdown.annotations(undecided), out);
        }
    }

    private static void write(@Nullable Path file, Supplier<String> text) {
        if (file != null) {
            AtomicFiles.write(file, text.get());
        }
    }

    private static String place(Optional<Path> rules) {
        Path repository =
                Path.of(Optional.ofNullable(System.getenv(GITLAB_ROOT)).orElse(""));
        return GitlabFiles.place(rules.orElse(Path.of("gate.yaml")), repository);
    }

    private static void tell(String summary, String annotations, PrintWriter out) {
        append(stepSummary().orElseThrow(), summary + "\n");
        out.print(annotations);
        out.flush();
    }

    /** Other commands of the step have written there before. */
    private static void append(Path file, String text) {
        try {
            long there = Files.exists(file) ? Files.size(file) : 0;
            Files.writeString(
                    file, GateMarkdown.fitting(text, there), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    /** Options that were given, for a mode that has none of them. */
    public List<String> given() {
        List<String> given = new ArrayList<>();
        add("--junit", junit, given);
        add("--summary", summary, given);
        add("--gitlab-quality", quality, given);
        add("--gitlab-metrics", metrics, given);
        add("--badge", badge, given);
        if (github) {
            given.add("--github");
        }
        return given;
    }

    private static void add(String name, Path file, List<String> given) {
        if (file != null) {
            given.add(name);
        }
    }
}
