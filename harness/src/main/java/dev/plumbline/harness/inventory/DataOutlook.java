package dev.plumbline.harness.inventory;

import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What becomes of the data that tasks need, looked at before any work is done.
 *
 * @param entries every data set, in the order in which a run needs them
 * @param fetches whether what is not here will be asked for at the hub
 */
public record DataOutlook(List<DataInventory.Entry> entries, boolean fetches) {

    /** Data sets and tasks named in one line. */
    private static final int NAMED = 8;

    public DataOutlook {
        entries = List.copyOf(entries);
    }

    /** Looks for the data of some tasks on this machine. */
    public static DataOutlook of(Manifest manifest, List<RunItem> items, DataInventory inventory, boolean fetches) {
        return new DataOutlook(
                NeededDataset.of(manifest, items).stream().map(inventory::look).toList(), fetches);
    }

    /** The tasks of some that have all their data here, in order; an average where every part of it has. */
    public List<RunItem> here(List<RunItem> items) {
        Set<String> without = tasksWithout();
        return items.stream().filter(item -> !lacks(item, without)).toList();
    }

    /** The others, in order. */
    public List<RunItem> absent(List<RunItem> items) {
        Set<String> without = tasksWithout();
        return items.stream().filter(item -> lacks(item, without)).toList();
    }

    private static boolean lacks(RunItem item, Set<String> without) {
        return without.contains(item.task().name())
                || item.task().subtasks().stream().anyMatch(without::contains);
    }

    private Set<String> tasksWithout() {
        Set<String> without = new LinkedHashSet<>();
        notHere().forEach(entry -> without.addAll(entry.dataset().tasks()));
        return without;
    }

    private List<DataInventory.Entry> notHere() {
        return entries.stream().filter(entry -> !entry.complete()).toList();
    }

    /** Whether something is not here and will not be asked for. */
    public boolean lacksAny() {
        return !fetches && !notHere().isEmpty();
    }

    /** In a line, such as {@code data: 3 of 5 sets here; to be fetched: mteb/scifact (SciFact)}. */
    @Override
    public String toString() {
        List<DataInventory.Entry> notHere = notHere();
        int here = entries.size() - notHere.size();
        if (notHere.isEmpty()) {
            return "data: " + (here == 1 ? "1 set, here" : here + " sets, all here");
        }
        return "data: " + here + " of " + entries.size() + (entries.size() == 1 ? " set" : " sets") + " here"
                + (fetches ? "; to be fetched: " : "; missing: ") + named(notHere);
    }

    private static String named(List<DataInventory.Entry> entries) {
        List<String> names = new ArrayList<>();
        for (DataInventory.Entry entry : entries.subList(0, Math.min(NAMED, entries.size()))) {
            names.add(entry.dataset().ref().path() + " ("
                    + shortened(entry.dataset().tasks()) + ")");
        }
        String rest = entries.size() > NAMED ? " and " + (entries.size() - NAMED) + " more" : "";
        return String.join(", ", names) + rest;
    }

    private static String shortened(List<String> tasks) {
        return tasks.stream().limit(3).collect(Collectors.joining(", "))
                + (tasks.size() > 3 ? " and " + (tasks.size() - 3) + " more" : "");
    }
}
