package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps of the same vectors, under each other in one: query, key and value, gate and up. A GPU starts fewer and larger
 * products; for encoding alone, since weights keep neither name nor place.
 */
final class Fusion {

    private static final List<Role> ATTENTION = List.of(Role.QUERY, Role.KEY, Role.VALUE);
    private static final List<Role> INNER = List.of(Role.GATE, Role.UP);

    private Fusion() {}

    /** The network with fused maps where it has maps to fuse. */
    static TransformerConfig of(TransformerConfig config) {
        List<Part> parts = fused(config.parts(), ATTENTION, Role.QUERY_KEY_VALUE);
        return with(config, fused(parts, INNER, Role.GATE_UP));
    }

    private static List<Part> fused(List<Part> parts, List<Role> roles, Role role) {
        List<Part> those =
                parts.stream().filter(part -> roles.contains(part.role())).toList();
        boolean alike = those.stream()
                .allMatch(part -> part.bias() == those.get(0).bias()
                        && part.from() == those.get(0).from());
        if (those.size() != roles.size() || !alike) {
            return parts;
        }
        List<Part> result = new ArrayList<>();
        for (Part part : parts) {
            if (part.role() == roles.get(0)) {
                result.add(new Part(role, name(role), part.bias(), part.from()));
            } else if (!roles.contains(part.role())) {
                result.add(part);
            }
        }
        return result;
    }

    private static String name(Role role) {
        return "fused." + role.name();
    }

    private static TransformerConfig with(TransformerConfig config, List<Part> parts) {
        return new TransformerConfig(
                config.type(),
                config.sizes(),
                config.embedding(),
                config.positions(),
                config.windows(),
                config.scores(),
                config.norm(),
                config.activation(),
                config.prefix(),
                parts,
                config.last(),
                config.buckets(),
                config.prefixes(),
                config.heads(),
                config.attention(),
                config.onlyBidirectional());
    }

    /**
     * The parameters of {@link #of} the network; closes those that it puts together.
     *
     * @param manager owns the new arrays
     */
    static Parameters of(Parameters parameters, TransformerConfig config, NDManager manager) {
        TransformerConfig fused = of(config);
        Map<String, NDArray> arrays = new LinkedHashMap<>(parameters.arrays());
        try (ScriptModule script = ScriptModule.compile(manager, methods())) {
            for (int layer = 0; layer < config.sizes().layers(); layer++) {
                fuse(arrays, config, fused, layer, ATTENTION, Role.QUERY_KEY_VALUE, script);
                fuse(arrays, config, fused, layer, INNER, Role.GATE_UP, script);
            }
        }
        return Parameters.of(arrays);
    }

    private static List<ScriptMethod> methods() {
        return List.of(
                new ScriptMethod("stack2", List.of("a", "b"), List.of("return torch.cat([a, b], 0)")),
                new ScriptMethod("stack3", List.of("a", "b", "c"), List.of("return torch.cat([a, b, c], 0)")));
    }

    private static void fuse(
            Map<String, NDArray> arrays,
            TransformerConfig config,
            TransformerConfig fused,
            int layer,
            List<Role> roles,
            Role role,
            ScriptModule script) {
        Map<Role, Part> parts = config.layer(layer);
        Optional<Part> whole = Optional.ofNullable(fused.layer(layer).get(role));
        if (whole.isEmpty() || parts.containsKey(role)) {
            return;
        }
        List<String> names = whole.get().names(config.prefix(layer));
        for (int i = 0; i < names.size(); i++) {
            int kind = i;
            NDArray[] pieces = roles.stream()
                    .map(piece -> arrays.remove(
                            parts.get(piece).names(config.prefix(layer)).get(kind)))
                    .toArray(NDArray[]::new);
            NDArray together = script.call("stack" + pieces.length, false, pieces);
            for (NDArray piece : pieces) {
                piece.close();
            }
            arrays.put(names.get(i), together);
        }
    }
}
