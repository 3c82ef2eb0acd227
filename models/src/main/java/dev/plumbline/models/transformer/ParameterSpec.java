package dev.plumbline.models.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Name and shape of a network's parameter. */
public record ParameterSpec(String name, List<Long> shape) {
    public ParameterSpec {
        Objects.requireNonNull(name, "name");
        shape = List.copyOf(shape);
    }

    static ParameterSpec of(String name, long... shape) {
        return new ParameterSpec(name, Arrays.stream(shape).boxed().toList());
    }
}
