package dev.plumbline.harness.cli;

import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.HubCache;
import dev.plumbline.tasks.data.LocalDatasets;
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

    /** The places to look at, in order: what comes with Plumbline, --data, the hub cache, the task files' folders. */
    DatasetSource source(List<Path> taskFileFolders) {
        Path home = Path.of(System.getProperty("user.home"));
        HubCache cache = HubCache.of(System.getenv(), home);
        Optional<DatasetSource> later = Optional.empty();
        for (int i = taskFileFolders.size() - 1; i > 0; i--) {
            later = Optional.of(new LocalDatasets(Optional.empty(), cache, Optional.of(taskFileFolders.get(i)), later));
        }
        return new BundledDatasets(
                CacheFolder.of(System.getenv(), home),
                new LocalDatasets(
                        Optional.ofNullable(folder),
                        cache,
                        taskFileFolders.stream().findFirst(),
                        later));
    }
}
