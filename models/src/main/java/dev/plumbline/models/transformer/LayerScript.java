package dev.plumbline.models.transformer;

import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.torch.ScriptMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a layer's function from the parts that the layer has: one call into libtorch per layer. */
final class LayerScript {

    private final TransformerConfig config;
    private final Computed computed;
    private final Map<PartRole, Part> parts;
    private final View view;
    private final boolean local;
    private final Set<PartRole> adapted;
    private final View.Reach reach;
    private final List<String> body = new ArrayList<>();

    /**
     * What a network is computed in.
     *
     * @param type of parameters and vectors
     * @param precision of matrix products, where the type is float32
     * @param trained whether gradients may be asked for
     * @param lowRank matrices beside the network's own
     */
    record Computed(FloatType type, Precision precision, Dropout dropout, boolean trained, LowRank lowRank) {

        /** Without gradients. */
        static Computed in(FloatType type) {
            return new Computed(type, Precision.F32, Dropout.NONE, false, LowRank.NONE);
        }
    }

    private LayerScript(TransformerConfig config, Computed computed, int layer, View view) {
        this.config = config;
        this.computed = computed;
        this.parts = config.layer(layer);
        this.view = view;
        this.adapted = computed.lowRank().roles(config, layer);
        this.local = config.windows().local().get(layer);
        this.reach = local ? reach(config.windows(), view) : View.Reach.ALL;
    }

    private static View.Reach reach(Windows windows, View view) {
        return view.causal() ? View.Reach.of(windows.back(), 0) : View.Reach.of(windows.around(), windows.around());
    }

