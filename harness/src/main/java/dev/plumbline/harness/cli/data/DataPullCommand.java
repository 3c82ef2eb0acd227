package dev.plumbline.harness.cli.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.NetworkArguments;
import dev.plumbline.harness.cli.option.PartsArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.option.Words;
import dev.plumbline.harness.cli.table.ByteSizes;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.harness.inventory.DataPull;
import dev.plumbline.harness.inventory.NeededDataset;
import dev.plumbline.harness.inventory.Place;
import dev.plumbline.harness.inventory.PullOutcome;
import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubCache;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.directory.WeightsForm;
import dev.plumbline.tasks.data.HubDatasets;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "pull",
        description = "Fetch the files that tasks and models need, and no others, into the hub's cache.",
        footer = {
            "",
            "Exit codes: 0 done, 1 some could not be fetched, 2 usage, 3 no data set could",
            "be, 4 no model could be, 5 no room or no right to write."
        },
        mixinStandardHelpOptions = true)
public final class DataPullCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private PartsArguments parts;

    @Mixin
    private DataArguments data;

    @Mixin
    private NetworkArguments network;

    @Option(
            names = "--model",
            arity = "1..*",
            paramLabel = "NAME",
            description = "Models of the hub, org/name or org/name@revision.")
    private List<String> models = List.of();

    @Option(
            names = "--weights",
            paramLabel = "FORM",
            description =
                    "Weights of models: onnx, native (model.safetensors) or auto, the one that run takes (default).")
    private WeightsForm weights = WeightsForm.AUTO;

    @Option(names = "--dry-run", description = "Say what would be fetched, and fetch nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        if (parts.choice().isEmpty() && models.isEmpty()) {
            throw PlumblineException.usage(
                    "choose what to fetch: --benchmark, --task, --type, --lang, --task-file or --model");
        }
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        Hub hub = network.hub(progress)
                .orElseThrow(() -> PlumblineException.usage(
                        "data pull fetches files, and --offline or HF_HUB_OFFLINE says to fetch nothing"));
        HubCache cache = HubEnvironment.ofProcess().cache();
        DataPull pull = new DataPull(
                data.places(parts.choice().taskFileFolders()).local(),
                cache,
                hub,
                new HubDatasets(hub, progress),
                dryRun);
        List<PullOutcome> outcomes = new ArrayList<>();
        if (!parts.choice().isEmpty()) {
            Manifest manifest = parts.choice().manifest();
            for (NeededDataset needed : parts.datasets(manifest)) {
                add(pull.dataset(needed), outcomes);
            }
        }
        for (String model : Words.of(models)) {
            add(pull.model(model, weights), outcomes);
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? toJson(outcomes, cache) : toText(outcomes, cache));
        out.flush();
        return exitCode(outcomes);
    }

    private void add(PullOutcome outcome, List<PullOutcome> outcomes) {
        outcomes.add(outcome);
        if (outcome.error() != null) {
            command.commandLine().getErr().println("error: " + outcome.error().getMessage());
        }
    }

    private String toText(List<PullOutcome> outcomes, HubCache cache) {
        TextTable table =
                new TextTable("NAME", "REVISION", " FILES", " SIZE", dryRun ? " TO FETCH" : " FETCHED", "NOTE");
        long bytes = 0;
        for (PullOutcome outcome : outcomes) {
            boolean counted = outcome.place() == Place.CACHE || outcome.files() > 0;
            table.add(
                    outcome.name(),
                    outcome.revision() == null ? "-" : shortened(outcome.revision()),
                    counted ? String.valueOf(outcome.files()) : "-",
                    counted ? ByteSizes.of(outcome.bytes()) : "-",
                    counted ? ByteSizes.of(outcome.missingBytes()) : "-",
                    note(outcome));
            bytes += outcome.missingBytes();
        }
        return table + (dryRun ? "to fetch: " : "fetched: ") + ByteSizes.of(bytes) + ", cache " + cache.root() + "\n";
    }

    private static String note(PullOutcome outcome) {
        if (outcome.error() != null) {
            return "FAILED";
        }
        return switch (outcome.place()) {
            case BUNDLED -> "comes with Plumbline";
            case FOLDER -> "in a folder given";
            case CACHE -> outcome.missingFiles() == 0 ? "was there" : "";
            case MISSING -> outcome.missingFiles() + (outcome.missingFiles() == 1 ? " file" : " files") + " missing";
        };
    }

    static String shortened(String revision) {
        return revision.matches("[0-9a-f]{40}") ? revision.substring(0, 10) : revision;
    }

    private String toJson(List<PullOutcome> outcomes, HubCache cache) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("cache", cache.root().toString());
        root.put("dry_run", dryRun);
        ArrayNode list = root.putArray("repositories");
        for (PullOutcome outcome : outcomes) {
            ObjectNode node = list.addObject();
            node.put("kind", outcome.kind());
            node.put("name", outcome.name());
            node.put("revision", outcome.revision());
            node.set("tasks", Json.MAPPER.valueToTree(outcome.tasks()));
            node.put("place", outcome.place().label());
            node.put("files", outcome.files());
            node.put("bytes", outcome.bytes());
            node.put("files_to_fetch", outcome.missingFiles());
            node.put("bytes_to_fetch", outcome.missingBytes());
            node.put("error", outcome.error() == null ? null : outcome.error().getMessage());
        }
        return root.toPrettyString() + "\n";
    }

    private static int exitCode(List<PullOutcome> outcomes) {
        List<PlumblineException> errors = outcomes.stream()
                .filter(outcome -> outcome.error() != null)
                .map(PullOutcome::error)
                .toList();
        if (errors.isEmpty()) {
            return ExitCode.DONE;
        }
        return errors.size() < outcomes.size() ? ExitCode.SOME_FAILED : ExitCode.of(errors.get(0));
    }
}
