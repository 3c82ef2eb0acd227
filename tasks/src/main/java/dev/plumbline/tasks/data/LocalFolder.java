package dev.plumbline.tasks.data;

import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.hub.CachedRepository;
import dev.plumbline.hub.RepositoryListing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder and the files in it; symbolic links must stay inside, or inside the hub cache the folder belongs to. */
final class LocalFolder implements RepositoryFiles {

    private final String name;
    private final Path folder;
    private final List<Path> allowed;
    private final Collection<String> paths;
    private final Optional<CachedRepository> cached;
    private final Optional<String> commit;

    private LocalFolder(
            String name,
            Path folder,
            List<Path> allowed,
            Collection<String> paths,
            Optional<CachedRepository> cached,
            Optional<String> commit) {
        this.name = name;
        this.folder = folder;
        this.allowed = List.copyOf(allowed);
        this.paths = List.copyOf(paths);
        this.cached = cached;
        this.commit = commit;
    }

    /** A folder that holds all there is. */
    static LocalFolder of(String name, Path given) throws IOException {
        Path folder = given.toRealPath();
        return new LocalFolder(name, folder, List.of(folder), paths(folder), Optional.empty(), Optional.empty());
    }

    /** A snapshot in the hub's cache, of which files may be missing if its commit has been listed. */
    static LocalFolder of(CachedRepository cached, String commit) throws IOException {
        Path folder = cached.snapshot(commit).toRealPath();
        List<Path> allowed = new ArrayList<>(cached.blobFolders());
        allowed.add(folder);
        Optional<RepositoryListing> listing = cached.listing(commit);
        return new LocalFolder(
                cached.id().name(),
                folder,
                allowed,
                listing.isPresent() ? listing.get().files().keySet() : paths(folder),
                listing.map(known -> cached),
                Optional.of(commit));
    }

    private static List<String> paths(Path folder) throws IOException {
        List<String> paths = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.filter(file -> !Files.isDirectory(file))
                    .forEach(
                            file -> paths.add(folder.relativize(file).toString().replace('\\', '/')));
        }
        return paths;
    }

    /** Every file the repository has, here or not. */
    Collection<String> paths() {
        return paths;
    }

    /** A snapshot's commit; of a folder, whose files may be changed, a hash of paths and contents. Hidden files do not count. */
    @Override
    public String identity() {
        if (commit.isPresent()) {
            return "commit " + commit.get();
        }
        List<String> counted = paths.stream()
                .filter(path -> !path.startsWith(".") && !path.contains("/."))
                .sorted()
                .toList();
        try {
            MessageDigest all = Sha256.start();
            for (String path : counted) {
                Path file = folder.resolve(path).toRealPath();
                MessageDigest one = Sha256.start();
                // a link out of the folder is refused once it is read; it is no reason to refuse the rest
                if (allowed.stream().anyMatch(file::startsWith)) {
                    Sha256.feed(one, OrdinaryFiles.require(file));
                }
                all.update((path + "\n").getBytes(StandardCharsets.UTF_8));
                all.update(one.digest());
            }
            return "files " + Sha256.hex(all);
        } catch (IOException e) {
            throw PlumblineException.data(name + ": " + folder + " cannot be read (" + e + "); fetch it again", e);
        }
    }

    @Override
    public Path locate(String path) {
        try {
            Path file = folder.resolve(path).toRealPath();
            if (allowed.stream().noneMatch(file::startsWith)) {
                throw PlumblineException.data(
                        name + ": " + path + " is refused: it is a link out of the repository, to " + file);
            }
            return OrdinaryFiles.require(file);
        } catch (NoSuchFileException e) {
            throw cached.isPresent()
                    ? cached.get().missing(path)
                    : PlumblineException.data(name + ": " + path + " is not there (" + e + "); fetch it again", e);
        } catch (IOException e) {
            throw PlumblineException.data(name + ": " + path + " cannot be read (" + e + "); fetch it again", e);
        }
    }
}
