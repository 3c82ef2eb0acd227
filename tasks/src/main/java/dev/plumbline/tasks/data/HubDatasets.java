package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.CachedRepository;
import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubProgress;
import dev.plumbline.hub.HubSnapshot;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.hub.RepositoryType;
import dev.plumbline.manifest.DatasetRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Data sets of the hub: their files are fetched when they are read, and kept in the cache. */
public final class HubDatasets implements DatasetSource {

    /** Says which files form a config and a split. */
    public static final String README = "README.md";

    private final Hub hub;
    private final HubProgress progress;
    private final Map<DatasetRef, DatasetDirectory> opened = new HashMap<>();

    public HubDatasets(Hub hub, HubProgress progress) {
        this.hub = hub;
        this.progress = progress;
    }

    @Override
    public synchronized DatasetDirectory open(DatasetRef ref) {
        return opened.computeIfAbsent(ref, this::find);
    }

    private DatasetDirectory find(DatasetRef ref) {
        try {
            return open(snapshot(ref));
        } catch (PlumblineException e) {
            CachedRepository cached = new CachedRepository(hub.cache(), id(ref));
            String commit = cached.commitOf(ref.revision());
            if (e.kind() == PlumblineException.Kind.DATA && Files.isDirectory(cached.snapshot(commit))) {
                progress.warning(e.getMessage() + "; what the cache has of it is used as it is");
                return DatasetDirectory.open(cached, commit);
            }
            throw e;
        }
    }

    /**
     * A data set's commit, of which nothing is fetched yet.
     *
     * @throws PlumblineException of kind DATA if there is none or the hub cannot be reached
     */
    public HubSnapshot snapshot(DatasetRef ref) {
        return hub.open(id(ref), ref.revision());
    }

    /** Opens a commit; fetches its README.md, which says which files form a config and a split. */
    private static DatasetDirectory open(HubSnapshot snapshot) {
        if (snapshot.paths().contains(README)) {
            snapshot.fetch(List.of(README));
        }
        return layout(snapshot, new FetchedFiles(snapshot));
    }

    /**
     * Which files of a commit form a config and a split. Nothing is written to the cache, and no data can be read.
     *
     * @throws PlumblineException of kind DATA if README.md cannot be had or is malformed
     */
    public static DatasetDirectory plan(HubSnapshot snapshot) {
        return layout(snapshot, path -> {
            throw new IllegalStateException("a plan reads no data");
        });
    }

    private static DatasetDirectory layout(HubSnapshot snapshot, RepositoryFiles files) {
        String readme = snapshot.paths().contains(README) ? snapshot.text(README) : "";
        return DatasetDirectory.of(RepositoryLayout.of(snapshot.id().name(), readme, snapshot.paths()), files);
    }

    private static RepositoryId id(DatasetRef ref) {
        if (!RepositoryId.isName(ref.path())) {
            throw PlumblineException.absentData("data set " + ref.path()
                    + " is in no folder given, and is not the name of one on the hub, org/name");
        }
        return new RepositoryId(RepositoryType.DATASET, ref.path());
    }

    private record FetchedFiles(HubSnapshot snapshot) implements RepositoryFiles {

        @Override
        public Path locate(String path) {
            return snapshot.locate(path);
        }

        @Override
        public void prepare(Collection<String> paths) {
            snapshot.fetch(paths);
        }

        @Override
        public String identity() {
            return "commit " + snapshot.commit();
        }
    }
}
