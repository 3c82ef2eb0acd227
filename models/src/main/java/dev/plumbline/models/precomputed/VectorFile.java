package dev.plumbline.models.precomputed;

import dev.plumbline.ground.SpillFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Vectors off the heap, in any number: added one after another, then mapped and read by any number of threads. */
final class VectorFile implements AutoCloseable {

    private final SpillFile file;
    private final int width;
    private final int perSegment;
    private final ByteBuffer one;
    private int size;

    private VectorFile(int width, int segment) {
        int bytes = Math.multiplyExact(width, Float.BYTES);
        this.width = width;
        this.perSegment = Math.max(Math.max(1, Long.BYTES / bytes), segment / bytes);
        this.file = SpillFile.create(perSegment * bytes);
        this.one = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * An empty file.
     *
     * @param width values of a vector
     * @throws dev.plumbline.ground.PlumblineException of kind STORAGE if there is no room or no right to write, here and in
     *     the other methods
     */
    static VectorFile create(int width) {
        return create(width, SpillFile.SEGMENT);
    }

    /** @param segment bytes that are mapped at once at most, but for a single vector */
    static VectorFile create(int width, int segment) {
        return new VectorFile(width, segment);
    }

    void add(float[] vector) {
        file.append(vector);
        size = Math.addExact(size, 1);
    }

    int size() {
        return size;
    }

    /** A vector that was added, while others still are. */
    void copy(int number, float[] to) {
        file.read((long) number * width * Float.BYTES, one.clear());
        one.flip().asFloatBuffer().get(to, 0, width);
    }

    /** What was added; nothing is any more. */
    Vectors map() {
        return new Vectors(
                Arrays.stream(file.map()).map(ByteBuffer::asFloatBuffer).toArray(FloatBuffer[]::new),
                perSegment,
                width);
    }

    @Override
    public void close() {
        file.close();
    }

    /** The vectors by number. */
    static final class Vectors {
        private final FloatBuffer[] segments;
        private final int perSegment;
        private final int width;

        private Vectors(FloatBuffer[] segments, int perSegment, int width) {
            this.segments = segments;
            this.perSegment = perSegment;
            this.width = width;
        }

        int width() {
            return width;
        }

        void copy(int number, float[] to, int at) {
            segments[number / perSegment].get(number % perSegment * width, to, at, width);
        }
    }
}
