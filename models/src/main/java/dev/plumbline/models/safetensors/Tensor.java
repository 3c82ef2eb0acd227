package dev.plumbline.models.safetensors;

import java.util.List;
import java.util.Objects;

/**
 * A tensor to be written.
 *
 * @param dtype how it is stored: F32, F16 or BF16
 * @param shape dimensions, each 0 or greater; none for a scalar
 * @param values its values, row-major
 */
public record Tensor(String name, Dtype dtype, List<Long> shape, FloatSource values) {
    public Tensor {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(values, "values");
        shape = List.copyOf(shape);
        if (!dtype.writesFloats()) {
            throw new IllegalArgumentException("tensor " + name + ": float32 values are not written as " + dtype);
        }
        if (shape.stream().anyMatch(dimension -> dimension < 0)) {
            throw new IllegalArgumentException("tensor " + name + ": shape " + shape + " has a negative dimension");
        }
        if (name.equals(HeaderReader.METADATA)) {
            throw new IllegalArgumentException("no tensor may be named " + name);
        }
    }

    long elements() {
        return TensorEntry.elements(shape);
    }

    /** Bytes it takes in a file. */
    long bytes() {
        return Math.multiplyExact(elements(), dtype.bits() / Byte.SIZE);
    }
}
