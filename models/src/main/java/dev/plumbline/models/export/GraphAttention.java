package dev.plumbline.models.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.transformer.RelativeBuckets;
import dev.plumbline.models.transformer.ScoreScale;
import dev.plumbline.models.transformer.Sizes;
import dev.plumbline.models.transformer.TransformerConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Attention of a graph's layers, and what is added to its scores. */
final class GraphAttention {

    private final GraphBuilder graph;
    private final TransformerConfig config;
    private final Sizes sizes;
    private final Attention attention;
    private final UnaryOperator<String> parameter;
    private String places = "";
    private String everyPlace = "";
    private String whole = "";
    private String local = "";

    GraphAttention(GraphBuilder graph, TransformerConfig config, Attention attention, UnaryOperator<String> parameter) {
        this.graph = graph;
        this.config = config;
        this.sizes = config.sizes();
        this.attention = attention;
        this.parameter = parameter;
    }

    /** 0, 1, ... up to the length of the batch's texts, int64 {@code [tokens]}. */
    String places() {
        return places;
    }

    /** The same for each text, int64 {@code [texts, tokens]}. */
    String everyPlace() {
        if (everyPlace.isEmpty()) {
            everyPlace = graph.op("Expand", List.of(places, graph.op("Shape", List.of(EncoderGraph.INPUT_IDS))));
        }
        return everyPlace;
    }

    /** Makes what all layers share. */
    void masks() {
        String tokens = graph.op(
                "Shape",
                List.of(EncoderGraph.INPUT_IDS),
                GraphBuilder.attribute("start", 1),
                GraphBuilder.attribute("end", 2));
        places = graph.op(
                "Range",
                List.of(graph.scalar(0), graph.op("Squeeze", List.of(tokens, graph.longs(0))), graph.scalar(1)));
        whole = padding(tokens);
        boolean capped = config.scores().cap().isPresent();
        Optional<String> distances =
                config.windows().any() || config.buckets().isPresent() || (capped && attention == Attention.CAUSAL)
                        ? Optional.of(distances())
                        : Optional.empty();
        if (config.buckets().isPresent()) {
            whole = graph.op("Add", List.of(whole, biases(distances.orElseThrow())));
        }
        if (config.windows().any()) {
            String far = graph.op(
                    "Greater",
                    List.of(
                            graph.op("Abs", List.of(distances.orElseThrow())),
                            graph.scalar(config.windows().reach(attention))));
            local = hidden(whole, far);
        }
        if (capped && attention == Attention.CAUSAL) {
            String later = graph.op("Greater", List.of(distances.orElseThrow(), graph.scalar(0)));
            whole = hidden(whole, later);
            local = local.isEmpty() ? local : hidden(local, later);
        }
    }

    /**
     * What is added to the scores, float32 {@code [texts, 1, tokens, tokens]}: 0, or the lowest number where there is
     * padding.
     */
    private String padding(String tokens) {
        String real = graph.cast(EncoderGraph.ATTENTION_MASK, TensorProto.DataType.FLOAT);
        String padding = graph.op("Sub", List.of(graph.scalar(1f), real));
        String lowest = graph.op("Mul", List.of(padding, graph.scalar(-Float.MAX_VALUE)));
        String keys = graph.op("Unsqueeze", List.of(lowest, graph.longs(1, 2)));
        String shape = graph.op(
                "Concat",
                List.of(graph.longs(1), graph.longs(1), tokens, graph.longs(1)),
                GraphBuilder.attribute("axis", 0));
        return graph.op("Expand", List.of(keys, shape));
    }

    /** A key's place less the query's, int64 {@code [tokens, tokens]}. */
    private String distances() {
        return graph.op(
                "Sub",
                List.of(
                        graph.op("Unsqueeze", List.of(places, graph.longs(0))),
                        graph.op("Unsqueeze", List.of(places, graph.longs(1)))));
    }

