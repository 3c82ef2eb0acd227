package dev.plumbline.harness.cli.results;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.CiArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.OwnTaskArguments;
import dev.plumbline.harness.cli.table.GatePlanTable;
import dev.plumbline.harness.cli.table.GateTable;
import dev.plumbline.harness.select.ModelSources;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.gate.Gate;
import dev.plumbline.reports.gate.GateFiles;
import dev.plumbline.reports.gate.GatePlan;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.gate.PlannedRules;
import dev.plumbline.reports.gate.PlannedTasks;
import dev.plumbline.reports.gate.SequentialGate;
import dev.plumbline.reports.gate.Undecided;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.reports.read.SeenFile;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            "With --sequential a fifth of the significance goes to looks after each task but",
            "the last (Pocock's spending), the rest to the rules at the end; exit",
            "0 then means that nothing is wrong so far.",
            "Exit codes: 0 every rule holds, 1 a rule fails, 2 usage, 3 the two cannot be",
            "compared."
        },
        mixinStandardHelpOptions = true)
public final class GateCommand implements Callable<Integer> {

    /** Where the next run writes, in the lines that a plan prints. */
    private static final String RESULTS = "RESULTS";

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
            paramLabel = "DIR",
            description = "Results of the model that is checked; needed but with --plan.")
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

    @Mixin
    private OwnTaskArguments own;

    @Option(
            names = "--seen",
            arity = "1..*",
            split = ",",
            paramLabel = "FILE",
            description = "Compare without these samples, which training data hold: files of decontaminate --samples.")
    private List<Path> seen = List.of();

    @Option(
            names = "--sequential",
            description = "While the candidate is still being scored: look after each task, in the benchmark's order"
                    + " or by name, and fail as soon as the mean has dropped beyond chance.")
    private boolean sequential;

    @Option(
            names = "--plan",
            description =
                    "Score nothing: say which drop each rule will find with 80%% power, and the fewest texts whose"
                            + " tasks find one point.")
    private boolean plan;

    @Option(
            names = "--like",
            paramLabel = "DIR",
            description = "For --plan: results of a model as near to the baseline as the next one will be.")
    private String like;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            description = "For --plan: how long a suite may take (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--texts-per-second",
            paramLabel = "N",
            description = "For --plan: how fast the machine encodes (default: as the baseline's runs did).")
    private Double rate;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "For --plan: the rules of the suite that it proposes, as YAML for --rules.")
    private Path write;

    @Mixin
    private CiArguments builds;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; no outcome depends on them.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private OutputArguments outputs;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        if (candidate == null && !plan) {
            throw PlumblineException.usage("gate needs --candidate DIR, the results that are checked, or --plan");
        }
        builds.check(outputs);
        if (write != null && !plan) {
            throw PlumblineException.usage("--write is of --plan, whose suite it writes rules for");
        }
        outputs.check("--write", write, PlannedRules.MARK);
        Manifest manifest = own.manifest();
        GateRules checked = rules == null ? GateRules.standard() : GateRules.read(rules, manifest);
        List<SeenFile> left = seen.stream().map(SeenFile::read).toList();
        ModelSources sources = new ModelSources(this::warn);
        Optional<Benchmark> chosen = Optional.ofNullable(benchmark).map(manifest::benchmark);
        if (plan) {
            return plan(manifest, checked, sources, chosen, left);
        }
        try {
            return decided(manifest, checked, sources, chosen, left);
        } catch (PlumblineException e) {
            if (e.kind() == PlumblineException.Kind.RESULT) {
                write(new Undecided(candidate, baseline, e.getMessage(), true));
            }
            throw e;
        }
    }

    private void warn(String warning) {
        command.commandLine().getErr().println("warning: " + warning);
    }

    private int decided(
            Manifest manifest,
            GateRules checked,
            ModelSources sources,
            Optional<Benchmark> chosen,
            List<SeenFile> left) {
        Contender first = without(left, sources.find(baseline, Optional.ofNullable(baselineModel)));
        Contender second = sequential && notBegun()
                ? notBegun(first)
                : without(left, sources.find(candidate, Optional.ofNullable(candidateModel)));
        // Replicates are drawn when a figure is asked for, so the threads stay until all is printed.
        try (Parallel parallel = Parallel.of(threads)) {
            Comparison comparison =
                    Comparison.on(manifest, chosen, first, second, Optional.of(Resampling.standard(parallel)));
            if (sequential) {
                return looks(new SequentialGate(checked).check(comparison).noted(said(left)));
            }
            return told(new Gate(checked).check(comparison).noted(said(left)));
        }
    }

    /** Whether the candidate's folder has no result yet, where one may still come. */
    private boolean notBegun() {
        return ModelSources.path(candidate)
                .filter(folder -> Files.notExists(folder)
                        || (Files.isDirectory(folder)
                                && ResultTree.read(folder).models().isEmpty()))
                .isPresent();
    }

    private Contender notBegun(Contender first) {
        if (first.figures().tasks().isEmpty()) {
            throw PlumblineException.result("no results in " + baseline);
        }
        warn("no results in " + candidate + " yet");
        return Contender.of(new ModelFigures(candidate, ModelFacts.NONE, Map.of()));
    }

    /** Without what was seen in training; tasks of which nothing is known to be unseen are not compared, and named. */
    private Contender without(List<SeenFile> left, Contender contender) {
        if (left.isEmpty()) {
            return contender;
        }
        Contender unseen = contender.without(left);
        List<String> gone = contender.figures().tasks().keySet().stream()
                .filter(task -> !unseen.figures().tasks().containsKey(task))
                .toList();
        if (!gone.isEmpty()) {
            warn(contender.name()
                    + ": not compared, since --seen says nothing of them or they have no samples that make"
                    + " their score: " + String.join(", ", gone));
        }
        return unseen;
    }

    /** Who sees the outcome alone must know that it is of a part of the samples, and of which. */
    private static List<String> said(List<SeenFile> left) {
        return left.stream()
                .flatMap(file -> Stream.concat(Stream.of(file.said()), file.gap().stream()))
                .toList();
    }

    private Optional<Path> place() {
        return Optional.ofNullable(rules);
    }

    private void write(Undecided undecided) {
        builds.write(undecided, place(), annotations());
    }

    private int told(GateReport report) {
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? GateFiles.json(report).toPrettyString() + "\n" : GateTable.text(report));
        out.flush();
        builds.write(report, place(), annotations());
        return report.passed() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /** Annotations are read from either stream; JSON must stay JSON. */
    private PrintWriter annotations() {
        return json ? command.commandLine().getErr() : command.commandLine().getOut();
    }

    private int looks(SequentialGate.Outcome outcome) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(GateFiles.json(outcome).toPrettyString());
        } else {
            out.print(GateTable.text(outcome));
        }
        out.flush();
        outcome.report()
                .ifPresentOrElse(
                        report -> builds.write(report, place(), annotations()),
                        () -> write(new Undecided(candidate, baseline, outcome.sentence(), false)));
        return outcome.passed() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private int plan(
            Manifest manifest,
            GateRules checked,
            ModelSources sources,
            Optional<Benchmark> chosen,
            List<SeenFile> left) {
        if (candidate != null || sequential || !builds.given().isEmpty()) {
            throw PlumblineException.usage("--plan is made before there is a candidate: leave --candidate, --sequential"
                    + " and files of the outcome out");
        }
        if (!(minutes > 0) || (rate != null && !(rate > 0))) {
            throw PlumblineException.usage("--minutes and --texts-per-second must be more than 0");
        }
        Contender first = without(left, sources.find(baseline, Optional.ofNullable(baselineModel)));
        Optional<Contender> near = Optional.ofNullable(like).map(text -> without(left, sources.find(text)));
        try (Parallel parallel = Parallel.of(threads)) {
            Resampling resampling = Resampling.standard(parallel);
            PlannedTasks planned =
                    new PlannedTasks(manifest, sources.folder(first.name()), Optional.ofNullable(rate), resampling);
            PlannedTasks.Found found = near.isPresent()
                    ? planned.like(Comparison.on(manifest, chosen, first, near.get(), Optional.of(resampling)), first)
                    : planned.alone(
                            chosen.map(benchmarkTasks -> ComparedTask.of(manifest, benchmarkTasks))
                                    .orElseGet(() -> ComparedTask.of(manifest, first.figures(), first.figures())),
                            first);
            if (found.tasks().isEmpty()) {
                throw PlumblineException.result(first.name() + " has no samples of these tasks, of which a plan could"
                        + " tell anything; score them with run, which keeps samples");
            }
            if (!found.omitted().isEmpty()) {
                command.commandLine()
                        .getErr()
                        .println("warning: the plan knows nothing of " + String.join(", ", found.omitted())
                                + ", which the gate will compare: there are no samples of which it could tell; run keeps"
                                + " them unless --no-samples is given");
            }
            GatePlan made = GatePlan.of(found.tasks(), checked, 60 * minutes, near.isEmpty());
            PrintWriter out = command.commandLine().getOut();
            out.print(
                    json
                            ? GatePlanTable.json(made, planned).toPrettyString() + "\n"
                            : GatePlanTable.text(made, minutes, planned)
                                    + made.suite().map(this::commands).orElse(""));
            out.flush();
            if (write != null) {
                AtomicFiles.write(write, rules(made, checked));
            }
            return ExitCode.DONE;
        }
    }

    /** The suite's rules, to be checked in. */
    private String rules(GatePlan made, GateRules checked) {
        GatePlan.Suite suite = made.suite()
                .orElseThrow(() -> PlumblineException.result(
                        "--write: no suite of these tasks finds one point in " + minutes + " minutes, so there are no"
                                + " rules to write; give more tasks, more --minutes or --like"));
        return PlannedRules.of(suite, checked).yaml();
    }

    /** What is run next, whole lines but for the model's name. */
    private String commands(GatePlan.Suite suite) {
        List<String> run = new ArrayList<>(List.of("plumbline", "run", "--model", "MODEL", "--task"));
        run.addAll(suite.tasks());
        List<String> gate = new ArrayList<>(List.of("plumbline", "gate", "--baseline", baseline));
        if (baselineModel != null) {
            gate.addAll(List.of("--baseline-model", baselineModel));
        }
        for (Path file : own.files()) {
            run.addAll(List.of("--task-file", file.toString()));
            gate.addAll(List.of("--task-file", file.toString()));
        }
        run.addAll(List.of("--results", RESULTS));
        gate.addAll(List.of("--candidate", RESULTS, "--rules", write == null ? "gate.yaml" : write.toString()));
        return (write == null ? "  --write gate.yaml writes the rules that look at their mean alone\n" : "") + "  "
                + GatePlanTable.line(run) + "\n  " + GatePlanTable.line(gate) + "\n";
    }
}
