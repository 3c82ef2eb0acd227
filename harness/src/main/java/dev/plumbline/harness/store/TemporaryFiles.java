package dev.plumbline.harness.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The names that files are written under before they are renamed. */
final class TemporaryFiles {

    private TemporaryFiles() {}

    /**
     * Makes an empty file in the folder of another. Unlike {@link Files#createTempFile}'s it may be read by whom the user's
     * umask lets: it becomes a result or a page for others.
     */
    static Path beside(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        return Files.createFile(folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp"));
    }
}
