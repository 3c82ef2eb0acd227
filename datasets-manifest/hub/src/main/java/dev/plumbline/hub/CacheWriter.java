package dev.plumbline.hub;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Writes one repository's part of the cache as {@code huggingface_hub} 2.4.0 does ({@code file_download.py}): whole files,
 * renamed into place, and nowhere but below the cache's root, whatever links lie there.
 */
final class CacheWriter {

    private static final String TAG = "CACHEDIR.TAG";
    /** The line that the standard for cache folders (bford.info/cachedir) wants first. */
    private static final String TAG_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n";

    private final CachedRepository cached;
    private final CacheFiles files;
    private final boolean withoutLinks;

    CacheWriter(CachedRepository cached, boolean withoutLinks) {
        this.cached = cached;
        this.files = new CacheFiles(cached.cache().root());
        this.withoutLinks = withoutLinks;
    }

    /** Records a commit that is going to be downloaded: its folder, its files, and the branch it was asked for as. */
    void begin(String commit, String revision, RepositoryListing listing) {
        writing(cached.folder(), () -> {
            boolean ours = !Files.exists(cached.snapshot(commit), LinkOption.NOFOLLOW_LINKS);
            files.folder(cached.snapshot(commit));
            files.folder(cached.blobs());
            Path tag = cached.cache().root().resolve(TAG);
            if (!Files.exists(tag)) {
                files.replace(
                        tag,
                        TAG_SIGNATURE + "# Models and data sets of the Hugging Face hub; all can be fetched again.\n");
            }
            Path record = cached.listingFile(commit);
            boolean recorded = Files.isRegularFile(record);
            RepositoryListing known = recorded ? cached.listing(commit).orElse(listing) : listing.ownedByUs(ours);
            if (!recorded || !known.asked().contains(revision)) {
                files.folder(AtomicFiles.folderOf(record));
                files.replace(record, known.askedAs(revision).toJson());
            }
            if (!revision.equals(commit)) {
                Path ref = cached.refs().resolve(revision);
                files.folder(AtomicFiles.folderOf(ref));
                if (!Files.isRegularFile(ref) || !Files.readString(ref).equals(commit)) {
                    files.replace(ref, commit);
                }
            }
        });
    }

    /** Records, as Python does, that a commit has no such file. */
    void recordMissing(String commit, String path) {
        writing(cached.folder(), () -> {
            Path mark = cached.folder().resolve(".no_exist").resolve(commit).resolve(path);
            files.folder(AtomicFiles.folderOf(mark));
            if (!Files.exists(mark, LinkOption.NOFOLLOW_LINKS)) {
                files.replace(mark, "");
            }
        });
    }

    /** Where a snapshot has a file, there or not. */
    Path pointer(String commit, String path) {
        return cached.snapshot(commit).resolve(path);
    }

    /** Whether a snapshot has a file, of the listed size. */
    boolean has(String commit, ListedFile file) {
        Path pointer = pointer(commit, file.path());
        try {
            return Files.isRegularFile(pointer)
                    && isOf(pointer, file.size())
                    && pointer.toRealPath().startsWith(cached.cache().root().toRealPath());
        } catch (IOException e) {
            // gone since: not there
            return false;
        }
    }

    /** Whether a blob is there, of the listed size. */
    boolean hasBlob(String etag, OptionalLong size) {
        Path blob = cached.blobs().resolve(etag);
        try {
            return Files.isRegularFile(blob) && isOf(blob, size);
        } catch (IOException e) {
            // gone since: not there
            return false;
        }
    }

    private static boolean isOf(Path file, OptionalLong size) throws IOException {
        return size.isEmpty() || Files.size(file) == size.getAsLong();
    }

    /** Takes the lock of a blob. */
    BlobLock lock(String etag, HubProgress progress) {
        Path file = cached.cache()
                .root()
                .resolve(".locks")
                .resolve(cached.id().folderName())
                .resolve(etag + ".lock");
        try {
            files.folder(AtomicFiles.folderOf(file));
            return BlobLock.take(file, progress::note);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** A part file for a blob; of a fixed name, so that it can be resumed, if the lock makes that safe. */
    Path part(String etag, boolean resumable) {
        String owner = resumable ? "plumbline" : UUID.randomUUID().toString();
        return cached.blobs().resolve(etag + "." + owner + ".incomplete");
    }

    /** Opens a part file for writing at its end; never through a link. */
    FileChannel open(Path part) {
        try {
            files.folder(AtomicFiles.folderOf(part));
            FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            channel.position(channel.size());
            return channel;
        } catch (IOException e) {
            throw unwritable(part, e);
        }
    }

    /** Makes a whole part file a blob. */
    void keep(Path part, String etag) {
        writing(part, () -> {
            AtomicFiles.force(part);
            AtomicFiles.rename(part, cached.blobs().resolve(etag));
        });
    }

    /** Removes a part file that came out wrong. */
    void discard(Path part) {
        writing(part, () -> Files.deleteIfExists(part));
    }

    /**
     * Puts a blob into a snapshot: as a relative link, or, where links are impossible, moved there if it is new and
     * copied if other snapshots may have it.
     */
    void link(String commit, String path, String etag, boolean fresh) {
        Path pointer = pointer(commit, path);
        Path blob = cached.blobs().resolve(etag);
        writing(pointer, () -> {
            files.folder(AtomicFiles.folderOf(pointer));
            // the entry itself, should it be a link to elsewhere, and never what it leads to
            Files.deleteIfExists(pointer);
            if (withoutLinks || !symbolicLink(pointer, blob)) {
                if (fresh) {
                    AtomicFiles.rename(blob, pointer);
                } else {
                    files.copy(blob, pointer);
                }
            }
        });
    }

    private static boolean symbolicLink(Path pointer, Path blob) throws IOException {
        try {
            Files.createSymbolicLink(pointer, AtomicFiles.folderOf(pointer).relativize(blob));
            return true;
        } catch (FileAlreadyExistsException e) {
            // another process was quicker with the same
            return Files.isSameFile(pointer, blob);
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        }
    }

    /** Fails early where the rest of a download has no room. */
    void checkRoom(long bytes) {
        Path root = cached.cache().root();
        try {
            Files.createDirectories(root);
            long room = Files.getFileStore(root).getUsableSpace();
            if (room < bytes) {
                throw PlumblineException.storage(cached.id() + " needs " + bytes + " bytes in " + root + ", where "
                        + room + " are free; make room, or name another cache with HF_HUB_CACHE");
            }
        } catch (IOException e) {
            throw unwritable(root, e);
        }
    }

    PlumblineException unwritable(Path file, IOException e) {
        return PlumblineException.storage(
                "cannot write " + file + ": " + e + "; make room or get the right to write there, or name another cache"
                        + " with HF_HUB_CACHE",
                e);
    }

    /** Something that writes. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private void writing(Path file, Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }
}
