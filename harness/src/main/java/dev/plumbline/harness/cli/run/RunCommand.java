package dev.plumbline.harness.cli.run;

import dev.plumbline.Evaluation;
import dev.plumbline.ModelRun;
import dev.plumbline.harness.cli.option.AvailableArguments;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.EngineArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FormArguments;
import dev.plumbline.harness.cli.option.Interruption;
import dev.plumbline.harness.cli.option.ModelArguments;
import dev.plumbline.harness.cli.option.PartsArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.ReleaseOption;
import dev.plumbline.harness.cli.option.RerankArguments;
import dev.plumbline.harness.cli.option.ResultsArguments;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.RunSummary;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
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
            "Exit codes: 0 done, 1 some tasks failed, 2 usage, 3 data, 4 model, 5 storage,",
            "6 data of some tasks are missing, 130 interrupted."
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
    private AvailableArguments available;

    @Mixin
    private EngineArguments engine;

    @Mixin
    private ConfigArguments config;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        if (config.show()) {
            out.print(ConfigArguments.text(command));
            out.flush();
            return ExitCode.DONE;
        }
        OptionalInt elsewhere = engine.elsewhere(command);
        if (elsewhere.isPresent()) {
            return elsewhere.getAsInt();
        }
        OptionalInt rows = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
        RunOptions options = new RunOptions(
                        folder(),
                        results.existing(),
                        data.allowModified(),
                        rows,
                        model.threads(),
                        results.samples(),
                        release.chosen())
                .asked(ConfigArguments.asked(command));
        Evaluation evaluation = new Evaluation(
                parts.choice(),
                parts.splits(),
                parts.subsets(),
                data.places(parts.choice().taskFileFolders()),
                model.network().access(),
                available.availableOnly(),
                forms.forms(),
                options);
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        if (release.chosen().derived()) {
            progress.note(release.chosen().derivation());
        }
        ModelOptions opening = model.options(progress);
        Models.check(model.spec(), opening);
        Interruption interruption = new Interruption(command.commandLine().getErr(), progress);
        try {
            List<ModelRun> runs = evaluation.run(
                    given -> engine.opened(model.spec(), given, each -> rerank.open(model.spec(), each)),
                    opening,
                    progress);
            RunSummary summary = new RunSummary(runs, limit, progress.encodedTexts(), progress.reusedTexts());
            out.print(json ? summary.toJson() : summary.toText());
            out.flush();
            return ExitCode.of(
                    runs.stream().flatMap(run -> run.outcomes().stream()).toList());
        } finally {
            interruption.close();
        }
    }

    /** Limited results never go where full ones go. */
    private Path folder() {
        return limit == null ? results.folder() : results.folder().resolve("limited-" + limit);
    }
}
