package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Hashes what a cache holds and compares it with the names of the blobs, and copies with what the hub listed. */
public final class CacheVerification {

    private CacheVerification() {}

    /** What became of a file. */
    public enum State {
        WHOLE,
        /** Its content is not what its name says. */
        DAMAGED,
        /** A link whose blob is gone. */
        DANGLING,
        /** Nobody said what its hash should be. */
        UNKNOWN
    }

    /**
     * A file that was looked at.
     *
     * @param file a blob, or an entry of a snapshot that is no link to a blob
     * @param bytes of it
     * @param found the hash it has, if it is not the right one; else empty
     */
    public record Checked(CachedRepository repository, Path file, long bytes, State state, String found) {}

    /** Looks at every blob of a repository, and at the entries of its snapshots that are none. */
    public static void verify(CachedRepository repository, Consumer<Checked> listener) {
        for (Path blob : CachedSnapshots.list(repository.blobs())) {
            if (!blob.toString().endsWith(".incomplete")) {
                String etag = blob.getFileName().toString();
                listener.accept(check(repository, blob, Optional.of(etag)));
            }
        }
        for (Path snapshot : CachedSnapshots.list(repository.snapshots())) {
            Optional<RepositoryListing> listing =
                    repository.listing(snapshot.getFileName().toString());
            for (Path file : CachedSnapshots.files(snapshot)) {
                if (!Files.isSymbolicLink(file)) {
                    String path = snapshot.relativize(file).toString().replace('\\', '/');
                    Optional<String> etag =
                            listing.map(known -> known.files().get(path)).flatMap(ListedFile::etag);
                    listener.accept(check(repository, file, etag));
                } else if (!Files.exists(file)) {
                    listener.accept(new Checked(repository, file, 0, State.DANGLING, ""));
                }
            }
        }
    }

    private static Checked check(CachedRepository repository, Path file, Optional<String> etag) {
        try {
            if (!Files.isRegularFile(file)) {
                return new Checked(repository, file, 0, State.DANGLING, "");
            }
            long bytes = Files.size(file);
            if (etag.isEmpty() || !BlobHash.isHash(etag.get())) {
                return new Checked(repository, file, bytes, State.UNKNOWN, "");
            }
            String found = BlobHash.of(file, etag.get());
            return found.equals(etag.get())
                    ? new Checked(repository, file, bytes, State.WHOLE, "")
                    : new Checked(repository, file, bytes, State.DAMAGED, found);
        } catch (IOException e) {
            throw CachedSnapshots.unreadable(file, e);
        }
    }

    /**
     * Removes a file that is damaged, or a link that leads nowhere, so that it is fetched again.
     *
     * @throws PlumblineException of kind STORAGE if it cannot be removed
     */
    public static void remove(Checked damaged) {
        try {
            Files.deleteIfExists(damaged.file());
        } catch (IOException e) {
            throw PlumblineException.storage(damaged.file() + " cannot be removed: " + e, e);
        }
    }
}
