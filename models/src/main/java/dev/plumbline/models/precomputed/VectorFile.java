package dev.plumbline.models.precomputed;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Vectors in a temporary file, in any number: they take no room on the heap. Added one after another, then mapped and read
 * by any number of threads; gone when nobody can read them any more.
 */
final class VectorFile implements AutoCloseable {

    private static final int MAPPED_BYTES = 1 << 30;
    private static final int BUFFERED_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final int width;
    private final int vectorsPerMapping;
    private final ByteBuffer buffer;
    private int size;

    private VectorFile(Path file, FileChannel channel, int width, int mappedBytes) {
        int bytes = Math.multiplyExact(width, Float.BYTES);
        this.file = file;
        this.channel = channel;
        this.width = width;
        this.vectorsPerMapping = Math.max(1, mappedBytes / bytes);
        this.buffer = ByteBuffer.allocate(Math.max(bytes, BUFFERED_BYTES / bytes * bytes))
                .order(ByteOrder.nativeOrder());
    }

    /**
     * An empty file in the folder for temporary files.
     *
     * @param width values of a vector
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write, here and in {@link #add}
     */
    static VectorFile create(int width) {
        return create(width, MAPPED_BYTES);
    }

    /** @param mappedBytes of one mapping at most, but for a single vector */
    static VectorFile create(int width, int mappedBytes) {
        try {
            Path file = TemporaryFiles.tracked(() -> Files.createTempFile("plumbline-vectors-", ".tmp"));
            return new VectorFile(
                    file,
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    width,
                    mappedBytes);
        } catch (IOException e) {
            throw noRoom(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    void add(float[] vector) {
        if (buffer.remaining() < width * Float.BYTES) {
            flush();
        }
        buffer.asFloatBuffer().put(vector, 0, width);
        buffer.position(buffer.position() + width * Float.BYTES);
        size = Math.addExact(size, 1);
    }

    private void flush() {
        try {
            AtomicFiles.writeAll(channel, buffer.flip());
            buffer.clear();
        } catch (IOException e) {
            throw noRoom(file, e);
        }
    }

    int size() {
        return size;
    }

    /** A vector that was added, while others still are. */
    void copy(int number, float[] to) {
        long start = (long) number * width * Float.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.nativeOrder());
        flush();
        try {
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
                // until it is whole
            }
        } catch (IOException e) {
            throw noRoom(file, e);
        }
        bytes.flip().order(ByteOrder.nativeOrder()).asFloatBuffer().get(to, 0, width);
    }

    /** What was added; nothing is any more. */
    Vectors map() {
        flush();
        try {
            FloatBuffer[] parts = new FloatBuffer[(size + vectorsPerMapping - 1) / vectorsPerMapping];
            for (int i = 0; i < parts.length; i++) {
                long from = (long) i * vectorsPerMapping;
                parts[i] = channel.map(
                                FileChannel.MapMode.READ_ONLY,
                                from * width * Float.BYTES,
                                Math.min(vectorsPerMapping, size - from) * width * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
            }
            return new Vectors(parts, vectorsPerMapping, width);
        } catch (IOException e) {
            throw noRoom(file, e);
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
                "no room for vectors in " + place + " (" + e
                        + "); make room or name another folder with -Djava.io.tmpdir",
                e);
    }

    /** The vectors by number. */
    static final class Vectors {
        private final FloatBuffer[] parts;
        private final int perPart;
        private final int width;

        private Vectors(FloatBuffer[] parts, int perPart, int width) {
            this.parts = parts;
            this.perPart = perPart;
            this.width = width;
        }

        int width() {
            return width;
        }

        void copy(int number, float[] to, int at) {
            parts[number / perPart].get(number % perPart * width, to, at, width);
        }
    }
}
