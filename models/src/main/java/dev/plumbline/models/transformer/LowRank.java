package dev.plumbline.models.transformer;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Matrices of low rank beside a network's own, as PEFT's LoRA has them (0.21.2 {@code tuners/lora/layer.py}): a linear map gives
 * {@code W x + c + scaling B A dropout(x)}.
 *
 * @param rank rows of A and columns of B, at least 1
 * @param dropout from 0 to below 1
 * @param modules names of the maps that have such matrices
 */
public record LowRank(int rank, double scaling, double dropout, Set<String> modules) {

    /** No such matrices. */
    public static final LowRank NONE = new LowRank(1, 1, 0, Set.of());

    public LowRank {
        modules = Set.copyOf(modules);
        if (rank < 1 || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException(
                    "a rank is at least 1 and dropout from 0 to below 1: " + rank + ", " + dropout);
        }
    }

    /** Name of a map's matrix A, {@code [rank, inputs]}. */
    public static String first(String module) {
        return module + ".lora_A.weight";
    }

    /** Name of a map's matrix B, {@code [outputs, rank]}. */
    public static String second(String module) {
        return module + ".lora_B.weight";
    }

    /** All linear maps of a network's layers, in its order. */
    public static Set<String> maps(TransformerConfig config) {
        Set<String> maps = new LinkedHashSet<>();
        for (int layer = 0; layer < config.sizes().layers(); layer++) {
            for (Part part : config.layer(layer).values()) {
                if (part.role().isMap()) {
                    maps.add(config.prefix(layer) + part.name());
                }
            }
        }
        return maps;
    }

    /** The ends of all maps' names that are the same in every layer, such as {@code self_attn.q_proj}. */
    public static Set<String> parts(TransformerConfig config) {
        Set<String> parts = new LinkedHashSet<>();
        for (int layer = 0; layer < config.sizes().layers(); layer++) {
            for (Part part : config.layer(layer).values()) {
                if (part.role().isMap()) {
                    parts.add(part.name());
                }
            }
        }
        return parts;
    }

    /** The matrices, A before B, in the network's order. */
    public List<ParameterSpec> parameters(TransformerConfig config) {
        List<ParameterSpec> parameters = new ArrayList<>();
        for (int layer = 0; layer < config.sizes().layers(); layer++) {
            for (Part part : config.layer(layer).values()) {
                String module = config.prefix(layer) + part.name();
                if (modules.contains(module)) {
                    parameters.add(
                            ParameterSpec.of(first(module), rank, part.role().inputs(config.sizes())));
                    parameters.add(ParameterSpec.of(second(module), part.role().outputs(config.sizes()), rank));
                }
            }
        }
        return parameters;
    }

    /** Which maps of a layer have them. */
    Set<PartRole> roles(TransformerConfig config, int layer) {
        Set<PartRole> roles = EnumSet.noneOf(PartRole.class);
        for (Map.Entry<PartRole, Part> part : config.layer(layer).entrySet()) {
            if (modules.contains(config.prefix(layer) + part.getValue().name())) {
                roles.add(part.getKey());
            }
        }
        return roles;
    }

    /** TorchScript of what is added to a map's result. */
    String added(Precision precision, String input, String first, String second) {
        String dropped =
                dropout == 0 ? input : "torch.dropout(" + input + ", " + ScriptText.number(dropout) + ", True)";
        String inner = ScriptText.linear(precision, dropped, first, "None");
        return "torch.mul(" + ScriptText.linear(precision, inner, second, "None") + ", " + ScriptText.number(scaling)
                + ")";
    }
}
