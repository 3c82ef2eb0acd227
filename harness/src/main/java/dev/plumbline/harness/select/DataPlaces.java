package dev.plumbline.harness.select;

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
import java.util.Objects;
import java.util.Optional;

/**
 * Where data sets are looked for, in order: what comes with Plumbline, a folder, the task files' folders, then the hub, or,
 * offline, its cache.
 *
 * @param folder of data sets in Hugging Face layout, {@code <org>/<name>}
 * @param taskFileFolders where tasks of one's own may have theirs
 */
public record DataPlaces(Optional<Path> folder, List<Path> taskFileFolders) {

    public DataPlaces {
        Objects.requireNonNull(folder, "folder");
        taskFileFolders = List.copyOf(taskFileFolders);
    }

    /** What comes with Plumbline, and the hub. */
    public static DataPlaces bundled() {
        return new DataPlaces(Optional.empty(), List.of());
    }

    /** What comes with Plumbline, the folders of the choice's task files, and the hub. */
    public static DataPlaces beside(TaskChoice choice) {
        return new DataPlaces(Optional.empty(), choice.taskFileFolders());
    }

    /** The places of what a training run scores. */
    public static DataPlaces of(EvaluationSettings evaluation) {
        return new DataPlaces(evaluation.data(), TaskChoice.of(evaluation).taskFileFolders());
    }

    /** The folders on this machine, and the hub's cache. */
    public LocalDatasets local() {
        return local(Optional.empty());
    }

    /** All places on this machine. */
    public DatasetSource source() {
        return source(Optional.empty(), HubProgress.NONE);
    }

    /**
     * All places.
     *
     * @param hub empty when offline
     */
    public DatasetSource source(Optional<Hub> hub, HubProgress progress) {
        return new BundledDatasets(
                CacheFolder.ofEnvironment(), local(hub.map(open -> new HubDatasets(open, progress))));
    }

    private LocalDatasets local(Optional<DatasetSource> hub) {
        return new LocalDatasets(
                folder, taskFileFolders, HubEnvironment.ofProcess().cache(), hub);
    }
}
