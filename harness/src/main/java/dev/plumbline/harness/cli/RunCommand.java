package dev.plumbline.harness.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.harness.store.ResultFolder;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.ModelCard;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    private DataArguments data;

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

    @ArgGroup
    private Existing existing = new Existing();

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
        RunOptions options = new RunOptions(results, existing.fresh, data.allowModified(), model.threads());
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr());
        try (Model opened = Models.open(model.spec(), model.options(progress))) {
            Runner runner = new Runner(manifest, data.source(selection.taskFileFolders()), options, progress);
            List<TaskOutcome> outcomes = runner.run(opened, items);
            PrintWriter out = command.commandLine().getOut();
            out.print(json ? json(opened.card(), outcomes, progress) : table(opened.card(), outcomes, progress));
            out.flush();
            return ExitCode.of(outcomes);
        }
    }

    private String table(ModelCard card, List<TaskOutcome> outcomes, ProgressDisplay progress) {
        TextTable table = new TextTable("TASK", " MAIN SCORE", " SAMPLES", " SECONDS", "NOTE");
        for (TaskOutcome outcome : outcomes) {
            table.add(
                    outcome.task(),
                    outcome.mainScore() == null ? "-" : String.format(Locale.ROOT, "%.5f", outcome.mainScore()),
                    outcome.samples() == 0 ? "-" : String.valueOf(outcome.samples()),
                    String.format(Locale.ROOT, "%.1f", outcome.seconds()),
                    note(outcome));
        }
        long reused = progress.reusedTexts();
        String vectors = reused == 0
                ? ""
                : reused + " of " + (reused + progress.encodedTexts()) + " texts had their vectors in the store\n";
        return table + vectors + card.name() + ", results in "
                + ResultFolder.of(results, card).path() + "\n";
    }

    private static String note(TaskOutcome outcome) {
        return switch (outcome.status()) {
            case SCORED -> "";
            case REUSED -> "was there";
            case FAILED -> "FAILED";
            case SKIPPED -> "skipped";
        };
    }

    private String json(ModelCard card, List<TaskOutcome> outcomes, ProgressDisplay progress) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("model", card.name());
        root.put("revision", card.revision());
        root.put("results", ResultFolder.of(results, card).path().toString());
        root.put("texts_encoded", progress.encodedTexts());
        root.put("texts_from_store", progress.reusedTexts());
        ArrayNode tasks = root.putArray("tasks");
        for (TaskOutcome outcome : outcomes) {
            ObjectNode node = tasks.addObject();
            node.put("task", outcome.task());
            node.put("status", outcome.status().name().toLowerCase(Locale.ROOT));
            node.put("main_score", outcome.mainScore());
            node.put("samples", outcome.samples());
            node.put("seconds", outcome.seconds());
            node.put("error", outcome.error() == null ? null : outcome.error().getMessage());
        }
        return root.toPrettyString() + "\n";
    }
}
