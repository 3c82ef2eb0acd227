package dev.plumbline.harness.cli;

import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.RunTarget;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.Model;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            "Exit codes: 0 done, 1 some tasks failed, 2 usage, 3 data, 4 model, 5 storage, 130 interrupted."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private TaskSelection selection;

    @Mixin
    private ModelArguments model;

    @Mixin
    private FormArguments forms;

    @Mixin
    private DataArguments data;

    @Mixin
    private ReleaseOption release;

    @Option(
            names = "--splits",
            split = ",",
            paramLabel = "SPLIT",
            description = "Score these splits instead of the selected ones.")
    private List<String> splits = List.of();

    @Option(
            names = "--subsets",
            split = ",",
            paramLabel = "SUBSET",
            description = "Score these subsets instead of the selected ones.")
    private List<String> subsets = List.of();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Folder that holds results/; may be mteb's own cache folder. Default: the current folder.")
    private Path results = Path.of("");

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Score only the first N rows or queries, to try things out; results go to RESULTS/limited-N.")
    private Integer limit;

    @ArgGroup
    private Existing existing = new Existing();

    @Option(
            names = "--no-samples",
            description = "Do not keep what each sample scored (<Task>.samples.jsonl.gz), which comparisons and the"
                    + " gate test with.")
    private boolean noSamples;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    /** What happens to results that are there. */
    static final class Existing {
        @Option(names = "--fresh", description = "Score everything anew.")
        private boolean fresh;

        @Option(names = "--resume", description = "Take over results that are there (the default).")
        void resume(boolean chosen) {
            fresh = !chosen;
        }
    }

    @Override
    public Integer call() {
        Manifest manifest = selection.manifest();
        List<RunItem> items = selection.items(manifest, splits, subsets);
        OptionalInt rows = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
        RunOptions options = new RunOptions(
                folder(), existing.fresh, data.allowModified(), rows, model.threads(), !noSamples, release.chosen());
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr());
        if (options.release().derived()) {
            progress.note(options.release().derivation());
        }
        ModelOptions opening = model.options(progress);
        if (forms.forms().size() == 1 || opening.store().isPresent()) {
            return run(manifest, items, options, opening, progress);
        }
        try (PassingStore store = new PassingStore()) {
            return run(manifest, items, options, opening.withStore(store.folder()), progress);
        }
    }

    private int run(
            Manifest manifest,
            List<RunItem> items,
            RunOptions options,
            ModelOptions opening,
            ProgressDisplay progress) {
        try (Model opened = Models.open(model.spec(), opening)) {
            List<RunTarget> targets = forms.targets(opened);
            Runner runner = new Runner(
                    manifest,
                    data.source(selection.taskFileFolders(), model.network().hub(progress), progress),
                    options,
                    progress);
            List<List<TaskOutcome>> outcomes = runner.run(targets, items);
            List<RunSummary.Part> parts = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                RunTarget target = targets.get(i);
                parts.add(new RunSummary.Part(
                        target, target.folder(options.results()).path(), outcomes.get(i)));
            }
            RunSummary summary = new RunSummary(parts, limit, progress);
            PrintWriter out = command.commandLine().getOut();
            out.print(json ? summary.toJson() : summary.toText());
            out.flush();
            return ExitCode.of(outcomes.stream().flatMap(List::stream).toList());
        }
    }

    /** Limited results never go where full ones go. */
    private Path folder() {
        return limit == null ? results : results.resolve("limited-" + limit);
    }
}
