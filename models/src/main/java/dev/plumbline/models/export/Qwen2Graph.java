package dev.plumbline.models.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.transformer.Qwen2Config;
import java.util.List;

/** Qwen2 in operators of opset 23: RMSNormalization, RotaryEmbedding, Attention with fewer heads of keys than of queries. */
final class Qwen2Graph extends EncoderGraph {

    private final Qwen2Config config;

    Qwen2Graph(Qwen2Config config, Attention attention) {
        super(config, attention);
        this.config = config;
    }

    @Override
    String build() {
        String tokens = tokens();
        String positions = range(tokens);
        String mask = mask(tokens);
        // every text counts its positions from 0
        String places = graph.op("Expand", List.of(positions, graph.op("Shape", List.of(INPUT_IDS))));
        String angles = graph.op(
                "Mul",
                List.of(
                        graph.op("Unsqueeze", List.of(cast(positions, TensorProto.DataType.FLOAT), graph.longs(1))),
                        graph.floats(config.rotaryFrequencies())));
        String cosines = graph.op("Cos", List.of(angles));
        String sines = graph.op("Sin", List.of(angles));
        String x = graph.op("Gather", List.of(parameter("embed_tokens.weight"), INPUT_IDS));
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "layers." + layer + ".";
            String attended = attention(prefix, x, mask, List.of(cosines, sines, places));
            String middle = graph.op("Add", List.of(x, attended));
            x = graph.op("Add", List.of(middle, feedForward(prefix, middle)));
        }
        return norm(x, "norm.weight");
    }

    private String norm(String x, String weight) {
        return graph.op(
                "RMSNormalization",
                List.of(x, parameter(weight)),
                GraphBuilder.attribute("axis", -1),
                GraphBuilder.attribute("epsilon", config.eps()));
    }

    private String attention(String prefix, String x, String mask, List<String> rotary) {
        String attention = prefix + "self_attn.";
        String y = norm(x, prefix + "input_layernorm.weight");
        String all = linear(y, true, attention + "q_proj", attention + "k_proj", attention + "v_proj");
        long width = (long) config.heads() * config.headWidth();
        long keyWidth = (long) config.keyHeads() * config.headWidth();
        List<String> parts = split(all, width, keyWidth, keyWidth);
        String query = rotate(parts.get(0), rotary, config.heads());
        String key = rotate(parts.get(1), rotary, config.keyHeads());
        String attended = attend(query, key, parts.get(2), mask, config.heads(), config.keyHeads());
        return linear(attended, false, attention + "o_proj");
    }

    private String rotate(String x, List<String> rotary, int heads) {
        return graph.op(
                "RotaryEmbedding",
                List.of(x, rotary.get(0), rotary.get(1), rotary.get(2)),
                GraphBuilder.attribute("num_heads", heads));
    }

    private String feedForward(String prefix, String x) {
        String y = norm(x, prefix + "post_attention_layernorm.weight");
        String gate = linear(y, false, prefix + "mlp.gate_proj");
        String up = linear(y, false, prefix + "mlp.up_proj");
        // SiLU; ONNX Runtime makes one operation of the two
        String active = graph.op("Mul", List.of(gate, graph.op("Sigmoid", List.of(gate))));
        return linear(graph.op("Mul", List.of(active, up)), false, prefix + "mlp.down_proj");
    }
}
