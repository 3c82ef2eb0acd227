package dev.plumbline.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that end: who opens a pipe waits for who writes to it, and a device such as {@code /dev/zero} goes on for ever. */
public final class OrdinaryFiles {

    private OrdinaryFiles() {}

    /**
     * The same path, unless it is a pipe, a socket or a device; one that is not there is for who opens it to tell.
     *
     * @throws IOException that says what it is
     */
    public static Path require(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            throw new IOException("it is a pipe or a device, not an ordinary file");
        }
        return file;
    }
}
