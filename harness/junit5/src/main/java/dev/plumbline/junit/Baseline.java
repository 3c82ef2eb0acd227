package dev.plumbline.junit;

import dev.plumbline.ModelRun;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** A folder of results that is kept with the sources. Tests may share one: each writes its own tasks, one test at a time. */
final class Baseline {

    private static final Map<Path, Object> ONE_AT_A_TIME = new ConcurrentHashMap<>();

    private final Path folder;

    Baseline(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Puts these tasks' results in the place of those that are there. The new folder is whole before the old one goes, and an
     * update that fails changes nothing.
     *
     * @param tasks that are scored
     * @param scoring writes their results into a folder
     */
    void update(Set<String> tasks, Function<Path, ModelRun> scoring) {
        synchronized (ONE_AT_A_TIME.computeIfAbsent(folder, path -> new Object())) {
            Path fresh = folder;
            Path old = folder;
            try {
                Files.createDirectories(folder.getParent());
                fresh = Files.createTempDirectory(folder.getParent(), folder.getFileName() + ".new");
                old = fresh.resolveSibling(fresh.getFileName() + ".old");
                if (Files.isDirectory(folder)) {
                    copyWithout(tasks, fresh);
                }
                ModelRun run = scoring.apply(fresh);
                keepOnly(run.folder());
                forgetThisMachine(fresh);
                if (Files.isDirectory(folder)) {
                    Files.move(folder, old);
                }
                Files.move(fresh, folder);
            } catch (IOException | UncheckedIOException e) {
                throw PlumblineException.storage("cannot write the baseline " + folder + ": " + e, e);
            } finally {
                if (!fresh.equals(folder)) {
                    delete(fresh);
                    delete(old);
                }
            }
        }
    }

    private void copyWithout(Set<String> tasks, Path fresh) throws IOException {
        for (Path path : tree(folder)) {
            Path to = fresh.resolve(folder.relativize(path).toString());
            String name = path.getFileName().toString();
            boolean replaced =
                    tasks.stream().anyMatch(task -> name.equals(task + ".json") || name.startsWith(task + ".samples."));
            if (Files.isDirectory(path)) {
                Files.createDirectories(to);
            } else if (!replaced) {
                Files.copy(path, to);
            }
        }
    }

    /** Results of a model that had another name or revision are no baseline of this one. */
    private static void keepOnly(Path revision) throws IOException {
        Path model = revision.toAbsolutePath().getParent();
        for (Path kept : List.of(revision.toAbsolutePath(), model)) {
            try (Stream<Path> beside = Files.list(kept.getParent())) {
                beside.filter(path -> !path.equals(kept) && Files.isDirectory(path))
                        .forEach(Baseline::delete);
            }
        }
    }

    /** What a run records beside its results, of this machine and its folders, is nothing to be kept with sources. */
    private static void forgetThisMachine(Path folder) throws IOException {
        tree(folder).stream()
                .filter(path -> path.endsWith("plumbline") && Files.exists(path.resolveSibling("model_meta.json")))
                .forEach(Baseline::delete);
    }

    /** From the root down. */
    private static List<Path> tree(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.toList();
        }
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            for (Path path :
                    tree(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw PlumblineException.storage("cannot clear up " + folder + ": " + e, e);
        }
    }
}
