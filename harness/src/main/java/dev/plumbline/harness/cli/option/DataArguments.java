package dev.plumbline.harness.cli.option;

import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.HubProgress;
import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.HubDatasets;
import dev.plumbline.tasks.data.LocalDatasets;
import dev.plumbline.trainer.stage.EvaluationSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say where data sets are. */
public final class DataArguments {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder of data sets in Hugging Face layout, DIR/<org>/<name>; looked at before the hub's cache"
                            + " and the hub.")
    private Path folder;

    @Option(
            names = "--allow-modified-data",
            description = "Score data whose counts differ from mteb's published statistics, and mark the result.")
    private boolean allowModified;

    /** Read from a command line. */
    public DataArguments() {}

    /** What a training run scores. */
    public static DataArguments of(EvaluationSettings evaluation) {
        DataArguments data = new DataArguments();
        data.folder = evaluation.data().orElse(null);
        data.allowModified = evaluation.allowModifiedData();
        return data;
    }

    public boolean allowModified() {
        return allowModified;
    }

    /** Folders with data sets: under --data, and beside the task files. */
    public LocalDatasets folders(List<Path> taskFileFolders, Optional<DatasetSource> hub) {
        return new LocalDatasets(
                Optional.ofNullable(folder),
                taskFileFolders,
                HubEnvironment.ofProcess().cache(),
                hub);
    }

    /** The places on this machine, in order: what comes with Plumbline, --data, the task files' folders, the hub's cache. */
    public DatasetSource source(List<Path> taskFileFolders) {
        return source(taskFileFolders, Optional.empty(), HubProgress.NONE);
    }

    /**
     * The places to look at, in order: what comes with Plumbline, --data, the task files' folders, the hub's cache, the hub.
     *
     * @param hub empty when offline
     */
    public DatasetSource source(List<Path> taskFileFolders, Optional<Hub> hub, HubProgress progress) {
        return new BundledDatasets(
                CacheFolder.ofEnvironment(),
                folders(taskFileFolders, hub.map(open -> new HubDatasets(open, progress))));
    }
}
