package dev.plumbline.models.form;

import dev.plumbline.ground.PlumblineException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How many bits a value of a vector keeps; names as mteb 2.20.0's {@code OutputDType}, besides {@code f32}. */
public enum VectorType {
    /** As the model gives them. */
    F32("f32"),
    /** 256 steps between the least and the greatest value of each dimension. */
    INT8("int8"),
    /** 1 where positive, else 0. */
    BINARY("binary");

    private final String label;

    VectorType(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /**
     * The type of that name.
     *
     * @throws PlumblineException of kind USAGE if there is none
     */
    public static VectorType named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.label.equals(name))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage("--vector-type " + name + " is not known; choose among "
                        + Arrays.stream(values()).map(VectorType::label).collect(Collectors.joining(", "))));
    }
}
