package dev.plumbline.models.files;

import dev.plumbline.error.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Writing a file so that a reader or a crash sees the old content or the new, never a part. */
public final class AtomicFiles {

    private static final AtomicLong COUNTER = new AtomicLong();

    private AtomicFiles() {}

    /** What a file shall hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes it from the channel's start. */
        void write(FileChannel channel) throws IOException;
    }

    /**
     * Replaces a file's content, making its folder if needed. The new content is written beside it under another name, then
     * forced to the disk and renamed; a failure leaves nothing behind.
     *
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write, and whatever the content throws
     */
    public static void write(Path file, Content content) {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = folder.resolve("." + file.getFileName() + "."
                + ProcessHandle.current().pid() + "-" + COUNTER.getAndIncrement() + ".tmp");
        boolean done = false;
        try {
            Files.createDirectories(folder);
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                content.write(channel);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        } finally {
            if (!done) {
                deleteQuietly(temporary);
            }
        }
    }

    /** Replaces a file's content with a text in UTF-8, as {@link #write(Path, Content)} does. */
    public static void write(Path file, String text) {
        write(file, channel -> writeAll(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Writes all that remains in a buffer; a channel may take less at once. */
    public static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The write's own failure is what the user must hear of; a stray .tmp file is never read.
            temporary.toFile().deleteOnExit();
        }
    }
}