    /** The name of a layer's function. Layers of the same parts share one. */
    static String name(TransformerConfig config, LowRank lowRank, int layer, View view) {
        Set<PartRole> adapted = lowRank.roles(config, layer);
        String which = adapted.stream()
                .map(role -> "_" + role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        return name(config, layer, view) + (adapted.isEmpty() ? "" : "_adapted" + which);
    }

    /** The same of a network without other matrices. */
    static String name(TransformerConfig config, int layer, View view) {
        String kind = config.windows().local().get(layer) ? "local_" : "";
        return "layer_" + kind + config.layer(layer).size() + "_" + view.suffix();
    }

    /** A layer's function of {@code x}, what its view and its positions need, and its parameters in their order. */
    static ScriptMethod of(TransformerConfig config, Computed computed, int layer, View view) {
        LayerScript script = new LayerScript(config, computed, layer, view);
        script.write();
        return new ScriptMethod(name(config, computed.lowRank(), layer, view), script.parameters(), script.body);
    }

    private List<String> parameters() {
        List<String> parameters = new ArrayList<>(List.of("x"));
        if (config.positions().rotary(local).isPresent()) {
            parameters.addAll(List.of("cos", "sin"));
        }
        parameters.addAll(view.extra());
        if (config.buckets().isPresent()) {
            parameters.addAll(List.of("rows", "table"));
        }
        for (Part part : config.parts()) {
            if (parts.containsKey(part.role())) {
                parameters.add(weight(part.role()));
                if (part.bias()) {
                    parameters.add(bias(part.role()));
                }
            }
        }
        for (Part part : config.parts()) {
            if (adapted.contains(part.role())) {
                parameters.addAll(List.of(first(part.role()), second(part.role())));
            }
        }
        return parameters;
    }

    private static String first(PartRole role) {
        return role.name().toLowerCase(Locale.ROOT) + "_a";
    }

    private static String second(PartRole role) {
        return role.name().toLowerCase(Locale.ROOT) + "_b";
    }

    private static String weight(PartRole role) {
        return role.name().toLowerCase(Locale.ROOT) + "_w";
    }

    private String bias(PartRole role) {
        return parts.get(role).bias() ? role.name().toLowerCase(Locale.ROOT) + "_c" : "None";
    }

    private void write() {
        body.addAll(view.sizes());
        body.add("y = " + normed("x", PartRole.BEFORE_ATTENTION));
        project();
        headNorm("q", PartRole.QUERY_NORM);
        headNorm("k", PartRole.KEY_NORM);
        if (config.positions().rotary(local).isPresent()) {
            body.add("q = (self).rotate(q, cos, sin, )");
            body.add("k = (self).rotate(k, cos, sin, )");
        }
        int group = config.sizes().heads() / config.sizes().keyHeads();
        if (group > 1 && view.repeatsKeys()) {
            // the kernels that never hold all scores, but for one, take as many keys as queries
            body.add("k = torch.repeat_interleave(k, " + group + ", 1)");
            body.add("v = torch.repeat_interleave(v, " + group + ", 1)");
        }
        String bias = config.buckets().isPresent() ? "(self).distances(rows, table, )" : "None";
        body.addAll(view.attend(computed, config.scores(), config.sizes().headWidth(), bias, reach));
        body.add(view.join(config.sizes().queryWidth()));
        body.add("o = " + normed(computed.dropout().ofAttended(map("j", PartRole.ATTENDED)), PartRole.AFTER_ATTENTION));
        body.add("r = " + normed("torch.add(o, x)", PartRole.ATTENTION_SUM));
        body.add("z = " + normed("r", PartRole.BEFORE_FEED_FORWARD));
        body.add("m = " + computed.dropout().ofInner(inner()));
        body.add("d = " + normed(computed.dropout().ofFed(map("m", PartRole.DOWN)), PartRole.AFTER_FEED_FORWARD));
        body.add("return " + normed("torch.add(d, r)", PartRole.FEED_FORWARD_SUM));
    }

    private String map(String input, PartRole role) {
        String own = ScriptText.linear(computed.precision(), input, weight(role), bias(role));
        return adapted.contains(role)
                ? "torch.add(" + own + ", "
                        + computed.lowRank().added(computed.precision(), input, first(role), second(role)) + ")"
                : own;
    }

    /** The expression normalised, if the layer has such a norm. */
    private String normed(String expression, PartRole role) {
        if (!parts.containsKey(role)) {
            return expression;
        }
        String bias = config.norm().bias() ? ", " + bias(role) : "";
        return "(self).norm(" + expression + ", " + weight(role) + bias + ", )";
    }

    private void headNorm(String heads, PartRole role) {
        if (parts.containsKey(role)) {
            body.add(heads + " = (self).head_norm(" + heads + ", " + weight(role) + ", )");
        }
    }

    private void project() {
        Sizes sizes = config.sizes();
        if (parts.containsKey(PartRole.QUERY_KEY_VALUE)) {
            int query = sizes.queryWidth();
            int key = sizes.keyWidth();
            body.add("f = " + map("y", PartRole.QUERY_KEY_VALUE));
            body.add("q = " + split(ScriptText.slice("f", 0, query), sizes.heads()));
            body.add("k = " + split(ScriptText.slice("f", query, query + key), sizes.keyHeads()));
            body.add("v = " + split(ScriptText.slice("f", query + key, query + 2 * key), sizes.keyHeads()));
        } else {
            body.add("q = " + split(map("y", PartRole.QUERY), sizes.heads()));
            body.add("k = " + split(map("y", PartRole.KEY), sizes.keyHeads()));
            body.add("v = " + split(map("y", PartRole.VALUE), sizes.keyHeads()));
        }
    }

    private String split(String vectors, int heads) {
        return view.heads(vectors, heads, config.sizes().headWidth());
    }

    private String inner() {
        int width = config.sizes().inner();
        Activation activation = config.activation();
        if (parts.containsKey(PartRole.GATE_UP)) {
            body.add("h = " + map("z", PartRole.GATE_UP));
            return "torch.mul(" + activation.of(ScriptText.slice("h", 0, width)) + ", "
                    + ScriptText.slice("h", width, 2 * width) + ")";
        }
        return parts.containsKey(PartRole.GATE)
                ? "torch.mul(" + activation.of(map("z", PartRole.GATE)) + ", " + map("z", PartRole.UP) + ")"
                : activation.of(map("z", PartRole.UP));
    }
}
