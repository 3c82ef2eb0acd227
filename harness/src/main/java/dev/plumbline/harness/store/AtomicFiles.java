package dev.plumbline.harness.store;

import dev.plumbline.error.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writing a file so that a reader or a crash sees the old content or the new, never a part. */
public final class AtomicFiles {

    private AtomicFiles() {}

    /**
     * Replaces a file's content, making its folder if needed.
     *
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write
     */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Likewise, of bytes.
     *
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write
     */
    public static void write(Path file, byte[] content) {
        replace(file, temporary -> {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        });
    }

    /**
     * Copies a file.
     *
     * @throws PlumblineException of kind STORAGE if it cannot be read, or there is no room or no right to write
     */
    public static void copy(Path from, Path file) {
        replace(file, temporary -> {
            Files.copy(from, temporary, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        });
    }

    /** Fills a temporary file. */
    @FunctionalInterface
    private interface Filling {
        void of(Path temporary) throws IOException;
    }

    private static void replace(Path file, Filling filling) {
        Path temporary = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            temporary = TemporaryFiles.beside(file);
            filling.of(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    private static void deleteQuietly(Path temporary) {
        if (temporary != null) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                // The write's own failure is what the user must hear of; a stray .tmp file is never read.
                temporary.toFile().deleteOnExit();
            }
        }
    }
}
