package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.select.DataPlaces;
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

    public boolean allowModified() {
        return allowModified;
    }

    public Optional<Path> folder() {
        return Optional.ofNullable(folder).map(named -> FolderWords.read("--data", named));
    }

    /** Under --data, and beside the task files. */
    public DataPlaces places(List<Path> taskFileFolders) {
        return new DataPlaces(folder(), taskFileFolders);
    }
}
