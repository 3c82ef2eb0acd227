package dev.plumbline.harness.cli.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.TaskSelection;
import dev.plumbline.harness.cli.table.ByteSizes;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.hub.CacheGarbage;
import dev.plumbline.hub.HubCache;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.manifest.DatasetRef;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "gc",
        description = "Remove from the hub's cache what nobody needs.",
        footer = {
            "",
            "That is: unfinished downloads, blobs that no snapshot uses, revisions of data",
            "sets that the tasks no longer pin, revisions of models that their branch has",
            "moved on from. What was written within the hour is left.",
            "What Plumbline did not download is listed, and removed only with --yes."
        },
        mixinStandardHelpOptions = true)
public final class DataCollectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private TaskSelection selection;

    @Option(names = "--dry-run", description = "Say what would be removed, and remove nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Remove what other programs downloaded, too.")
    private boolean yes;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        HubCache cache = HubEnvironment.ofProcess().cache();
        CacheGarbage garbage = new CacheGarbage(cache, pinned(selection.choice().manifest()), Instant.now());
        List<CacheGarbage.Item> items = garbage.find();
        if (!dryRun) {
            items.stream().filter(this::isRemoved).forEach(garbage::remove);
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? toJson(items, cache) : toText(items, cache));
        out.flush();
        return ExitCode.DONE;
    }

    /** The commits that any task pins, by data set; one that a task takes as it is now is never old. */
    private static Map<String, Set<String>> pinned(Manifest manifest) {
        Map<String, Set<String>> pinned = new HashMap<>();
        Set<String> unpinned = new HashSet<>();
        for (TaskSpec task : manifest.tasks()) {
            DatasetRef ref = task.dataset();
            if (ref.revision() == null || !RepositoryId.isCommit(ref.revision())) {
                unpinned.add(ref.path());
            } else {
                pinned.computeIfAbsent(ref.path(), path -> new HashSet<>()).add(ref.revision());
            }
        }
        pinned.keySet().removeAll(unpinned);
        return pinned;
    }

    private boolean isRemoved(CacheGarbage.Item item) {
        return item.ours() || yes;
    }

    private String toText(List<CacheGarbage.Item> items, HubCache cache) {
        TextTable table = new TextTable("NAME", "WHY", " SIZE", "WHAT", "NOTE");
        long bytes = 0;
        long kept = 0;
        for (CacheGarbage.Item item : items) {
            table.add(
                    item.repository().id().name(),
                    item.reason().toString(),
                    ByteSizes.of(item.bytes()),
                    cache.root().relativize(item.path()).toString(),
                    isRemoved(item) ? (dryRun ? "" : "removed") : "not Plumbline's, left");
            if (isRemoved(item)) {
                bytes += item.bytes();
            } else {
                kept += item.bytes();
            }
        }
        return (items.isEmpty() ? "" : table.toString())
                + (dryRun ? "would free " : "freed ")
                + ByteSizes.of(bytes)
                + " in "
                + cache.root()
                + (kept > 0 ? "; --yes would free " + ByteSizes.of(kept) + " that other programs downloaded" : "")
                + "\n";
    }

    private String toJson(List<CacheGarbage.Item> items, HubCache cache) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("cache", cache.root().toString());
        root.put("dry_run", dryRun);
        ArrayNode list = root.putArray("items");
        for (CacheGarbage.Item item : items) {
            ObjectNode node = list.addObject();
            node.put("name", item.repository().id().name());
            node.put("why", item.reason().toString());
            node.put("path", item.path().toString());
            node.put("bytes", item.bytes());
            node.put("ours", item.ours());
            node.put("removed", !dryRun && isRemoved(item));
        }
        return root.toPrettyString() + "\n";
    }
}
