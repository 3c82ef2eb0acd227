package dev.plumbline.models.safetensors;

import java.util.List;
import java.util.Objects;

/**
 * A tensor as a file's header lists it.
 *
 * @param shape dimensions, each 0 or greater; none for a scalar
 * @param begin where its bytes begin, counted from the end of the header
 * @param end where they end, exclusive
 */
public record TensorEntry(String name, Dtype dtype, List<Long> shape, long begin, long end) {
    public TensorEntry {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(dtype, "dtype");
        shape = List.copyOf(shape);
    }

    /**
     * Product of the dimensions.
     *
     * @throws ArithmeticException if it is more than a long holds
     */
    public long elements() {
        return elements(shape);
    }

    static long elements(List<Long> shape) {
        long product = 1;
        for (long dimension : shape) {
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }
}
