package dev.plumbline.ground;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Records that would not fit on the heap, in a temporary file: written once from start to end by one thread and then read, by any
 * number of them, or mapped into memory. Where the system allows that, the file has no name from the start, so that a process
 * that is killed leaves nothing, and is gone when nobody can read it any more. Numbers are in the machine's own byte order.
 */
public final class SpillFile implements AutoCloseable {

    /** Bytes of one mapping, as many as a power of two can be. */
    public static final int SEGMENT = 1 << 30;

    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final FileChannel channel;
    private final long segment;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.nativeOrder());
    /** Where the buffer's first byte belongs; between segments the file may have a hole. */
    private long written;

    private long size;

    private SpillFile(Path file, FileChannel channel, long segment) {
        this.file = file;
        this.channel = channel;
        this.segment = segment;
    }

    /**
     * An empty file in the folder for temporary files.
     *
     * @param segment bytes of one mapping, at least 8; no record lies in two
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write, here and in the other methods
     */
    public static SpillFile create(int segment) {
        return open(segment);
    }

    /** An empty file that is only read: its records lie close to each other. */
    public static SpillFile unmapped() {
        return open(Long.MAX_VALUE);
    }

    private static SpillFile open(long segment) {
        try {
            Path file = TemporaryFiles.tracked(() -> Files.createTempFile("plumbline-spilled-", ".tmp"));
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            return new SpillFile(file, channel, segment);
        } catch (IOException e) {
            throw noRoom(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    /**
     * Adds a record of a number and bytes.
     *
     * @return where it begins
     * @throws PlumblineException of kind STORAGE also if it is longer than a segment
     */
    public long append(int head, byte[] rest) {
        long start = begin(Integer.BYTES + rest.length);
        buffer.putInt(head);
        if (rest.length <= buffer.remaining()) {
            buffer.put(rest);
        } else {
            flush();
            write(ByteBuffer.wrap(rest));
        }
        return start;
    }

    /**
     * Adds bytes as a record.
     *
     * @return where it begins
     */
    public long append(byte[] record) {
        long start = begin(record.length);
        if (record.length <= buffer.remaining()) {
            buffer.put(record);
        } else {
            flush();
            write(ByteBuffer.wrap(record));
        }
        return start;
    }

    /** Adds a number as a record of its own. */
    public void append(long number) {
        begin(Long.BYTES);
        buffer.putLong(number);
    }

    /** Adds numbers as one record, as {@link #append(int, byte[])} does. */
    public long append(float[] numbers) {
        long start = begin(numbers.length * Float.BYTES);
        for (float number : numbers) {
            if (buffer.remaining() < Float.BYTES) {
                flush();
            }
            buffer.putFloat(number);
        }
        return start;
    }

    /** Makes room for the first bytes of a record, and leaves out the end of a segment that cannot hold it. */
    private long begin(int length) {
        long left = segment - size % segment;
        if (length > left) {
            flush();
            if (length > segment) {
                throw PlumblineException.storage("a value of " + length + " bytes is longer than one can be; cut it");
            }
            size += left;
            written = size;
        }
        if (buffer.remaining() < Long.BYTES) {
            flush();
        }
        long start = size;
        size += length;
        return start;
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

    /**
     * Bytes that were added. While others still are, by the thread that adds them; after that by any.
     *
     * @param place where they begin
     * @param bytes filled
     */
    public void read(long place, ByteBuffer bytes) {
        flushAll();
        try {
            for (long at = place; bytes.hasRemaining(); ) {
                int count = channel.read(bytes, at);
                if (count < 0) {
                    throw new IOException("it ends before byte " + at);
                }
                at += count;
            }
        } catch (IOException e) {
            throw PlumblineException.storage(file + " cannot be read: " + e, e);
        }
    }

    /** What the last records left in the buffer is written by the first of the readers. */
    private synchronized void flushAll() {
        if (buffer.position() > 0) {
            flush();
        }
    }

    /** The file's bytes by segment; nothing is added any more. */
    public ByteBuffer[] map() {
        flush();
        try {
            ByteBuffer[] mapped = new ByteBuffer[(int) ((size + segment - 1) / segment)];
            for (int i = 0; i < mapped.length; i++) {
                long from = (long) i * segment;
                mapped[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(segment, size - from))
                        .order(ByteOrder.nativeOrder());
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
                "no room in " + place + " for what does not fit in memory (" + e
                        + "); make room or name another folder with -Djava.io.tmpdir",
                e);
    }
}
