package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a repository lies in a cache, whether or not it is there. */
public record CachedRepository(HubCache cache, RepositoryId id) {

    public CachedRepository {
        Objects.requireNonNull(cache, "cache");
        Objects.requireNonNull(id, "id");
    }

    public Path folder() {
        return cache.root().resolve(id.folderName());
    }

    public Path blobs() {
        return folder().resolve("blobs");
    }

    public Path snapshots() {
        return folder().resolve("snapshots");
    }

    public Path snapshot(String commit) {
        return snapshots().resolve(commit);
    }

    public Path refs() {
        return folder().resolve("refs");
    }

    /** Where we record the files of a commit, and by that, that we downloaded it. */
    public Path listingFile(String commit) {
        return folder().resolve(".plumbline").resolve(commit + ".json");
    }

    /**
     * The commit a branch was last seen at, or the revision itself where no branch of the name is known.
     *
     * @param revision null for {@code main}
     */
    public String commitOf(@Nullable String revision) {
        String name = revision == null ? "main" : revision;
        if (!RepositoryId.isRevision(name)) {
            throw id.type().problem("'" + name + "' is not a commit or branch name");
        }
        Path ref = refs().resolve(name);
        if (!Files.isRegularFile(ref)) {
            return name;
        }
        try {
            String commit = Files.readString(ref).strip();
            if (!commit.matches("[0-9a-zA-Z]+")) {
                throw id.type().problem(ref + " does not hold a commit; remove it");
            }
            return commit;
        } catch (IOException e) {
            throw id.type().problem(ref + " cannot be read (" + e + "); remove it", e);
        }
    }

    /**
     * The files of a commit, ours or as Python recorded them; empty if nobody has.
     *
     * @throws PlumblineException if the record is damaged
     */
    public Optional<RepositoryListing> listing(String commit) {
        Path python = folder().resolve("trees").resolve(commit + ".json");
        return read(listingFile(commit)).or(() -> read(python));
    }

    private Optional<RepositoryListing> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return RepositoryListing.parse(Files.readString(file));
        } catch (IOException e) {
            throw id.type().problem(file + " cannot be read (" + e.getMessage() + "); remove it", e);
        }
    }

    /**
     * Folders that links in a snapshot may lead to: the repository's blobs, and those that {@code huggingface_hub} shares
     * between repositories.
     */
    public List<Path> blobFolders() throws IOException {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(blobs())) {
            folders.add(blobs().toRealPath());
        }
        Path shared = cache.root().resolve("blobs");
        if (Files.isRegularFile(shared.resolve(".huggingface-shared-blobs"))) {
            folders.add(shared.toRealPath());
        }
        return folders;
    }

    /** The error of a file that the commit has and the snapshot has not. */
    public PlumblineException missing(String path) {
        return id.type()
                .problem(id + ": " + path + " has not been downloaded to " + folder()
                        + "; run 'plumbline data pull', or drop --offline and unset HF_HUB_OFFLINE");
    }
}
