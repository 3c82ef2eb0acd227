package dev.plumbline.models.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.transformer.BertConfig;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.Qwen2Config;
import dev.plumbline.models.transformer.TransformerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the graphs of all networks have in common: inputs, masks, linear maps, attention. */
abstract class EncoderGraph {

    static final String INPUT_IDS = "input_ids";
    static final String ATTENTION_MASK = "attention_mask";
    static final String TOKEN_TYPE_IDS = "token_type_ids";
    static final String OUTPUT = "last_hidden_state";

    private final Map<String, ParameterSpec> parameters;
    private final Attention attention;
    final GraphBuilder graph;

    EncoderGraph(TransformerConfig config, Attention attention) {
        this.parameters =
                config.parameters().stream().collect(Collectors.toMap(ParameterSpec::name, Function.identity()));
        this.attention = attention;
        this.graph = new GraphBuilder("encoder");
    }

    /** The graph of a network. */
    static GraphBuilder of(TransformerConfig config, Attention attention) {
        EncoderGraph encoder = config instanceof Qwen2Config qwen2
                ? new Qwen2Graph(qwen2, attention)
                : new BertGraph((BertConfig) config, attention);
        encoder.graph.input(INPUT_IDS);
        encoder.graph.input(ATTENTION_MASK);
        encoder.graph.output(encoder.build(), OUTPUT, config.width());
        return encoder.graph;
    }

    /** The token vectors. */
    abstract String build();

    /** A parameter as it is. */
    final String parameter(String name) {
        return graph.weight(StoredWeight.plain(parameters.get(name)));
    }

    /** Linear maps of the same input side by side, in one product: their weights' names without {@code .weight}. */
    final String linear(String input, boolean bias, String... maps) {
        String joined = String.join("+", maps);
        List<ParameterSpec> matrices =
                Arrays.stream(maps).map(map -> parameters.get(map + ".weight")).toList();
        String product = graph.op(
                "MatMul", List.of(input, graph.weight(StoredWeight.transposed(joined + ".weight.T", matrices))));
        if (!bias) {
            return product;
        }
        List<ParameterSpec> biases =
                Arrays.stream(maps).map(map -> parameters.get(map + ".bias")).toList();
        return graph.op("Add", List.of(product, graph.weight(StoredWeight.joined(joined + ".bias", biases))));
    }

    /** Cuts vectors side by side apart again. */
    final List<String> split(String input, long... widths) {
        return graph.ops(
                "Split", List.of(input, graph.longs(widths)), widths.length, GraphBuilder.attribute("axis", -1));
    }

    /** Length of the batch's texts, int64 {@code [1]}. */
    final String tokens() {
        return graph.op(
                "Shape", List.of(INPUT_IDS), GraphBuilder.attribute("start", 1), GraphBuilder.attribute("end", 2));
    }

    /** 0, 1, ... up to the length of the batch's texts, int64 {@code [tokens]}. */
    final String range(String tokens) {
        return graph.op(
                "Range",
                List.of(graph.scalar(0), graph.op("Squeeze", List.of(tokens, graph.longs(0))), graph.scalar(1)));
    }

    final String cast(String value, TensorProto.DataType type) {
        return graph.op("Cast", List.of(value), GraphBuilder.attribute("to", type.getNumber()));
    }

    /**
     * What is added to the scores, float32 {@code [texts, 1, tokens, tokens]}: 0, or the lowest number where there is
     * padding.
     */
    final String mask(String tokens) {
        String real = cast(ATTENTION_MASK, TensorProto.DataType.FLOAT);
        String padding = graph.op("Sub", List.of(graph.scalar(1f), real));
        String lowest = graph.op("Mul", List.of(padding, graph.scalar(-Float.MAX_VALUE)));
        String keys = graph.op("Unsqueeze", List.of(lowest, graph.longs(1, 2)));
        String shape = graph.op(
                "Concat",
                List.of(graph.longs(1), graph.longs(1), tokens, graph.longs(1)),
                GraphBuilder.attribute("axis", 0));
        return graph.op("Expand", List.of(keys, shape));
    }

    /** Attention over heads side by side; gives {@code [texts, tokens, heads * headWidth]}. */
    final String attend(String query, String key, String value, String mask, int heads, int keyHeads) {
        AttributeProto causal = GraphBuilder.attribute("is_causal", attention == Attention.CAUSAL ? 1 : 0);
        return graph.op(
                "Attention",
                List.of(query, key, value, mask),
                GraphBuilder.attribute("q_num_heads", heads),
                GraphBuilder.attribute("kv_num_heads", keyHeads),
                causal);
    }
}
