package dev.plumbline.harness.cli.run;

import dev.plumbline.Evaluation;
import dev.plumbline.ModelRun;
import dev.plumbline.harness.cli.option.AvailableArguments;
import dev.plumbline.harness.cli.option.ChosenPlace;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.EngineArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FormArguments;
import dev.plumbline.harness.cli.option.Interruption;
import dev.plumbline.harness.cli.option.ModelArguments;
import dev.plumbline.harness.cli.option.PartsArguments;
import dev.plumbline.harness.cli.option.PerturbationArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.ReleaseOption;
import dev.plumbline.harness.cli.option.RerankArguments;
import dev.plumbline.harness.cli.option.ResultsArguments;
import dev.plumbline.harness.cli.option.ShippingArguments;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.RunSummary;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.reports.assemble.RobustnessRows;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.gate.SequentialGate;
import dev.plumbline.reports.report.Robustness;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Score a model on tasks and write mteb result files.",
        footer = {
            "",
            "Results go to RESULTS/results/<model>/<revision>/<Task>.json, mteb's cache",
            "layout.",
            "A task that has its result there is not scored again; see --fresh.",
            "A task the model cannot do (bm25 gives no vectors) is skipped, which is no",
            "failure.",
            "With --gate there is a look after each task that the baseline has, and a run whose",
            "mean has dropped beyond chance ends there, with exit code 1; the rules of gate",
            "decide once every task is there. Run again, it has the same looks.",
            "Exit codes: 0 done, 1 some tasks failed or a rule of --gate does, 2 usage, 3 data or",
            "what --gate cannot compare, 4 model, 5 storage, 6 data of some tasks are missing,",
            "130 interrupted."
        },
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private PartsArguments parts;

    @Mixin
    private ModelArguments model;

    @Mixin
    private RerankArguments rerank;

    @Mixin
    private FormArguments forms;

    @Mixin
    private PerturbationArguments perturbed;

    @Mixin
    private DataArguments data;

    @Mixin
    private ReleaseOption release;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private ResultsArguments results;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "Score only the first N rows or queries, and learn from N rows, to try things out; results go to"
                            + " RESULTS/limited-N.")
    private Integer limit;

    @Mixin
    private GateArguments gate;

    @Mixin
    private AvailableArguments available;

    @Mixin
    private EngineArguments engine;

    @Mixin
    private ShippingArguments shipping;

    @Mixin
    private ConfigArguments config;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        // what is no number is said before it is written down as one
        forms.forms();
        if (config.show()) {
            out.print(ConfigArguments.text(command));
            out.flush();
            return ExitCode.DONE;
        }
        gate.check(
                limit != null, perturbed.perturbations().size() + forms.forms().size() > 1, results.samples());
        OptionalInt elsewhere = engine.elsewhere(command);
        if (elsewhere.isPresent()) {
            return elsewhere.getAsInt();
        }
        OptionalInt rows = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        ChosenPlace place = engine.place(progress, shipping);
        RunOptions options = new RunOptions(
                        folder(),
                        results.existing(),
                        data.allowModified(),
                        rows,
                        model.threads(),
                        results.samples(),
                        release.chosen())
                .at(place)
                .asked(ConfigArguments.asked(command));
        Evaluation evaluation = new Evaluation(
                parts.choice(),
                parts.splits(),
                parts.subsets(),
                data.places(parts.choice().taskFileFolders()),
                model.network().access(),
                available.availableOnly(),
                forms.forms(),
                perturbed.perturbations(),
                options);
        if (release.chosen().derived()) {
            progress.note(release.chosen().derivation());
        }
        ModelOptions opening = model.options(progress);
        Models.check(model.spec(), opening);
        try (place;
                OpenGate opened = gate.open(command.commandLine(), evaluation, progress, json)) {
            Interruption interruption = new Interruption(command.commandLine().getErr(), progress);
            try {
                List<ModelRun> runs = evaluation.run(
                        given -> place.opened(model.spec(), given, each -> rerank.open(model.spec(), each)),
                        opening,
                        opened.listener());
                Optional<SequentialGate.Outcome> outcome = opened.outcome();
                RunSummary summary = new RunSummary(
                        runs,
                        limit,
                        progress.encodedTexts(),
                        progress.reusedTexts(),
                        robustness(runs, evaluation),
                        outcome);
                out.print(json ? summary.toJson() : summary.toText());
                out.flush();
                return opened.exitCode(ExitCode.of(
                        runs.stream().flatMap(run -> run.outcomes().stream()).toList()));
            } finally {
                interruption.close();
            }
        }
    }

    /** What each change of texts cost each form of the vectors. */
    private List<Robustness> robustness(List<ModelRun> runs, Evaluation evaluation) {
        if (evaluation.perturbations().isEmpty()) {
            return List.of();
        }
        Manifest manifest = evaluation.tasks().manifest();
        List<ComparedTask> scored =
                evaluation.tasks().items(manifest, evaluation.splits(), evaluation.subsets()).stream()
                        .map(item -> new ComparedTask(
                                item.task().name(), Optional.of(item.task().type()), item.selection()))
                        .toList();
        List<Robustness> robustness = new ArrayList<>();
        try (Parallel parallel = Parallel.of(model.threads())) {
            RobustnessRows rows = new RobustnessRows(manifest, Resampling.standard(parallel));
            ModelRun plain = runs.get(0);
            for (ModelRun run : runs) {
                if (run.perturbation().isEmpty()) {
                    plain = run;
                    continue;
                }
                Set<String> done = run.mainScores().keySet();
                rows.of(
                                plain.model().name()
                                        + plain.experiment()
                                                .map(name -> " (" + name + ")")
                                                .orElse(""),
                                run.perturbation().get().label(),
                                scored.stream()
                                        .filter(task -> done.contains(task.name()))
                                        .toList(),
                                plain.folder(),
                                run.folder())
                        .ifPresent(robustness::add);
            }
        }
        return robustness;
    }

    /** Limited results never go where full ones go. */
    private Path folder() {
        return limit == null ? results.folder() : results.folder().resolve("limited-" + limit);
    }
}
