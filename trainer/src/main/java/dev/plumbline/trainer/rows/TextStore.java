package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Texts in a temporary file, in any number: 8 bytes of memory each. Gone when closed. Texts are added by one thread; once
 * none is added any more, any number may read.
 */
public final class TextStore implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long[] ends = new long[1 << 10];
    private int size;
    private long written;

    private TextStore(FileChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
    }

    /**
     * An empty store in the folder for temporary files.
     *
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write
     */
    public static TextStore create() {
        try {
            Path file = TemporaryFiles.tracked(() -> Files.createTempFile("plumbline-texts-", ".tmp"));
            return new TextStore(
                    FileChannel.open(
                            file,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE),
                    file);
        } catch (IOException e) {
            throw noRoom(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    /** Keeps a text and returns its number, counted from 0. */
    public int add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            if (bytes.length > buffer.remaining()) {
                flush();
            }
            if (bytes.length > buffer.capacity()) {
                writeAll(ByteBuffer.wrap(bytes));
            } else {
                buffer.put(bytes);
            }
        } catch (IOException e) {
            throw noRoom(file, e);
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Math.multiplyExact(size, 2));
        }
        ends[size] = (size == 0 ? 0 : ends[size - 1]) + bytes.length;
        return size++;
    }

    private void flush() throws IOException {
        writeAll(buffer.flip());
        buffer.clear();
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            written += channel.write(bytes, written);
        }
    }

    public int size() {
        return size;
    }

    /** The text of a number. */
    public String get(int number) {
        long from = number == 0 ? 0 : ends[number - 1];
        int length = (int) (ends[number] - from);
        byte[] bytes = new byte[length];
        try {
            ByteBuffer read = ByteBuffer.wrap(bytes);
            if (ends[number] > written) {
                // it is in the buffer, whole: a text is never divided
                buffer.duplicate().flip().position((int) (from - written)).get(bytes);
                return new String(bytes, StandardCharsets.UTF_8);
            }
            while (read.hasRemaining()) {
                if (channel.read(read, from + read.position()) < 0) {
                    throw new IOException("it ends before text " + number);
                }
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw PlumblineException.storage("texts in " + file + " cannot be read: " + e, e);
        }
    }

    /** The texts, read when asked for; as many as there are now. */
    public List<String> asList() {
        return new View(size);
    }

    private static PlumblineException noRoom(Path place, IOException e) {
        return PlumblineException.storage(
                "no room for texts in " + place + " (" + e
                        + "); make room or name another folder with -Djava.io.tmpdir",
                e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw PlumblineException.storage("cannot delete " + file + ": " + e, e);
        }
    }

    private final class View extends AbstractList<String> implements RandomAccess {

        private final int count;

        View(int count) {
            this.count = count;
        }

        @Override
        public String get(int index) {
            return TextStore.this.get(Objects.checkIndex(index, count));
        }

        @Override
        public int size() {
            return count;
        }
    }
}
