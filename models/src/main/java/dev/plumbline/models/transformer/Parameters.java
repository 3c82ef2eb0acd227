package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A network's parameters as arrays by name, float32 unless converted, in the network's order. The arrays are libtorch's own
 * memory; they may ask for gradients and be changed in place, and the next forward pass sees it. They have no names of their
 * own, which DJL would give a meaning.
 */
public final class Parameters {

    /** Most bytes created at once; a greater array is put together from rows. */
    static final int PIECE_BYTES = 1 << 28;

    private final Map<String, NDArray> arrays;

    private Parameters(Map<String, NDArray> arrays) {
        this.arrays = arrays;
    }

    /** Arrays by the names that the network has for them. */
    static Parameters of(Map<String, NDArray> arrays) {
        return new Parameters(arrays);
    }

    /**
     * The same with other arrays for some.
     *
     * @param others by name
     * @throws IllegalArgumentException if there is none of such a name
     */
    public Parameters with(Map<String, NDArray> others) {
        Map<String, NDArray> replaced = new LinkedHashMap<>(arrays);
        others.forEach((name, array) -> {
            get(name);
            replaced.put(name, array);
        });
        return new Parameters(replaced);
    }

    /** The same and others, such as matrices of low rank. */
    public Parameters and(Map<String, NDArray> others) {
        Map<String, NDArray> all = new LinkedHashMap<>(arrays);
        all.putAll(others);
        return new Parameters(all);
    }

    /**
     * Copies weights into arrays.
     *
     * @param manager owns the arrays
     */
    public static Parameters load(Weights weights, NDManager manager) {
        return load(weights, manager, array -> array);
    }

    /**
     * Copies weights into arrays, each of which is converted before the next is made.
     *
     * @param conversion closes what it is given, unless that is its result
     */
    static Parameters load(Weights weights, NDManager manager, UnaryOperator<NDArray> conversion) {
        long most =
                weights.parameters().stream().mapToLong(Parameters::bytes).max().orElse(0);
        ByteBuffer staging =
                ByteBuffer.allocateDirect((int) Math.min(PIECE_BYTES, most)).order(ByteOrder.nativeOrder());
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (ParameterSpec parameter : weights.parameters()) {
            arrays.put(parameter.name(), conversion.apply(load(parameter, weights, manager, staging)));
        }
        return new Parameters(arrays);
    }

    private static long bytes(ParameterSpec parameter) {
        return parameter.shape().stream().reduce((long) Float.BYTES, Math::multiplyExact);
    }

    private static NDArray load(ParameterSpec parameter, Weights weights, NDManager manager, ByteBuffer staging) {
        List<Long> shape = parameter.shape();
        long rows = shape.get(0);
        int rowValues = Math.toIntExact(bytes(parameter) / Float.BYTES / rows);
        int rowsAtOnce = Math.max(1, staging.capacity() / Float.BYTES / rowValues);
        NDList pieces = new NDList();
        for (long row = 0; row < rows; row += rowsAtOnce) {
            int count = (int) Math.min(rowsAtOnce, rows - row);
            staging.clear().limit(count * rowValues * Float.BYTES);
            FloatBuffer values = staging.asFloatBuffer();
            weights.read(parameter.name(), row * rowValues, values);
            long[] pieceShape = shape.stream().mapToLong(Long::longValue).toArray();
            pieceShape[0] = count;
            // DJL's array is a view of the buffer, which is used again
            try (NDArray view = manager.create(staging, new Shape(pieceShape), DataType.FLOAT32)) {
                pieces.add(view.duplicate());
            }
        }
        if (pieces.size() == 1) {
            return pieces.get(0);
        }
        try (pieces) {
            NDArray first = pieces.remove(0);
            try (first) {
                return first.getNDArrayInternal().concat(pieces, 0);
            }
        }
    }

    /**
     * A parameter's array.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return array;
    }

    /** All arrays by name, in the network's order. */
    public Map<String, NDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }
}
