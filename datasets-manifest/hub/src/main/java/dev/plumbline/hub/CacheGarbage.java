package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a cache holds and nobody needs: unfinished downloads, blobs that no snapshot uses, and revisions that no task pins
 * and no branch is at. What was touched within the hour may be in use and is left.
 */
public final class CacheGarbage {

    private static final Duration SETTLED = Duration.ofHours(1);
    private static final String INCOMPLETE = ".incomplete";

    private final HubCache cache;
    private final Map<String, Set<String>> pinned;
    private final Instant settledBefore;

    /**
     * Garbage in a cache.
     *
     * @param pinned the commits that tasks pin, by data set; of other data sets no revision is called old
     */
    public CacheGarbage(HubCache cache, Map<String, Set<String>> pinned, Instant now) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.pinned = Map.copyOf(pinned);
        this.settledBefore = now.minus(SETTLED);
    }

    /** Why something is not needed. */
    public enum Reason {
        UNFINISHED("unfinished download"),
        UNUSED("no snapshot uses it"),
        OLD("old revision");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Something that is not needed.
     *
     * @param path a blob or part of one, or the folder of a snapshot
     * @param blobs that no other snapshot uses, for a snapshot
     * @param bytes that become free
     * @param ours whether we made it: for a blob, whether we made all of its repository
     */
    public record Item(
            CachedRepository repository, Path path, List<Path> blobs, long bytes, Reason reason, boolean ours) {
        public Item {
            blobs = List.copyOf(blobs);
        }
    }

    /** All there is, by repository. */
    public List<Item> find() {
        List<Item> items = new ArrayList<>();
        for (CachedRepository repository : CachedSnapshots.repositories(cache)) {
            try {
                find(repository, items);
            } catch (IOException e) {
                throw CachedSnapshots.unreadable(repository.folder(), e);
            }
        }
        return items;
    }

    private void find(CachedRepository repository, List<Item> items) throws IOException {
        List<CachedSnapshots.Snapshot> old = new ArrayList<>();
        Set<Path> used = new HashSet<>();
        boolean ours = true;
        for (CachedSnapshots.Snapshot snapshot : CachedSnapshots.of(repository)) {
            ours &= snapshot.ours();
            if (isOld(snapshot)) {
                old.add(snapshot);
            } else {
                used.addAll(blobs(repository, snapshot.commit()));
            }
        }
        for (CachedSnapshots.Snapshot snapshot : old) {
            List<Path> alone = new ArrayList<>();
            long bytes = 0;
            for (Path blob : blobs(repository, snapshot.commit())) {
                if (used.add(blob)) {
                    alone.add(blob);
                    bytes += size(blob);
                }
            }
            items.add(new Item(
                    repository,
                    repository.snapshot(snapshot.commit()),
                    alone,
                    bytes + copies(repository.snapshot(snapshot.commit())),
                    Reason.OLD,
                    snapshot.ours()));
        }
        ours &= Files.isDirectory(repository.folder().resolve(".plumbline"));
        for (Path blob : CachedSnapshots.list(repository.blobs())) {
            boolean part = blob.toString().endsWith(INCOMPLETE);
            if ((part || !used.contains(blob)) && isSettled(blob)) {
                items.add(new Item(
                        repository,
                        blob,
                        List.of(),
                        size(blob),
                        part ? Reason.UNFINISHED : Reason.UNUSED,
                        ours || blob.toString().endsWith(".plumbline" + INCOMPLETE)));
            }
        }
    }

    /** Of a data set, that tasks pin another commit; of a model, that a branch has moved on. */
    private boolean isOld(CachedSnapshots.Snapshot snapshot) {
        CachedRepository repository = snapshot.repository();
        if (!snapshot.refs().isEmpty()) {
            return false;
        }
        if (repository.id().type() == RepositoryType.DATASET) {
            Set<String> needed = pinned.get(repository.id().name());
            return needed != null && !needed.contains(snapshot.commit());
        }
        return repository
                .listing(snapshot.commit())
                .map(listing -> !listing.asked().contains(snapshot.commit()))
                .orElse(true);
    }

    /** The blobs that a snapshot's links name, whether or not they are there. */
    private static Set<Path> blobs(CachedRepository repository, String commit) throws IOException {
        Set<Path> blobs = new HashSet<>();
        for (Path file : CachedSnapshots.files(repository.snapshot(commit))) {
            if (Files.isSymbolicLink(file)) {
                Path target = file.resolveSibling(Files.readSymbolicLink(file)).normalize();
                if (target.startsWith(repository.blobs().normalize())) {
                    blobs.add(repository.blobs().resolve(target.getFileName()));
                }
            }
        }
        return blobs;
    }

    private static long copies(Path snapshot) throws IOException {
        long bytes = 0;
        for (Path file : CachedSnapshots.files(snapshot)) {
            bytes += Files.isSymbolicLink(file) ? 0 : Files.size(file);
        }
        return bytes;
    }

    private static long size(Path blob) throws IOException {
        return Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS) ? Files.size(blob) : 0;
    }

    private boolean isSettled(Path file) throws IOException {
        return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(settledBefore);
    }

    /**
     * Removes it: of a revision the snapshot first, so that nothing points at a blob that is gone.
     *
     * @throws PlumblineException of kind STORAGE if it cannot be removed
     */
    public void remove(Item item) {
        try {
            if (item.reason() == Reason.OLD) {
                removeTree(item.path());
                Files.deleteIfExists(
                        item.repository().listingFile(item.path().getFileName().toString()));
            }
            List<Path> blobs = item.reason() == Reason.OLD ? item.blobs() : List.of(item.path());
            for (Path blob : blobs) {
                removeBlob(item.repository(), blob);
            }
        } catch (IOException e) {
            throw PlumblineException.storage(item.path() + " cannot be removed: " + e, e);
        }
    }

    /** Under its lock, and unless a snapshot has come to use it since. */
    private static void removeBlob(CachedRepository repository, Path blob) throws IOException {
        String etag = blob.getFileName().toString().replaceFirst("\\.[^.]+\\" + INCOMPLETE + "$", "");
        try (BlobLock lock = new CacheWriter(repository, false).lock(etag, HubProgress.NONE)) {
            boolean used = false;
            for (Path snapshot : CachedSnapshots.list(repository.snapshots())) {
                used |= blobs(repository, snapshot.getFileName().toString()).contains(blob);
            }
            if (!used && lock.isHeld()) {
                Files.deleteIfExists(blob);
            }
        }
    }

    private static void removeTree(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(folder)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
