package dev.plumbline.harness.cli.run;

import dev.plumbline.harness.cli.option.AvailableArguments;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FormArguments;
import dev.plumbline.harness.cli.option.Interruption;
import dev.plumbline.harness.cli.option.ModelArguments;
import dev.plumbline.harness.cli.option.PartsArguments;
import dev.plumbline.harness.cli.option.PassingStore;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.ReleaseOption;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.RunSummary;
import dev.plumbline.harness.run.ExistingResults;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.RunTarget;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.Model;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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
            "Results go to RESULTS/results/<model>/<revision>/<Task>.json, mteb's cache layout.",
            "A task that has its result there is not scored again; see --fresh.",
            "A task the model cannot do (bm25 gives no vectors) is skipped, which is no failure.",
            "Exit codes: 0 done, 1 some tasks failed, 2 usage, 3 data, 4 model, 5 storage, 6 data of some tasks are missing,",
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
    private FormArguments forms;

    @Mixin
    private DataArguments data;

    @Mixin
    private ReleaseOption release;

    @Mixin
    private Verbosity verbosity;

    @Option(
            names = {"--results", "--output-folder", "--output_folder"},
            paramLabel = "DIR",
            description = "Folder that holds results/; may be mteb's own cache folder. Default: the current folder.")
    private Path results = Path.of("");

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "Score only the first N rows or queries, and learn from N rows, to try things out; results go to"
                            + " RESULTS/limited-N.")
    private Integer limit;

    @ArgGroup
    private Existing existing = new Existing();

    @Mixin
    private AvailableArguments available;

    @Mixin
    private ConfigArguments config;

    @Option(
            names = "--no-samples",
            description = "Do not keep what each sample scored (<Task>.samples.jsonl.gz), which comparisons and the"
                    + " gate test with.")
    private boolean noSamples;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    /** What happens to results that are there. Fields, since methods have no order, and so the help would have none. */
    static final class Existing {

        @Option(
                names = {"--fresh", "--overwrite"},
                description = "Score everything anew.")
        private boolean fresh;

        @Option(names = "--resume", description = "Take over results that are there (the default).")
        private boolean resume;

        @Option(
                names = "--overwrite-strategy",
                paramLabel = "NAME",
                description = "As in mteb: only-missing (the default) scores what is missing; always is --fresh; never"
                        + " fails where a result is there in part; only-cache scores nothing.")
        private String strategy;

        ExistingResults chosen() {
            if (strategy != null) {
                return ExistingResults.named(strategy);
            }
            return fresh && !resume ? ExistingResults.REPLACE : ExistingResults.COMPLETE;
        }
    }

    @Override
    public Integer call() {
        if (config.show()) {
            command.commandLine().getOut().print(ConfigArguments.text(command));
            command.commandLine().getOut().flush();
            return ExitCode.DONE;
        }
        Manifest manifest = parts.choice().manifest();
        List<RunItem> chosen = parts.items(manifest);
        OptionalInt rows = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
        RunOptions options = new RunOptions(
                        folder(),
                        existing.chosen(),
                        data.allowModified(),
                        rows,
                        model.threads(),
                        !noSamples,
                        release.chosen())
                .asked(ConfigArguments.asked(command));
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        if (options.release().derived()) {
            progress.note(options.release().derivation());
        }
        ModelOptions opening = model.options(progress);
        Models.check(model.spec(), opening);
        List<RunItem> items =
                available.items(manifest, chosen, places(), model.network().offline(), progress);
        Interruption interruption = new Interruption(command.commandLine().getErr(), progress);
        try {
            return scored(manifest, items, options, opening, progress);
        } finally {
            interruption.close();
        }
    }

    private int scored(
            Manifest manifest,
            List<RunItem> items,
            RunOptions options,
            ModelOptions opening,
            ProgressDisplay progress) {
        if (forms.forms().size() == 1 || opening.store().isPresent()) {
            return score(manifest, items, options, opening, progress);
        }
        try (PassingStore store = new PassingStore()) {
            return score(manifest, items, options, opening.withStore(store.folder()), progress);
        }
    }

    private int score(
            Manifest manifest,
            List<RunItem> items,
            RunOptions options,
            ModelOptions opening,
            ProgressDisplay progress) {
        try (Model opened = Models.open(model.spec(), opening)) {
            List<RunTarget> targets = forms.targets(opened);
            Runner runner = new Runner(
                    manifest,
                    places().source(
                                    available.availableOnly()
                                            ? Optional.empty()
                                            : model.network().hub(progress),
                                    progress),
                    options,
                    progress);
            List<List<TaskOutcome>> outcomes = runner.run(targets, items);
            List<RunSummary.Part> summaries = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                RunTarget target = targets.get(i);
                summaries.add(new RunSummary.Part(
                        target, target.folder(options.results()).path(), outcomes.get(i)));
            }
            RunSummary summary = new RunSummary(summaries, limit, progress.encodedTexts(), progress.reusedTexts());
            PrintWriter out = command.commandLine().getOut();
            out.print(json ? summary.toJson() : summary.toText());
            out.flush();
            return ExitCode.of(outcomes.stream().flatMap(List::stream).toList());
        }
    }

    private DataPlaces places() {
        return data.places(parts.choice().taskFileFolders());
    }

    /** Limited results never go where full ones go. */
    private Path folder() {
        return limit == null ? results : results.resolve("limited-" + limit);
    }
}
