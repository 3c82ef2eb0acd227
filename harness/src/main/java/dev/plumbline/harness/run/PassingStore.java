package dev.plumbline.harness.run;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder for vectors that several forms share in one run that keeps none; gone when it is closed. */
public final class PassingStore implements AutoCloseable {

    private final Path folder;

    public PassingStore() {
        try {
            folder = TemporaryFiles.tracked(() -> Files.createTempDirectory("plumbline-vectors-"));
        } catch (IOException e) {
            throw PlumblineException.storage(
                    "no room for vectors in " + System.getProperty("java.io.tmpdir") + ": " + e, e);
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
