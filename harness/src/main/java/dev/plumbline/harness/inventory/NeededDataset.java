package dev.plumbline.harness.inventory;

import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.DatasetRef;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.evaluate.TaskLoader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A data set and all that is wanted of it.
 *
 * @param items at least one
 */
public record NeededDataset(DatasetRef ref, List<RunItem> items) {

    public NeededDataset {
        Objects.requireNonNull(ref, "ref");
        items = List.copyOf(items);
    }

    /** The data sets of some tasks, each once, in the order in which a run needs them. */
    public static List<NeededDataset> of(Manifest manifest, List<RunItem> items) {
        Map<DatasetRef, List<RunItem>> byData = new LinkedHashMap<>();
        for (RunItem item : RunItem.withSubtasks(manifest, items)) {
            if (item.task().kind() != TaskKind.AGGREGATE) {
                byData.computeIfAbsent(item.task().dataset(), ref -> new ArrayList<>())
                        .add(item);
            }
        }
        return byData.entrySet().stream()
                .map(entry -> new NeededDataset(entry.getKey(), entry.getValue()))
                .toList();
    }

    public List<String> tasks() {
        return items.stream().map(item -> item.task().name()).toList();
    }

    /**
     * Paths of the files that the tasks read.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind DATA if the repository lacks a config, split or file
     */
    public Set<String> paths(DatasetDirectory directory) {
        Set<String> paths = new LinkedHashSet<>();
        for (RunItem item : items) {
            paths.addAll(directory.paths(TaskLoader.parts(item.task(), item.selection(), directory)));
        }
        return paths;
    }
}
