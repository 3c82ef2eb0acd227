package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.data.DataInventory;
import dev.plumbline.harness.data.DataOutlook;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.manifest.Manifest;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Says what data there are before they are used, and leaves out the tasks without if asked to. */
public final class AvailableArguments {

    @Option(
            names = "--available-only",
            description = "Take the tasks whose data are on this machine, say which are left out, and fetch no data.")
    private boolean availableOnly;

    /** Whether data are never fetched. */
    public boolean availableOnly() {
        return availableOnly;
    }

    /**
     * Says what is here, what will be fetched and what is missing.
     *
     * @param offline whether nothing is fetched
     * @return the items to work on, in order
     * @throws PlumblineException of kind DATA if none is left
     */
    public List<RunItem> items(
            Manifest manifest, List<RunItem> chosen, DataPlaces places, boolean offline, ProgressDisplay progress) {
        DataInventory inventory =
                new DataInventory(places.local(), HubEnvironment.ofProcess().cache());
        DataOutlook outlook = DataOutlook.of(manifest, chosen, inventory, !offline && !availableOnly);
        if (outlook.lacksAny()) {
            progress.warning(outlook
                    + (availableOnly ? "" : "; plumbline data pull fetches them, --available-only leaves them out"));
        } else {
            progress.note(outlook.toString());
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
            progress.warning((chosen.size() - here.size()) + " of " + chosen.size()
                    + " tasks are left out, since their data are not on this machine: " + absent
                    + "; plumbline data pull fetches them");
        }
        return here;
    }
}
