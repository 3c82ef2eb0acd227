package dev.plumbline.harness.cli.results;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.table.GateTable;
import dev.plumbline.harness.select.ModelSources;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.gate.Gate;
import dev.plumbline.reports.gate.GateFiles;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "gate",
        description = "Check a candidate against a baseline; exit 1 where a rule fails.",
        footer = {
            "",
            "Without --rules: no significant drop of 0.1 points overall, 0.3 of a task type",
            "or 0.5 of a task at 5%%, and no task of the baseline missing. Significant",
            "means by the paired randomisation test on the samples, with Holm's correction",
            "over every test of the gate; without samples the size of the drop decides.",
            "Rules (YAML; all of it optional, points are hundredths):",
            "  significance: 0.05",
            "  overall: {allowed_drop: 0, least_effect: 0.1}",
            "  type: {allowed_drop: 0, least_effect: 0.3}",
            "  task: {allowed_drop: 0, least_effect: 0.5}",
            "  types: {Retrieval: {allowed_drop: 1}}",
            "  tasks: {STS13: {allowed_drop: 2}}",
            "  required: baseline",
            "  not_comparable: refuse",
            "Exit codes: 0 every rule holds, 1 a rule fails, 2 usage, 3 the two cannot be",
            "compared."
        },
        mixinStandardHelpOptions = true)
public final class GateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = "--baseline",
            required = true,
            paramLabel = "DIR",
            description = "Results of the model to compare with; also published:NAME.")
    private String baseline;

    @Option(
            names = "--candidate",
            required = true,
            paramLabel = "DIR",
            description = "Results of the model that is checked.")
    private String candidate;

    @Option(
            names = "--baseline-model",
            paramLabel = "NAME",
            description = "Which model, where the baseline's folder has several.")
    private String baselineModel;

    @Option(
            names = "--candidate-model",
            paramLabel = "NAME",
            description = "Which model, where the candidate's folder has several.")
    private String candidateModel;

    @Option(names = "--rules", paramLabel = "FILE", description = "Rules in YAML; see below.")
    private Path rules;

    @Option(
            names = "--benchmark",
            paramLabel = "NAME",
            description = "Only the tasks of a benchmark. Default: all tasks of the two.")
    private String benchmark;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the outcome as JUnit XML.")
    private Path junit;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; no outcome depends on them.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private OutputArguments outputs;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        outputs.check("--junit", junit, rules == null ? List.of() : List.of(rules), "<testsuite name=\"plumbline gate");
        Manifest manifest = Manifest.bundled();
        GateRules checked = rules == null ? GateRules.standard() : GateRules.read(rules, manifest);
        ModelSources sources =
                new ModelSources(warning -> command.commandLine().getErr().println("warning: " + warning));
        Contender first = find(sources, baseline, baselineModel);
        Contender second = find(sources, candidate, candidateModel);
        Optional<Benchmark> chosen = Optional.ofNullable(benchmark).map(manifest::benchmark);
        // Replicates are drawn when a figure is asked for, so the threads stay until all is printed.
        try (Parallel parallel = Parallel.of(threads)) {
            Comparison comparison =
                    Comparison.on(manifest, chosen, first, second, Optional.of(Resampling.standard(parallel)));
            GateReport report = new Gate(checked).check(comparison);
            if (junit != null) {
                AtomicFiles.write(junit, GateFiles.junit(report));
            }
            PrintWriter out = command.commandLine().getOut();
            out.print(json ? GateFiles.json(report).toPrettyString() + "\n" : GateTable.text(report));
            out.flush();
            return report.passed() ? ExitCode.DONE : ExitCode.SOME_FAILED;
        }
    }

    private static Contender find(ModelSources sources, String text, String model) {
        return Files.isDirectory(Path.of(text))
                ? sources.inFolder(Path.of(text), Optional.ofNullable(model))
                : sources.find(text);
    }
}
