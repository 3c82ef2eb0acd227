package dev.plumbline.harness.run;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder for what a run needs and does not keep, such as vectors that several forms share; gone when it is closed. */
public final class PassingFolder implements AutoCloseable {

    private final Path folder;

    /** @param what is in it: a word for its name and for errors */
    public PassingFolder(String what) {
        try {
            folder = TemporaryFiles.tracked(() -> Files.createTempDirectory("plumbline-" + what + "-"));
        } catch (IOException e) {
            throw PlumblineException.storage(
                    "no room for " + what + " in " + System.getProperty("java.io.tmpdir") + ": " + e, e);
        }
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw PlumblineException.storage("cannot delete " + folder + ": " + e, e);
        }
    }
}
