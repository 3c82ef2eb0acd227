package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.inventory.AvailableItems;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.manifest.Manifest;
import java.util.List;
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

    /** As {@link AvailableItems#of}. */
    public List<RunItem> items(
            Manifest manifest, List<RunItem> chosen, DataPlaces places, boolean offline, RunListener listener) {
        return AvailableItems.of(manifest, chosen, places, offline, availableOnly, listener);
    }
}
