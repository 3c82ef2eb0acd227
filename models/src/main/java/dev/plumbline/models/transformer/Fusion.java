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
 * Query, key and value under each other in one map: a GPU starts fewer and larger products. For encoding alone, since weights
 * keep neither name nor place. Gate and up stay apart: what follows them reads whole arrays several times as fast as slices.
 */
final class Fusion {

    private static final List<PartRole> ATTENTION = List.of(PartRole.QUERY, PartRole.KEY, PartRole.VALUE);

    private static final String STACK = "stack";
    private static final String NAME = "fused." + PartRole.QUERY_KEY_VALUE.name();

    private Fusion() {}

    /** The network with fused maps where it has maps to fuse. */
    static TransformerConfig of(TransformerConfig config) {
        return with(config, fused(config.parts()));
    }

    private static List<Part> fused(List<Part> parts) {
        List<Part> those =
                parts.stream().filter(part -> ATTENTION.contains(part.role())).toList();
        boolean alike = those.stream()
                .allMatch(part -> part.bias() == those.get(0).bias()
                        && part.from() == those.get(0).from());
        if (those.size() != ATTENTION.size() || !alike) {
            return parts;
        }
        List<Part> result = new ArrayList<>();
        for (Part part : parts) {
            if (part.role() == ATTENTION.get(0)) {
                result.add(new Part(PartRole.QUERY_KEY_VALUE, NAME, part.bias(), part.from()));
            } else if (!ATTENTION.contains(part.role())) {
                result.add(part);
            }
        }
        return result;
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
                fuse(arrays, config, fused, layer, script);
            }
        }
        return Parameters.of(arrays);
    }

    private static List<ScriptMethod> methods() {
        return List.of(new ScriptMethod(STACK, List.of("a", "b", "c"), List.of("return torch.cat([a, b, c], 0)")));
    }

    private static void fuse(
            Map<String, NDArray> arrays,
            TransformerConfig config,
            TransformerConfig fused,
            int layer,
            ScriptModule script) {
        Map<PartRole, Part> parts = config.layer(layer);
        Optional<Part> whole = Optional.ofNullable(fused.layer(layer).get(PartRole.QUERY_KEY_VALUE));
        if (whole.isEmpty() || parts.containsKey(PartRole.QUERY_KEY_VALUE)) {
            return;
        }
        List<String> names = whole.get().names(config.prefix(layer));
        for (int i = 0; i < names.size(); i++) {
            int kind = i;
            NDArray[] pieces = ATTENTION.stream()
                    .map(piece -> arrays.remove(
                            Part.in(parts, piece).names(config.prefix(layer)).get(kind)))
                    .toArray(NDArray[]::new);
            NDArray together = script.call(STACK, false, pieces);
            for (NDArray piece : pieces) {
                piece.close();
            }
            arrays.put(names.get(i), together);
        }
    }
}
