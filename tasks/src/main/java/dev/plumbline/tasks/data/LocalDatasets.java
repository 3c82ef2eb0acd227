package dev.plumbline.tasks.data;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.DatasetRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Data sets on this machine: under {@code --data}, in the hub's cache, beside a task file, in this order; then whatever
 * the fallback, usually a downloader, finds.
 */
public final class LocalDatasets implements DatasetSource {

    private final Optional<Path> data;
    private final HubCache cache;
    private final Optional<Path> taskFolder;
    private final Optional<DatasetSource> fallback;

    /**
     * The places to look at; all but the cache are optional.
     *
     * @param data the folder given with {@code --data}
     * @param taskFolder the folder of the {@code --task-file} that names the data set
     * @param fallback asked last; empty when offline
     */
    public LocalDatasets(
            Optional<Path> data, HubCache cache, Optional<Path> taskFolder, Optional<DatasetSource> fallback) {
        this.data = data;
        this.cache = cache;
        this.taskFolder = taskFolder;
        this.fallback = fallback;
    }

    @Override
    public DatasetDirectory open(DatasetRef ref) {
        checkPath(ref);
        Set<Path> places = new LinkedHashSet<>();
        data.ifPresent(folder -> places.add(folder.resolve(ref.path())));
        places.add(cache.snapshot(ref));
        taskFolder.ifPresent(folder -> places.add(folder.resolve(ref.path())));
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                return DatasetDirectory.open(ref.path(), place);
            }
        }
        if (fallback.isPresent()) {
            return fallback.get().open(ref);
        }
        throw PlumblineException.data("data set " + ref.path()
                + (ref.revision() == null ? "" : " at revision " + ref.revision()) + " is not in any of " + places
                + "; run 'plumbline data pull', drop --offline, or name its parent folder with --data");
    }

    /** A repository or folder name below the places searched: nothing in a task file leads anywhere else. */
    private static void checkPath(DatasetRef ref) {
        boolean below = !ref.path().isBlank()
                && !ref.path().startsWith("/")
                && !ref.path().matches(".*[\\\\:\\p{Cntrl}].*");
        for (String part : ref.path().split("/", -1)) {
            below &= !part.equals("..");
        }
        if (!below) {
            throw PlumblineException.data("dataset.path '" + ref.path()
                    + "' is refused: it must be a folder below --data or below the task file's folder");
        }
        if (ref.revision() != null && !ref.revision().matches("[0-9A-Za-z][0-9A-Za-z._-]*")) {
            throw PlumblineException.data("dataset.revision '" + ref.revision() + "' is not a commit or branch name");
        }
    }
}
