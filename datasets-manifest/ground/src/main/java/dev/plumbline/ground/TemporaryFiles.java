package dev.plumbline.ground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The names that files are written under before they are renamed. */
public final class TemporaryFiles {

    private static final String SUFFIX = ".tmp";
    private static final Duration YOUNG = Duration.ofMinutes(10);
    private static final int MANY = 256;
    private static final int MOST_TRIES = 100;
    /** Also what a thread holds that makes one: it is made and known, or neither. */
    private static final Set<Path> TRACKED = new HashSet<>();

    private static boolean ending;

    private TemporaryFiles() {}

    /**
     * Makes an empty file in the folder of another. Unlike {@link Files#createTempFile}'s it may be read by whom the user's
     * umask lets: it becomes a result or a page for others.
     */
    public static Path beside(Path file) throws IOException {
        Path temporary =
                file.toAbsolutePath().resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + SUFFIX);
        return tracked(() -> Files.createFile(temporary));
    }

    /** Makes a file or folder. */
    @FunctionalInterface
    public interface Making {
        /** Where it is. */
        Path make() throws IOException;
    }

    /**
     * Makes and remembers a file or folder that this process deletes when it is done with it, see {@link #deleteAll}.
     *
     * @throws IllegalStateException if the process goes down, but for an {@link EndingThread}
     */
    public static Path tracked(Making making) throws IOException {
        synchronized (TRACKED) {
            refuseAtTheEnd();
            return tracked(making.make());
        }
    }

    /** Remembers a file or folder, there or yet to be made, as {@link #tracked(Making)} does. */
    public static Path tracked(Path temporary) {
        synchronized (TRACKED) {
            refuseAtTheEnd();
            if (TRACKED.size() >= MANY) {
                TRACKED.removeIf(path -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS));
            }
            TRACKED.add(temporary);
            if (ending) {
                deleteLater(temporary);
            }
        }
        return temporary;
    }

    /**
     * Java stops a thread anywhere once its hooks are done, also between the making of a file and the note that it is to be
     * deleted, so that nothing may be made any more.
     */
    private static void refuseAtTheEnd() {
        if (ending && !(Thread.currentThread() instanceof EndingThread)) {
            throw new IllegalStateException("the process goes down, and makes no more files");
        }
    }

    /**
     * Deletes what is left of this process's, just before it is ended in the middle of its work. Other threads still run: they
     * make no more from now on.
     */
    public static void deleteAll() {
        synchronized (TRACKED) {
            ending = true;
            for (Path path : TRACKED) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    deleteFolder(path);
                } else {
                    deleteTree(path);
                }
                deleteLater(path);
            }
            TRACKED.clear();
        }
    }

    /**
     * As {@link #deleteAll()}, for a process that is ended by force: no other thread makes a file between the deletion and the
     * end.
     *
     * @param end does not return
     */
    public static void deleteAll(Runnable end) {
        synchronized (TRACKED) {
            deleteAll();
            end.run();
        }
    }

    /** Under another name nobody makes more in it; what was being made at that moment goes with the next try. */
    private static void deleteFolder(Path folder) {
        Path gone = folder.resolveSibling("." + UUID.randomUUID() + SUFFIX);
        try {
            Files.move(folder, gone);
        } catch (IOException e) {
            gone = folder;
        }
        for (int tries = 0; tries < MOST_TRIES && !deleteTree(gone); tries++) {
            Thread.onSpinWait();
        }
    }

    private static void deleteLater(Path path) {
        try {
            path.toFile().deleteOnExit();
        } catch (IllegalStateException e) {
            // Java is at its last deletions already, and the process is gone the next moment
            deleteTree(path);
        }
    }

    /** Most are gone, as they should be; of one that cannot be deleted no reader takes notice. */
    private static boolean deleteTree(Path path) {
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /**
     * Deletes what killed processes left in a folder. A file that is being written is young, or locked by who writes it; what
     * cannot be looked at stays, as it is never read.
     */
    public static void sweep(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(TemporaryFiles::isTemporary).toList()) {
                if (isAbandoned(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw PlumblineException.storage("cannot clear up " + folder + ": " + e, e);
        }
    }

    private static boolean isTemporary(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(SUFFIX) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isAbandoned(Path file) {
        try {
            Instant changed = Files.getLastModifiedTime(file).toInstant();
            if (changed.isAfter(Instant.now().minus(YOUNG))) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                return lock != null;
            }
        } catch (OverlappingFileLockException | IOException e) {
            return false;
        }
    }
}
