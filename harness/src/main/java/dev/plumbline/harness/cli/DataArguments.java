package dev.plumbline.harness.cli;

import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.LocalDatasets;
import dev.plumbline.tasks.hub.HubCache;
import dev.plumbline.tasks.hub.HubEnvironment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say where data sets are. */
final class DataArguments {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder of data sets in Hugging Face layout, DIR/<org>/<name>; looked at before the hub cache.")
    private Path folder;

    @Option(
            names = "--allow-modified-data",
            description = "Score data whose counts differ from mteb's published statistics, and mark the result.")
    private boolean allowModified;

    boolean allowModified() {
        return allowModified;
    }

    /** The places to look at, in order: what comes with Plumbline, --data, the task files' folders, the hub cache. */
    DatasetSource source(List<Path> taskFileFolders) {
        Path home = Path.of(System.getProperty("user.home"));
        HubCache cache = HubEnvironment.ofProcess().cache();
        return new BundledDatasets(
                CacheFolder.of(System.getenv(), home),
                new LocalDatasets(Optional.ofNullable(folder), taskFileFolders, cache, Optional.empty()));
    }
}
