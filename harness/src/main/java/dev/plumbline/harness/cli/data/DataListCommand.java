package dev.plumbline.harness.cli.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.PartsArguments;
import dev.plumbline.harness.cli.table.ByteSizes;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.harness.inventory.DataInventory;
import dev.plumbline.harness.inventory.NeededDataset;
import dev.plumbline.harness.inventory.Place;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.hub.CachedRepository;
import dev.plumbline.hub.CachedSnapshots;
import dev.plumbline.hub.HubCache;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.RepositoryType;
import dev.plumbline.manifest.Manifest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "ls",
        description = "List data sets and models on this machine, where they were found and how large they are.",
        footer = {
            "",
            "With tasks chosen: their data sets, the missing ones too. Without: all that is",
            "here, models too.",
            "Asks no server."
        },
        mixinStandardHelpOptions = true)
public final class DataListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private PartsArguments parts;

    @Mixin
    private DataArguments data;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        Manifest manifest = parts.choice().manifest();
        HubCache cache = HubEnvironment.ofProcess().cache();
        DataInventory inventory =
                new DataInventory(data.places(parts.choice().taskFileFolders()).local(), cache);
        List<NeededDataset> wanted = parts.choice().isEmpty() ? everything(manifest) : parts.datasets(manifest);
        List<DataInventory.Entry> entries = new ArrayList<>();
        int missing = 0;
        for (NeededDataset dataset : wanted) {
            DataInventory.Entry entry = inventory.look(dataset);
            missing += entry.place() == Place.MISSING ? 1 : 0;
            if (!parts.choice().isEmpty() || entry.place() == Place.FOLDER || entry.place() == Place.CACHE) {
                entries.add(entry);
            }
        }
        List<CachedSnapshots.Snapshot> others = parts.choice().isEmpty() ? others(cache, entries) : List.of();
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? toJson(entries, others, cache) : toText(entries, others, cache, missing, wanted.size()));
        out.flush();
        return ExitCode.DONE;
    }

    private static List<NeededDataset> everything(Manifest manifest) {
        return NeededDataset.of(
                manifest,
                manifest.tasks().stream()
                        .map(task -> new RunItem(task, manifest.selection(task)))
                        .toList());
    }

    /** What the cache has beside the data sets listed: models, other revisions, what other programs fetched. */
    private static List<CachedSnapshots.Snapshot> others(HubCache cache, List<DataInventory.Entry> entries) {
        Set<Object> listed = entries.stream()
                .filter(entry -> entry.place() == Place.CACHE)
                .map(DataInventory.Entry::where)
                .collect(Collectors.toSet());
        List<CachedSnapshots.Snapshot> others = new ArrayList<>();
        for (CachedRepository repository : CachedSnapshots.repositories(cache)) {
            CachedSnapshots.of(repository).stream()
                    .filter(snapshot -> !listed.contains(repository.snapshot(snapshot.commit())))
                    .forEach(others::add);
        }
        return others;
    }

    private static String toText(
            List<DataInventory.Entry> entries,
            List<CachedSnapshots.Snapshot> others,
            HubCache cache,
            int missing,
            int all) {
        TextTable table = new TextTable("NAME", "REVISION", "WHERE", " FILES", " SIZE", "NOTE");
        long bytes = 0;
        for (DataInventory.Entry entry : entries) {
            String revision = entry.dataset().ref().revision();
            table.add(
                    entry.dataset().ref().path(),
                    revision == null ? "-" : DataPullCommand.shortened(revision),
                    entry.place() == Place.FOLDER && entry.where() != null
                            ? entry.where().toString()
                            : entry.place().label(),
                    entry.needed() == 0 ? "-" : entry.present() + " of " + entry.needed(),
                    entry.place() == Place.FOLDER || entry.place() == Place.CACHE ? ByteSizes.of(entry.bytes()) : "-",
                    note(entry));
            bytes += entry.bytes();
        }
        for (CachedSnapshots.Snapshot other : others) {
            table.add(
                    other.repository().id().name(),
                    DataPullCommand.shortened(other.commit()),
                    "cache",
                    String.valueOf(other.files()),
                    ByteSizes.of(other.bytes()),
                    (other.repository().id().type() == RepositoryType.MODEL ? "model" : "data set")
                            + (other.refs().isEmpty() ? "" : ", " + String.join(", ", other.refs())));
            bytes += other.bytes();
        }
        return table
                + String.format(
                        Locale.ROOT,
                        "%s; %d of %d data sets of the tasks are missing; cache %s%n",
                        ByteSizes.of(bytes),
                        missing,
                        all,
                        cache.root());
    }

    private static String note(DataInventory.Entry entry) {
        if (!entry.problem().isEmpty()) {
            return entry.problem();
        }
        int tasks = entry.dataset().items().size();
        String whose = tasks == 1 ? entry.dataset().tasks().get(0) : tasks + " tasks";
        return entry.place() != Place.MISSING && !entry.complete() ? whose + ", INCOMPLETE" : whose;
    }

    private static String toJson(
            List<DataInventory.Entry> entries, List<CachedSnapshots.Snapshot> others, HubCache cache) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("cache", cache.root().toString());
        ArrayNode list = root.putArray("datasets");
        for (DataInventory.Entry entry : entries) {
            ObjectNode node = list.addObject();
            node.put("name", entry.dataset().ref().path());
            node.put("revision", entry.dataset().ref().revision());
            node.set("tasks", Json.MAPPER.valueToTree(entry.dataset().tasks()));
            node.put("place", entry.place().label());
            node.put("path", entry.where() == null ? null : entry.where().toString());
            node.put("files_needed", entry.needed());
            node.put("files_present", entry.present());
            node.put("bytes", entry.bytes());
            node.put("complete", entry.complete());
            node.put("problem", entry.problem().isEmpty() ? null : entry.problem());
        }
        ArrayNode rest = root.putArray("others");
        for (CachedSnapshots.Snapshot other : others) {
            ObjectNode node = rest.addObject();
            node.put("kind", other.repository().id().type() == RepositoryType.MODEL ? "model" : "dataset");
            node.put("name", other.repository().id().name());
            node.put("revision", other.commit());
            node.set("refs", Json.MAPPER.valueToTree(other.refs()));
            node.put("files", other.files());
            node.put("bytes", other.bytes());
        }
        return root.toPrettyString() + "\n";
    }
}
