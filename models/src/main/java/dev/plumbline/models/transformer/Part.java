package dev.plumbline.models.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A map or a norm of a layer, and its tensors' name.
 *
 * @param name after the layer's own, before {@code .weight} and {@code .bias}
 * @param bias whether it has one
 * @param from the first layer that has it
 */
public record Part(PartRole role, String name, boolean bias, int from) {

    /** A part of all layers. */
    static Part of(PartRole role, String name, boolean bias) {
        return new Part(role, name, bias, 0);
    }

    /** A layer's part, where its family gives it one. */
    public static Part in(Map<PartRole, Part> layer, PartRole role) {
        Part part = layer.get(role);
        if (part == null) {
            throw new IllegalStateException("a layer has no " + role + ", only " + layer.keySet());
        }
        return part;
    }

    /** Its parameters' names, weight first. */
    List<String> names(String prefix) {
        return bias ? List.of(prefix + name + ".weight", prefix + name + ".bias") : List.of(prefix + name + ".weight");
    }

    List<ParameterSpec> parameters(String prefix, Sizes sizes) {
        List<ParameterSpec> parameters = new ArrayList<>();
        long outputs = role.outputs(sizes);
        parameters.add(
                role.isMap()
                        ? ParameterSpec.of(prefix + name + ".weight", outputs, role.inputs(sizes))
                        : ParameterSpec.of(prefix + name + ".weight", outputs));
        if (bias) {
            parameters.add(ParameterSpec.of(prefix + name + ".bias", outputs));
        }
        return parameters;
    }
}
