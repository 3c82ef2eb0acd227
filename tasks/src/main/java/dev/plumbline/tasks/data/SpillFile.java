package dev.plumbline.tasks.data;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Records in a temporary file, written once from start to end and then mapped into memory. The file has no name any more
 * when it is mapped, where the system allows that, and is gone when nobody can read it any more.
 */
final class SpillFile implements AutoCloseable {

    /** Bytes of one mapping. */
    static final int SEGMENT = 1 << 30;

    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final FileChannel channel;
    private final int segment;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    /** Where the buffer's first byte belongs; between segments the file may have a hole. */
    private long written;

    private long size;

    private SpillFile(Path file, FileChannel channel, int segment) {
        this.segment = segment;
        this.file = file;
        this.channel = channel;
    }

    /**
     * An empty file in the folder for temporary files.
     *
     * @param segment bytes of one mapping, a multiple of 8; no record lies in two
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write, here and in {@link #append}
     */
    static SpillFile create(int segment) {
        try {
            Path file = TemporaryFiles.tracked(() -> Files.createTempFile("plumbline-columns-", ".tmp"));
            return new SpillFile(
                    file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE), segment);
        } catch (IOException e) {
            throw noRoom(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    /**
     * Adds a record.
     *
     * @return where it begins
     */
    long append(int head, byte[] rest) {
        int length = Integer.BYTES + rest.length;
        begin(length);
        long start = size;
        buffer.putInt(head);
        if (rest.length <= buffer.remaining()) {
            buffer.put(rest);
        } else {
            flush();
            write(ByteBuffer.wrap(rest));
        }
        size += length;
        return start;
    }

    /** Adds a number as a record of its own. */
    void append(long number) {
        begin(Long.BYTES);
        buffer.putLong(number);
        size += Long.BYTES;
    }

    /** Makes room for the first bytes of a record, and leaves out the end of a segment that cannot hold it. */
    private void begin(int length) {
        long left = segment - size % segment;
        if (length > left) {
            flush();
            if (length > segment) {
                throw PlumblineException.storage("a text of " + length + " bytes is longer than one can be; cut it");
            }
            size += left;
            written = size;
        }
        if (buffer.remaining() < Long.BYTES) {
            flush();
        }
    }

    private void flush() {
        write(buffer.flip());
        buffer.clear();
    }

    private void write(ByteBuffer bytes) {
        try {
            channel.position(written);
            written += bytes.remaining();
            AtomicFiles.writeAll(channel, bytes);
        } catch (IOException e) {
            throw noRoom(file, e);
        }
    }

    /** The file's bytes; nothing is added any more. */
    ByteBuffer[] map() {
        flush();
        try {
            ByteBuffer[] mapped = new ByteBuffer[(int) ((size + segment - 1) / segment)];
            for (int i = 0; i < mapped.length; i++) {
                long from = (long) i * segment;
                mapped[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(segment, size - from));
            }
            return mapped;
        } catch (IOException e) {
            throw noRoom(file, e);
        } finally {
            close();
        }
    }

    /** What is mapped stays readable. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // a system that deletes no file in use does so when the process ends
            file.toFile().deleteOnExit();
        }
    }

    private static PlumblineException noRoom(Path place, IOException e) {
        return PlumblineException.storage(
                "no room for the texts of a data set in " + place + " (" + e
                        + "); make room or name another folder with -Djava.io.tmpdir",
                e);
    }
}
