package dev.plumbline.ground;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Writing a file so that a reader or a crash sees the old content or the new, never a part. */
public final class AtomicFiles {

    private AtomicFiles() {}

    /** What a file shall hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes it from the channel's start. */
        void write(FileChannel channel) throws IOException;
    }

    /**
     * Replaces a file's content, making its folder if needed. The new content is written beside it under another name, then
     * forced to the disk and renamed; a failure leaves nothing behind. A pipe or a device, such as {@code /dev/null}, is written
     * to as it is: no file may take its place.
     *
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write, and whatever the content throws
     */
    public static void write(Path file, Content content) {
        Path temporary = null;
        try {
            if (isStream(file)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    content.write(channel);
                }
                return;
            }
            Files.createDirectories(folderOf(file));
            temporary = TemporaryFiles.beside(file);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                content.write(channel);
                channel.force(true);
            }
            rename(temporary, file);
            temporary = null;
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static boolean isStream(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    /** Replaces a file's content with a text in UTF-8, as {@link #write(Path, Content)} does. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces a file's content with bytes, as {@link #write(Path, Content)} does. */
    public static void write(Path file, byte[] content) {
        write(file, channel -> writeAll(channel, ByteBuffer.wrap(content)));
    }

    /** Replaces a file's content with another file's, as {@link #write(Path, Content)} does. */
    public static void copy(Path from, Path file) {
        write(file, channel -> {
            try (FileChannel source = FileChannel.open(from)) {
                long size = source.size();
                for (long at = 0; at < size; ) {
                    at += source.transferTo(at, size - at, channel);
                }
            }
        });
    }

    /** Gives a file that is whole and forced to the disk its name; what had the name before is replaced. */
    public static void rename(Path whole, Path file) throws IOException {
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The folder that a file or folder lies in; the root of a file system lies in itself. */
    public static Path folderOf(Path file) {
        Path parent = file.getParent();
        if (parent != null) {
            return parent;
        }
        Path within = file.toAbsolutePath().getParent();
        return within == null ? file : within;
    }

    /** Forces what a file holds to the disk. */
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Writes all that remains in a buffer; a channel may take less at once. */
    public static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void deleteQuietly(@Nullable Path temporary) {
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
