package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a cache holds, whoever downloaded it. Looks, and changes nothing. */
public final class CachedSnapshots {

    private CachedSnapshots() {}

    /**
     * A commit of which the cache has files.
     *
     * @param refs branches that are at it
     * @param files in the snapshot, those whose blob is gone left out
     * @param bytes of distinct blobs
     * @param ours whether we made it
     */
    public record Snapshot(
            CachedRepository repository, String commit, Set<String> refs, int files, long bytes, boolean ours) {
        public Snapshot {
            refs = Set.copyOf(refs);
        }
    }

    /** Every repository of data sets and models, by folder name; other folders are passed over. */
    public static List<CachedRepository> repositories(HubCache cache) {
        List<CachedRepository> repositories = new ArrayList<>();
        for (Path folder : list(cache.root())) {
            repository(cache, folder).ifPresent(repositories::add);
        }
        return repositories;
    }

    private static Optional<CachedRepository> repository(HubCache cache, Path folder) {
        String name = folder.getFileName().toString();
        for (RepositoryType type : RepositoryType.values()) {
            String prefix = type.plural() + "--";
            if (name.startsWith(prefix) && Files.isDirectory(folder)) {
                String id = name.substring(prefix.length()).replace("--", "/");
                return RepositoryId.isName(id) ? Optional.of(cache.repository(type, id)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The commits of a repository, by name. */
    public static List<Snapshot> of(CachedRepository repository) {
        Map<String, Set<String>> refs = refs(repository);
        List<Snapshot> snapshots = new ArrayList<>();
        for (Path folder : list(repository.snapshots())) {
            String commit = folder.getFileName().toString();
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                snapshots.add(snapshot(repository, commit, refs.getOrDefault(commit, Set.of())));
            }
        }
        return snapshots;
    }

    private static Snapshot snapshot(CachedRepository repository, String commit, Set<String> refs) {
        Set<Path> distinct = new HashSet<>();
        int count = 0;
        long bytes = 0;
        try {
            for (Path file : files(repository.snapshot(commit))) {
                if (Files.isRegularFile(file)) {
                    count++;
                    bytes += distinct.add(file.toRealPath()) ? Files.size(file) : 0;
                }
            }
        } catch (IOException e) {
            throw unreadable(repository.snapshot(commit), e);
        }
        boolean ours = repository.listing(commit).map(RepositoryListing::ours).orElse(false);
        return new Snapshot(repository, commit, refs, count, bytes, ours);
    }

    private static Map<String, Set<String>> refs(CachedRepository repository) {
        Map<String, Set<String>> byCommit = new HashMap<>();
        for (Path ref : files(repository.refs())) {
            try {
                byCommit.computeIfAbsent(Files.readString(ref).strip(), commit -> new TreeSet<>())
                        .add(repository.refs().relativize(ref).toString().replace('\\', '/'));
            } catch (IOException e) {
                throw unreadable(ref, e);
            }
        }
        return byCommit;
    }

    /** Entries of a folder in order; none if it is not there. */
    static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(folder, e);
        }
    }

    /** All that is no folder below a folder, links as themselves, in order; nothing if it is not there. */
    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(folder, e);
        }
    }

    static PlumblineException unreadable(Path path, Exception e) {
        return PlumblineException.storage(path + " cannot be read: " + e.getMessage(), e);
    }
}
