package dev.plumbline.harness.inventory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.manifest.Manifest;
import java.util.List;
import java.util.stream.Collectors;

/** Says what data there are before they are used, and leaves out the tasks without if asked to. */
public final class AvailableItems {

    private AvailableItems() {}

    /**
     * Says what is here, what will be fetched and what is missing.
     *
     * @param offline whether nothing is fetched
     * @param availableOnly whether tasks without their data are left out; then nothing is fetched either
     * @return the items to work on, in order
     * @throws PlumblineException of kind DATA if none is left
     */
    public static List<RunItem> of(
            Manifest manifest,
            List<RunItem> chosen,
            DataPlaces places,
            boolean offline,
            boolean availableOnly,
            RunListener listener) {
        DataInventory inventory =
                new DataInventory(places.local(), HubEnvironment.ofProcess().cache());
        DataOutlook outlook = DataOutlook.of(manifest, chosen, inventory, !offline && !availableOnly);
        if (outlook.lacksAny()) {
            listener.warning(outlook
                    + (availableOnly ? "" : "; plumbline data pull fetches them, --available-only leaves them out"));
        } else {
            listener.note(outlook.toString());
        }
        if (!availableOnly) {
            return chosen;
        }
        List<RunItem> here = outlook.here(chosen);
        String absent =
                outlook.absent(chosen).stream().map(item -> item.task().name()).collect(Collectors.joining(", "));
        if (here.isEmpty()) {
            throw PlumblineException.absentData("no task has its data on this machine: " + absent
                    + "; fetch them with plumbline data pull, or name their folder with --data");
        }
        if (here.size() < chosen.size()) {
            listener.warning((chosen.size() - here.size()) + " of " + chosen.size()
                    + " tasks are left out, since their data are not on this machine: " + absent
                    + "; plumbline data pull fetches them");
        }
        return here;
    }
}
