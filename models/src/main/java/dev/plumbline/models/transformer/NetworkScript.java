package dev.plumbline.models.transformer;

import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.torch.ScriptMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes all functions of a network from its description. */
final class NetworkScript {

    /** What comes before the first layer. */
    static final String EMBED = "embed";
    /** The same where each token has a type. */
    static final String EMBED_PAIR = "embed_pair";
    /** Every norm over the network's width, and the one after the last layer. */
    static final String NORM = "norm";
    /** The mask of layers that see only what is near. */
    static final String WINDOW = "window";
    /** Rows of a table of positions for tokens that lie one after the other. */
    static final String TURNS = "turns";

    private static final int FLOAT = FloatType.FLOAT32.number();

    private NetworkScript() {}

    /** @param layouts in which batches will lie */
    static List<ScriptMethod> of(
            TransformerConfig config, Attention attention, LayerScript.Computed computed, List<Layout> layouts) {
        List<ScriptMethod> methods = new ArrayList<>();
        List<String> norm = config.norm().bias() ? List.of("x", "w", "c") : List.of("x", "w");
        FloatType type = computed.type();
        boolean packing = !layouts.contains(Layout.PADDED);
        methods.add(new ScriptMethod(NORM, norm, config.norm().script(config.width(), type, packing)));
        methods.add(embed(config, computed, false));
        if (config.embedding().typeRows() > 1) {
            methods.add(embed(config, computed, true));
        }
        if (config.layer(0).containsKey(PartRole.QUERY_NORM)) {
            methods.add(new ScriptMethod(
                    "head_norm", norm, config.norm().script(config.sizes().headWidth(), type, packing)));
        }
        config.positions().rotary().ifPresent(rotary -> methods.add(rotate(rotary, type)));
        methods.add(new ScriptMethod(
                TURNS,
                List.of("places", "table"),
                List.of("return torch.unsqueeze(torch.embedding(table, places), 1)")));
        if (config.buckets().isPresent()) {
            methods.add(distances());
        }
        if (masksPlaces(config, attention)) {
            methods.add(window(attention, type));
        }
        Map<String, ScriptMethod> layers = new LinkedHashMap<>();
        for (int layer = 0; layer < config.sizes().layers(); layer++) {
            for (Layout layout : layouts) {
                for (View view : View.views(layout)) {
                    if (!view.causal() || config.scores().cap().isEmpty()) {
                        int number = layer;
                        layers.computeIfAbsent(
                                LayerScript.name(config, computed.lowRank(), layer, view),
                                name -> LayerScript.of(config, computed, number, view));
                    }
                }
            }
        }
        methods.addAll(layers.values());
        return methods;
    }

    /** Whether there may be a mask of places, besides that of padding. */
    static boolean masksPlaces(TransformerConfig config, Attention attention) {
        return config.windows().any()
                || (attention == Attention.CAUSAL && config.scores().cap().isPresent());
    }

    private static ScriptMethod embed(TransformerConfig config, LayerScript.Computed computed, boolean pair) {
        Embedding embedding = config.embedding();
        List<String> parameters = new ArrayList<>(List.of("ids"));
        List<String> body = new ArrayList<>();
        embedding.positions().ifPresent(name -> parameters.add("places"));
        if (pair) {
            parameters.add("kinds");
        }
        parameters.add("words");
        body.add("e = torch.embedding(words, ids)");
        if (embedding.scale() != 1) {
            // transformers rounds the factor to the network's type
            body.add("e = torch.mul(e, " + ScriptText.number(computed.type().round((float) embedding.scale())) + ")");
        }
        embedding.positions().ifPresent(name -> parameters.add("positions"));
        embedding.types().ifPresent(name -> {
            parameters.add("types");
            body.add(
                    "e = torch.add(e, " + (pair ? "torch.embedding(types, kinds)" : "torch.select(types, 0, 0)") + ")");
        });
        embedding.positions().ifPresent(name -> body.add("e = torch.add(e, torch.embedding(positions, places))"));
        embedding.norm().ifPresent(name -> {
            String bias = config.norm().bias() ? ", c" : "";
            parameters.addAll(config.norm().bias() ? List.of("w", "c") : List.of("w"));
            body.add("e = (self).norm(e, w" + bias + ", )");
        });
        body.add("return " + computed.dropout().ofEmbedded("e"));
        return new ScriptMethod(pair ? EMBED_PAIR : EMBED, parameters, body);
    }

    private static ScriptMethod rotate(Rotary rotary, FloatType type) {
        int half = rotary.headWidth() / 2;
        String turned = "torch.add(torch.mul(x, cos), torch.mul(h, sin))";
        List<String> body = new ArrayList<>();
        boolean wide = rotary.wide() && type != FloatType.FLOAT32;
        if (wide) {
            body.add("x = torch.to(x, " + FLOAT + ")");
        }
        body.add("h = torch.cat([torch.neg(torch.slice(x, -1, " + half + ")), torch.slice(x, -1, None, " + half
                + ")], -1)");
        body.add("return " + (wide ? "torch.to(" + turned + ", " + type.number() + ")" : turned));
        return new ScriptMethod("rotate", List.of("x", "cos", "sin"), body);
    }

    /**
     * What is added to the scores by distance, {@code [1, heads, tokens, tokens]}: of the rows of all distances, each query's
     * are {@code tokens} ones, beginning one earlier than the query's before it.
     */
    private static ScriptMethod distances() {
        return new ScriptMethod(
                "distances",
                List.of("rows", "table"),
                List.of(
                        "d = torch.transpose(torch.embedding(table, rows), 0, 1)",
                        "t = torch.floordiv(torch.add(torch.size(rows, 0), 1), 2)",
                        "return torch.unsqueeze(torch.flip(torch.unfold(d, 1, t, 1), [1]), 0)"));
    }

    /** 0 for what a token sees, the type's lowest number for what it does not: {@code [1, 1, tokens, tokens]}. */
    private static ScriptMethod window(Attention attention, FloatType type) {
        List<String> body = List.of(
                "d = torch.sub(torch.unsqueeze(places, 0), torch.unsqueeze(places, 1))",
                attention == Attention.CAUSAL
                        ? "f = torch.logical_or(torch.lt(d, torch.neg(reach)), torch.gt(d, 0))"
                        : "f = torch.gt(torch.abs(d), reach)",
                "w = torch.mul(torch.to(f, " + FLOAT + "), " + ScriptText.number(type.lowest()) + ")",
                "return torch.unsqueeze(torch.unsqueeze(w, 0), 0)");
        return new ScriptMethod(WINDOW, List.of("places", "reach"), body);
    }
}
