package dev.plumbline.ground;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Making a folder so that a reader or a crash sees all of it or nothing. */
public final class AtomicFolder {

    private AtomicFolder() {}

    /** What a folder shall hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes it into an empty folder. */
        void write(Path folder) throws IOException;
    }

    /**
     * Makes a folder: beside it under another name, then forced to the disk and renamed; a failure leaves nothing behind.
     *
     * @throws PlumblineException of kind USAGE if there is something of that name, other than an empty folder; of kind
     *     STORAGE if there is no room or no right to write; and whatever the content throws
     */
    public static void write(Path folder, Content content) {
        Path target = target(folder);
        Path around = AtomicFiles.folderOf(target);
        checkFree(target);
        Path temporary = null;
        try {
            Files.createDirectories(around);
            temporary =
                    TemporaryFiles.tracked(() -> Files.createTempDirectory(around, "." + target.getFileName() + "."));
            Path made = Files.createDirectory(temporary.resolve("folder"));
            content.write(made);
            force(made);
            if (Files.isDirectory(target) && Files.isSameFile(target, Path.of(""))) {
                moveInto(made, target);
            } else {
                Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
            }
            forceFile(around);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            throw taken(target);
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + target + ": " + e, e);
        } finally {
            delete(temporary);
        }
    }

    /** An empty folder may be known by a link. */
    private static Path target(Path folder) {
        Path named = folder.toAbsolutePath().normalize();
        try {
            return Files.isDirectory(named) ? named.toRealPath() : named;
        } catch (IOException e) {
            throw PlumblineException.storage("cannot look at " + named + ": " + e, e);
        }
    }

    /** Whoever stands in a folder would not see one that takes its place. */
    private static void moveInto(Path made, Path target) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(made)) {
            all = files.toList();
        }
        for (Path file : all) {
            Files.move(file, target.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void checkFree(Path target) {
        if (!Files.exists(target)) {
            return;
        }
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.of(target)) {
            if (files.findAny().isPresent()) {
                throw taken(target);
            }
        } catch (IOException e) {
            throw PlumblineException.storage("cannot list " + target + ": " + e, e);
        }
    }

    private static PlumblineException taken(Path target) {
        return PlumblineException.usage(target + " is there already; choose another name, or delete it");
    }

    private static void force(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.toList();
        }
        for (Path file : all) {
            forceFile(file);
        }
    }

    /** A folder's entries are forced by its own channel, where the system lets one be opened. */
    private static void forceFile(Path file) throws IOException {
        if (Files.isDirectory(file) && System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(@Nullable Path temporary) {
        if (temporary == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // what went wrong before is what the user must hear of; the leftover is hidden and never read
            temporary.toFile().deleteOnExit();
        }
    }
}
