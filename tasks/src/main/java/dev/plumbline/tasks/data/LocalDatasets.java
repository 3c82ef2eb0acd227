package dev.plumbline.tasks.data;

import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.CachedRepository;
import dev.plumbline.hub.HubCache;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.hub.RepositoryType;
import dev.plumbline.manifest.DatasetRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Data sets in folders: under {@code --data}, then beside the task files; then whatever the hub has, or, without one, the
 * hub's cache.
 */
public final class LocalDatasets implements DatasetSource {

    private final Optional<Path> data;
    private final List<Path> taskFolders;
    private final HubCache cache;
    private final Optional<DatasetSource> hub;

    /**
     * The places to look at; all but the cache are optional.
     *
     * @param data the folder given with {@code --data}
     * @param taskFolders the folders of the {@code --task-file}s
     * @param cache asked if there is no hub
     * @param hub asked last, and knows the cache itself; empty when offline
     */
    public LocalDatasets(Optional<Path> data, List<Path> taskFolders, HubCache cache, Optional<DatasetSource> hub) {
        this.data = data;
        this.taskFolders = List.copyOf(taskFolders);
        this.cache = cache;
        this.hub = hub;
    }

    @Override
    public DatasetDirectory open(DatasetRef ref) {
        checkPath(ref);
        Optional<Path> folder = folder(ref);
        if (folder.isPresent()) {
            return DatasetDirectory.open(ref.path(), folder.get());
        }
        List<Path> places = folders(ref);
        if (hub.isPresent()) {
            return openOnHub(ref, places);
        }
        if (RepositoryId.isName(ref.path())) {
            CachedRepository cached = cache.repository(RepositoryType.DATASET, ref.path());
            String commit = cached.commitOf(ref.revision());
            if (Files.isDirectory(cached.snapshot(commit))) {
                return DatasetDirectory.open(cached, commit);
            }
            places.add(cached.snapshot(commit));
        }
        throw PlumblineException.absentData("data set " + ref.path()
                + (ref.revision() == null ? "" : " at revision " + ref.revision()) + " is not in any of " + places
                + "; run 'plumbline data pull', drop --offline, or name its parent folder with --data");
    }

    private DatasetDirectory openOnHub(DatasetRef ref, List<Path> places) {
        try {
            return hub.get().open(ref);
        } catch (PlumblineException e) {
            throw places.isEmpty() || e.kind() != PlumblineException.Kind.DATA
                    ? e
                    : PlumblineException.absentData(e.getMessage() + "; nor is it in " + places, e);
        }
    }

    /** The folder a data set is read from, if it is in one, under {@code --data} or beside a task file. */
    public Optional<Path> folder(DatasetRef ref) {
        checkPath(ref);
        return folders(ref).stream().filter(Files::isDirectory).findFirst();
    }

    private List<Path> folders(DatasetRef ref) {
        List<Path> places = new ArrayList<>();
        data.ifPresent(folder -> places.add(folder.resolve(ref.path())));
        taskFolders.stream()
                .map(folder -> folder.resolve(ref.path()))
                .filter(folder -> !places.contains(folder))
                .forEach(places::add);
        return places;
    }

    /** A repository or folder name below the places searched: nothing in a task file leads anywhere else. */
    private static void checkPath(DatasetRef ref) {
        String path = ref.path().startsWith("./") ? ref.path().substring(2) : ref.path();
        Optional<String> objection = path.equals(".") ? Optional.empty() : FileNames.objectionToParts(path);
        if (objection.isPresent() || ref.path().contains(":")) {
            throw PlumblineException.data("dataset.path '" + FileNames.shown(ref.path())
                    + "' is refused: it " + objection.orElse("has a colon")
                    + "; it must be a folder below --data or below the task file's folder");
        }
        if (ref.revision() != null && !RepositoryId.isRevision(ref.revision())) {
            throw PlumblineException.data("dataset.revision '" + ref.revision() + "' is not a commit or branch name");
        }
    }
}
