package dev.plumbline.harness.data;

import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.Manifest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of some tasks have all their data on this machine.
 *
 * @param here those that have, in order
 * @param missing those that have not, in order; an average is here where every part of it is
 */
public record AvailableItems(List<RunItem> here, List<RunItem> missing) {

    public AvailableItems {
        here = List.copyOf(here);
        missing = List.copyOf(missing);
    }

    /** Looks for the data of each. */
    public static AvailableItems of(Manifest manifest, List<RunItem> items, DataInventory inventory) {
        Set<String> without = new HashSet<>();
        for (NeededDataset needed : NeededDataset.of(manifest, items)) {
            if (!inventory.look(needed).complete()) {
                without.addAll(needed.tasks());
            }
        }
        List<RunItem> here = new ArrayList<>();
        List<RunItem> missing = new ArrayList<>();
        for (RunItem item : items) {
            boolean lacks = without.contains(item.task().name())
                    || item.task().subtasks().stream().anyMatch(without::contains);
            (lacks ? missing : here).add(item);
        }
        return new AvailableItems(here, missing);
    }
}
