package dev.plumbline.harness.inventory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.CachedRepository;
import dev.plumbline.hub.HubCache;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.hub.RepositoryType;
import dev.plumbline.manifest.BundledFile;
import dev.plumbline.manifest.BundledFiles;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.LocalDatasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of the data sets that tasks need are on this machine, without asking the hub. */
public final class DataInventory {

    private final LocalDatasets folders;
    private final HubCache cache;
    private final BundledFiles bundled = BundledFiles.load();

    /** @param folders without a hub */
    public DataInventory(LocalDatasets folders, HubCache cache) {
        this.folders = folders;
        this.cache = cache;
    }

    /**
     * What is here of a data set.
     *
     * @param where the folder it is read from; null if it is bundled or missing
     * @param needed files that the tasks read; 0 where nobody knows
     * @param present of those
     * @param bytes of those present
     * @param problem why the tasks cannot be read from it; else empty
     */
    public record Entry(
            NeededDataset dataset,
            Place place,
            @Nullable Path where,
            int needed,
            int present,
            long bytes,
            String problem) {
        public Entry {
            Objects.requireNonNull(dataset, "dataset");
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(problem, "problem");
        }

        /** Whether the tasks can be run with it. */
        public boolean complete() {
            return place != Place.MISSING && problem.isEmpty() && needed == present;
        }
    }

    public Entry look(NeededDataset dataset) {
        List<BundledFile> files = bundled.of(dataset.ref().path());
        if (!files.isEmpty()) {
            return new Entry(dataset, Place.BUNDLED, null, files.size(), files.size(), 0, "");
        }
        Optional<Path> folder = folders.folder(dataset.ref());
        if (folder.isPresent()) {
            return count(dataset, Place.FOLDER, folder.get());
        }
        if (RepositoryId.isName(dataset.ref().path())) {
            CachedRepository cached =
                    cache.repository(RepositoryType.DATASET, dataset.ref().path());
            Path snapshot = cached.snapshot(cached.commitOf(dataset.ref().revision()));
            if (Files.isDirectory(snapshot)) {
                return count(dataset, Place.CACHE, snapshot);
            }
        }
        return new Entry(dataset, Place.MISSING, null, 0, 0, 0, "");
    }

    private Entry count(NeededDataset dataset, Place place, Path where) {
        int needed = 0;
        int present = 0;
        long bytes = 0;
        try {
            DatasetDirectory directory = folders.open(dataset.ref());
            Set<Path> distinct = new HashSet<>();
            for (String path : dataset.paths(directory)) {
                needed++;
                Path file = where.resolve(path);
                if (Files.isRegularFile(file)) {
                    present++;
                    bytes += distinct.add(file.toRealPath()) ? Files.size(file) : 0;
                }
            }
            return new Entry(dataset, place, where, needed, present, bytes, "");
        } catch (PlumblineException e) {
            return new Entry(dataset, place, where, needed, present, bytes, e.getMessage());
        } catch (IOException e) {
            throw PlumblineException.storage(where + " cannot be read: " + e, e);
        }
    }
}
