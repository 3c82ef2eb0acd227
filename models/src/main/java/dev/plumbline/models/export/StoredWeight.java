package dev.plumbline.models.export;

import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Parameters as one of a graph's constants: rows of matrices under each other, turned by 90 degrees where a product wants
 * {@code [inputs, outputs]}; or a single parameter as it is. Read when it is written, never held longer.
 */
final class StoredWeight {

    /** A row of a table larger than this is no row of a table. */
    private static final int PIECE_VALUES = 1 << 20;

    private final String name;
    private final List<ParameterSpec> parts;
    private final boolean transposed;

    private StoredWeight(String name, List<ParameterSpec> parts, boolean transposed) {
        this.name = name;
        this.parts = parts;
        this.transposed = transposed;
    }

    /** A parameter as it is. */
    static StoredWeight plain(ParameterSpec parameter) {
        return new StoredWeight(parameter.name(), List.of(parameter), false);
    }

    /** Vectors one after the other. */
    static StoredWeight joined(String name, List<ParameterSpec> parts) {
        return new StoredWeight(name, List.copyOf(parts), false);
    }

    /** Matrices {@code [outputs, inputs]} as one {@code [inputs, sum of outputs]}. */
    static StoredWeight transposed(String name, List<ParameterSpec> parts) {
        return new StoredWeight(name, List.copyOf(parts), true);
    }

    String name() {
        return name;
    }

    /** Its dimensions in the graph. */
    List<Long> shape() {
        List<Long> first = parts.get(0).shape();
        long rows = rows();
        if (transposed) {
            return List.of(first.get(1), rows);
        }
        return first.size() == 1 ? List.of(rows) : List.of(rows, first.get(1));
    }

    private long rows() {
        return parts.stream().mapToLong(part -> part.shape().get(0)).sum();
    }

    long bytes() {
        return shape().stream().reduce((long) Float.BYTES, Math::multiplyExact);
    }

    /** Takes bytes of a constant, little-endian. */
    @FunctionalInterface
    interface Sink {
        void put(ByteBuffer bytes) throws IOException;
    }

    /** Gives its bytes in order. A turned matrix is held whole meanwhile, another piece by piece. */
    void write(Weights weights, Sink sink) throws IOException {
        if (transposed) {
            writeTransposed(weights, sink);
            return;
        }
        for (ParameterSpec part : parts) {
            long values = part.shape().stream().reduce(1L, Math::multiplyExact);
            for (long first = 0; first < values; first += PIECE_VALUES) {
                ByteBuffer bytes = buffer((int) Math.min(PIECE_VALUES, values - first));
                weights.read(part.name(), first, bytes.asFloatBuffer());
                sink.put(bytes);
            }
        }
    }

    private void writeTransposed(Weights weights, Sink sink) throws IOException {
        int columns = Math.toIntExact(rows());
        int inputs = Math.toIntExact(shape().get(0));
        float[] matrix = new float[Math.multiplyExact(columns, inputs)];
        int start = 0;
        for (ParameterSpec part : parts) {
            int length = Math.toIntExact(part.shape().get(0)) * inputs;
            weights.read(part.name(), 0, FloatBuffer.wrap(matrix, start, length));
            start += length;
        }
        int rowsAtOnce = Math.max(1, PIECE_VALUES / columns);
        for (int row = 0; row < inputs; row += rowsAtOnce) {
            int count = Math.min(rowsAtOnce, inputs - row);
            ByteBuffer bytes = buffer(count * columns);
            FloatBuffer target = bytes.asFloatBuffer();
            float[] line = new float[columns];
            for (int i = 0; i < count; i++) {
                for (int column = 0; column < columns; column++) {
                    line[column] = matrix[column * inputs + row + i];
                }
                target.put(line);
            }
            sink.put(bytes);
        }
    }

    private static ByteBuffer buffer(int values) {
        return ByteBuffer.allocate(values * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
