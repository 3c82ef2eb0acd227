package dev.plumbline.models.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.transformer.BertConfig;
import java.util.List;

/** BERT, RoBERTa and XLM-RoBERTa in operators of opset 23. Token types are an input where there is more than one. */
final class BertGraph extends EncoderGraph {

    private final BertConfig config;

    BertGraph(BertConfig config, Attention attention) {
        super(config, attention);
        this.config = config;
        config.check(attention);
    }

    @Override
    String build() {
        String tokens = tokens();
        String mask = mask(tokens);
        String x = embeddings(tokens);
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "encoder.layer." + layer + ".";
            String attention = prefix + "attention.self.";
            String all = linear(x, true, attention + "query", attention + "key", attention + "value");
            List<String> parts = split(all, config.width(), config.width(), config.width());
            String attended = attend(parts.get(0), parts.get(1), parts.get(2), mask, config.heads(), config.heads());
            String projected = linear(attended, true, prefix + "attention.output.dense");
            String middle = norm(graph.op("Add", List.of(projected, x)), prefix + "attention.output.LayerNorm");
            String inner = graph.op(
                    "Gelu",
                    List.of(linear(middle, true, prefix + "intermediate.dense")),
                    GraphBuilder.attribute("approximate", config.gelu() == BertConfig.Gelu.TANH ? "tanh" : "none"));
            String outer = linear(inner, true, prefix + "output.dense");
            x = norm(graph.op("Add", List.of(outer, middle)), prefix + "output.LayerNorm");
        }
        return x;
    }

    private String embeddings(String tokens) {
        String words = graph.op("Gather", List.of(parameter("embeddings.word_embeddings.weight"), INPUT_IDS));
        String places =
                graph.op("Gather", List.of(parameter("embeddings.position_embeddings.weight"), positions(tokens)));
        String typeIds = graph.longs(0);
        if (config.types() > 1) {
            graph.input(TOKEN_TYPE_IDS);
            typeIds = TOKEN_TYPE_IDS;
        }
        String types = graph.op("Gather", List.of(parameter("embeddings.token_type_embeddings.weight"), typeIds));
        String sum = graph.op("Add", List.of(graph.op("Add", List.of(words, types)), places));
        return norm(sum, "embeddings.LayerNorm");
    }

    /** As {@link BertConfig.Family} says. */
    private String positions(String tokens) {
        if (config.family() == BertConfig.Family.BERT) {
            return range(tokens);
        }
        String padding = graph.scalar(config.padding());
        String real = cast(
                graph.op("Not", List.of(graph.op("Equal", List.of(INPUT_IDS, padding)))), TensorProto.DataType.INT64);
        String count = graph.op("CumSum", List.of(real, graph.scalar(1)));
        return graph.op("Add", List.of(graph.op("Mul", List.of(count, real)), padding));
    }

    private String norm(String x, String name) {
        return graph.op(
                "LayerNormalization",
                List.of(x, parameter(name + ".weight"), parameter(name + ".bias")),
                GraphBuilder.attribute("axis", -1),
                GraphBuilder.attribute("epsilon", config.eps()));
    }
}