    /** The mask with the lowest number also where {@code unseen} says. */
    private String hidden(String mask, String unseen) {
        return graph.op("Where", List.of(unseen, graph.scalar(-Float.MAX_VALUE), mask));
    }

    /** {@code [heads, tokens, tokens]}. */
    private String biases(String distances) {
        int far = RelativeBuckets.FAR;
        long[] rows = new long[2 * far + 1];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = RelativeBuckets.of(i - far);
        }
        String near = graph.op("Clip", List.of(distances, graph.scalar(-far), graph.scalar(far)));
        String index = graph.op("Add", List.of(near, graph.scalar(far)));
        String bucket = graph.op("Gather", List.of(graph.longs(rows), index));
        String table = parameter.apply(config.buckets().orElseThrow() + ".weight");
        return graph.op(
                "Transpose",
                List.of(graph.op("Gather", List.of(table, bucket))),
                GraphBuilder.attribute("perm", List.of(2L, 0L, 1L)));
    }

    /**
     * Attention over heads side by side.
     *
     * @param vectors query, key and value
     * @param near whether the layer sees only what is near
     * @return {@code [texts, tokens, heads * headWidth]}
     */
    String attend(List<String> vectors, boolean near) {
        String mask = near ? local : whole;
        ScoreScale scores = config.scores();
        if (scores.cap().isPresent()) {
            return capped(vectors, mask, scores);
        }
        AttributeProto causal = GraphBuilder.attribute("is_causal", attention == Attention.CAUSAL ? 1 : 0);
        return graph.op(
                "Attention",
                List.of(vectors.get(0), vectors.get(1), vectors.get(2), mask),
                GraphBuilder.attribute("q_num_heads", sizes.heads()),
                GraphBuilder.attribute("kv_num_heads", sizes.keyHeads()),
                GraphBuilder.attribute("scale", scores.scale()),
                causal);
    }

    /** Step by step: the operator of opset 23 caps what is masked too, which is then no longer hidden. */
    private String capped(List<String> vectors, String mask, ScoreScale scores) {
        String query = heads(vectors.get(0), sizes.heads(), List.of(0L, 2L, 1L, 3L));
        String key = heads(vectors.get(1), sizes.keyHeads(), List.of(0L, 2L, 3L, 1L));
        String value = heads(vectors.get(2), sizes.keyHeads(), List.of(0L, 2L, 1L, 3L));
        int group = sizes.heads() / sizes.keyHeads();
        if (group > 1) {
            long[] owner = new long[sizes.heads()];
            for (int i = 0; i < owner.length; i++) {
                owner[i] = i / group;
            }
            String owners = graph.longs(owner);
            key = graph.op("Gather", List.of(key, owners), GraphBuilder.attribute("axis", 1));
            value = graph.op("Gather", List.of(value, owners), GraphBuilder.attribute("axis", 1));
        }
        float cap = (float) scores.cap().orElseThrow();
        String products = graph.op("MatMul", List.of(query, key));
        String small = graph.op("Mul", List.of(products, graph.scalar((float) scores.scale() / cap)));
        String bounded = graph.op("Mul", List.of(graph.op("Tanh", List.of(small)), graph.scalar(cap)));
        String shares = graph.op(
                "Softmax", List.of(graph.op("Add", List.of(bounded, mask))), GraphBuilder.attribute("axis", -1));
        String attended = graph.op(
                "Transpose",
                List.of(graph.op("MatMul", List.of(shares, value))),
                GraphBuilder.attribute("perm", List.of(0L, 2L, 1L, 3L)));
        return graph.op("Reshape", List.of(attended, graph.longs(0, 0, sizes.queryWidth())));
    }

    private String heads(String vectors, int heads, List<Long> order) {
        String split = graph.op("Reshape", List.of(vectors, graph.longs(0, 0, heads, sizes.headWidth())));
        return graph.op("Transpose", List.of(split), GraphBuilder.attribute("perm", order));
    }
}
