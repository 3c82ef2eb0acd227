package dev.plumbline.models.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.transformer.Activation;
import dev.plumbline.models.transformer.Embedding;
import dev.plumbline.models.transformer.Norm;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.Part;
import dev.plumbline.models.transformer.PartRole;
import dev.plumbline.models.transformer.Positions;
import dev.plumbline.models.transformer.Rotary;
import dev.plumbline.models.transformer.Sizes;
import dev.plumbline.models.transformer.TransformerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A network in operators of opset 23, from the same description that it is computed by: RMSNormalization, RotaryEmbedding,
 * Attention with fewer heads of keys than of queries. Token types are an input where there is more than one.
 */
final class EncoderGraph {

    static final String INPUT_IDS = "input_ids";
    static final String ATTENTION_MASK = "attention_mask";
    static final String TOKEN_TYPE_IDS = "token_type_ids";
    static final String OUTPUT = "last_hidden_state";

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final TransformerConfig config;
    private final Sizes sizes;
    private final Map<String, ParameterSpec> parameters;
    private final GraphBuilder graph = new GraphBuilder("encoder");
    private final GraphAttention attention;
    private final Map<Rotary, List<String>> turns = new HashMap<>();

    private EncoderGraph(TransformerConfig config, Attention attention) {
        config.check(attention);
        this.config = config;
        this.sizes = config.sizes();
        this.parameters =
                config.parameters().stream().collect(Collectors.toMap(ParameterSpec::name, Function.identity()));
        this.attention = new GraphAttention(graph, config, attention, this::parameter);
    }

    /**
     * The graph of a network.
     *
     * @throws PlumblineException of kind MODEL if a graph cannot say what the network does, of kind USAGE if the network
     *     does not know that attention
     */
    static GraphBuilder of(TransformerConfig config, Attention attention) {
        EncoderGraph encoder = new EncoderGraph(config, attention);
        encoder.graph.input(INPUT_IDS);
        encoder.graph.input(ATTENTION_MASK);
        encoder.graph.output(encoder.build(), OUTPUT, config.width());
        return encoder.graph;
    }

    private String build() {
        attention.masks();
        String x = embeddings();
        for (int layer = 0; layer < sizes.layers(); layer++) {
            x = layer(layer, x);
        }
        return config.last().isPresent()
                ? norm(x, config.last().get(), config.norm().bias())
                : x;
    }

    private String embeddings() {
        Embedding embedding = config.embedding();
        String x = graph.op("Gather", List.of(parameter(embedding.words()), INPUT_IDS));
        if (embedding.scale() != 1) {
            x = graph.op("Mul", List.of(x, graph.scalar((float) embedding.scale())));
        }
        if (embedding.types().isPresent()) {
            String ids = graph.longs(0);
            if (embedding.typeRows() > 1) {
                graph.input(TOKEN_TYPE_IDS);
                ids = TOKEN_TYPE_IDS;
            }
            x = graph.op(
                    "Add",
                    List.of(
                            x,
                            graph.op(
                                    "Gather",
                                    List.of(parameter(embedding.types().get()), ids))));
        }
        if (embedding.positions().isPresent()) {
            String table = parameter(embedding.positions().get());
            String places = places(config.positions().learned().orElseThrow());
            x = graph.op("Add", List.of(x, graph.op("Gather", List.of(table, places))));
        }
        return embedding.norm().isPresent()
                ? norm(x, embedding.norm().get(), config.norm().bias())
                : x;
    }

    /** As {@link Positions.Learned} counts them. */
    private String places(Positions.Learned table) {
        if (table.padding().isEmpty()) {
            return attention.places();
        }
        String padding = graph.scalar(table.padding().getAsInt());
        String real = graph.cast(
                graph.op("Not", List.of(graph.op("Equal", List.of(INPUT_IDS, padding)))), TensorProto.DataType.INT64);
        String count = graph.op("CumSum", List.of(real, graph.scalar(1)));
        return graph.op("Add", List.of(graph.op("Mul", List.of(count, real)), padding));
    }

    private String layer(int number, String x) {
        Map<PartRole, Part> parts = config.layer(number);
        String prefix = config.prefix(number);
        String y = normed(x, parts, prefix, PartRole.BEFORE_ATTENTION);
        List<String> vectors = new ArrayList<>(project(y, parts, prefix));
        headNorm(vectors, 0, sizes.heads(), parts.get(PartRole.QUERY_NORM), prefix);
        headNorm(vectors, 1, sizes.keyHeads(), parts.get(PartRole.KEY_NORM), prefix);
        boolean local = config.windows().local().get(number);
        config.positions().rotary(local).ifPresent(rotary -> {
            vectors.set(0, rotate(vectors.get(0), rotary, sizes.heads()));
            vectors.set(1, rotate(vectors.get(1), rotary, sizes.keyHeads()));
        });
        String attended = map(attention.attend(vectors, local), prefix, Part.in(parts, PartRole.ATTENDED));
        String sum = graph.op("Add", List.of(x, normed(attended, parts, prefix, PartRole.AFTER_ATTENTION)));
        String middle = normed(sum, parts, prefix, PartRole.ATTENTION_SUM);
        String z = normed(middle, parts, prefix, PartRole.BEFORE_FEED_FORWARD);
        String fed = map(inner(z, parts, prefix), prefix, Part.in(parts, PartRole.DOWN));
        String end = graph.op("Add", List.of(middle, normed(fed, parts, prefix, PartRole.AFTER_FEED_FORWARD)));
        return normed(end, parts, prefix, PartRole.FEED_FORWARD_SUM);
    }

    private List<String> project(String y, Map<PartRole, Part> parts, String prefix) {
        List<Part> maps = parts.containsKey(PartRole.QUERY_KEY_VALUE)
                ? List.of(parts.get(PartRole.QUERY_KEY_VALUE))
                : List.of(Part.in(parts, PartRole.QUERY), Part.in(parts, PartRole.KEY), Part.in(parts, PartRole.VALUE));
        String all = map(y, prefix, maps.toArray(Part[]::new));
        return graph.ops(
                "Split",
                List.of(all, graph.longs(sizes.queryWidth(), sizes.keyWidth(), sizes.keyWidth())),
                3,
                GraphBuilder.attribute("axis", -1));
    }

    private String inner(String z, Map<PartRole, Part> parts, String prefix) {
        if (parts.containsKey(PartRole.GATE_UP)) {
            String all = map(z, prefix, parts.get(PartRole.GATE_UP));
            List<String> both = graph.ops(
                    "Split",
                    List.of(all, graph.longs(sizes.inner(), sizes.inner())),
                    2,
                    GraphBuilder.attribute("axis", -1));
            return graph.op("Mul", List.of(activate(both.get(0)), both.get(1)));
        }
        if (!parts.containsKey(PartRole.GATE)) {
            return activate(map(z, prefix, Part.in(parts, PartRole.UP)));
        }
        String gate = activate(map(z, prefix, parts.get(PartRole.GATE)));
        return graph.op("Mul", List.of(gate, map(z, prefix, Part.in(parts, PartRole.UP))));
    }

    private String activate(String x) {
        Activation activation = config.activation();
        return switch (activation) {
            case GELU -> graph.op("Gelu", List.of(x), GraphBuilder.attribute("approximate", "none"));
            case GELU_TANH -> graph.op("Gelu", List.of(x), GraphBuilder.attribute("approximate", "tanh"));
            // ONNX Runtime makes one operation of the two
            case SILU -> graph.op("Mul", List.of(x, graph.op("Sigmoid", List.of(x))));
            case RELU -> graph.op("Relu", List.of(x));
        };
    }

    private String normed(String x, Map<PartRole, Part> parts, String prefix, PartRole role) {
        Part part = parts.get(role);
        return part == null ? x : norm(x, prefix + part.name(), part.bias());
    }

    private String norm(String x, String name, boolean bias) {
        Norm norm = config.norm();
        List<String> inputs = new ArrayList<>(List.of(x, normWeight(name)));
        if (bias) {
            inputs.add(parameter(name + BIAS));
        }
        return graph.op(
                norm.kind() == Norm.Kind.LAYER ? "LayerNormalization" : "RMSNormalization",
                inputs,
                GraphBuilder.attribute("axis", -1),
                GraphBuilder.attribute("epsilon", norm.eps()));
    }

    private String normWeight(String name) {
        String weight = parameter(name + WEIGHT);
        return config.norm().kind() == Norm.Kind.RMS_FROM_ONE
                ? graph.op("Add", List.of(weight, graph.scalar(1f)))
                : weight;
    }

    /** Normalises each head of {@code vectors[which]}. */
    private void headNorm(List<String> vectors, int which, int heads, @Nullable Part part, String prefix) {
        if (part != null) {
            String split =
                    graph.op("Reshape", List.of(vectors.get(which), graph.longs(0, 0, heads, sizes.headWidth())));
            String normed = norm(split, prefix + part.name(), part.bias());
            vectors.set(
                    which, graph.op("Reshape", List.of(normed, graph.longs(0, 0, (long) heads * sizes.headWidth()))));
        }
    }

    private String rotate(String x, Rotary rotary, int heads) {
        List<String> tables = turns.computeIfAbsent(rotary, this::tables);
        return graph.op(
                "RotaryEmbedding",
                List.of(x, tables.get(0), tables.get(1), attention.everyPlace()),
                GraphBuilder.attribute("num_heads", heads));
    }

    /** Cosines and sines per place and pair of values. */
    private List<String> tables(Rotary rotary) {
        if (rotary.scaling().alike() < Integer.MAX_VALUE) {
            throw PlumblineException.model("rotary positions by " + rotary.scaling()
                    + " depend on a text's length, which a graph cannot say; run the weights themselves");
        }
        String places = graph.cast(attention.places(), TensorProto.DataType.FLOAT);
        String angles = graph.op(
                "Mul",
                List.of(graph.op("Unsqueeze", List.of(places, graph.longs(1))), graph.floats(rotary.frequencies(1))));
        float magnitude = (float) rotary.scaling().magnitude();
        List<String> tables = new ArrayList<>();
        for (String function : List.of("Cos", "Sin")) {
            String table = graph.op(function, List.of(angles));
            tables.add(magnitude == 1 ? table : graph.op("Mul", List.of(table, graph.scalar(magnitude))));
        }
        return tables;
    }

    /** A parameter as it is. */
    private String parameter(String name) {
        ParameterSpec parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalStateException(name + " is no parameter of the network");
        }
        return graph.weight(StoredWeight.plain(parameter));
    }

    /** Linear maps of the same input side by side, in one product. */
    private String map(String input, String prefix, Part... maps) {
        List<String> names = new ArrayList<>();
        List<ParameterSpec> matrices = new ArrayList<>();
        List<ParameterSpec> biases = new ArrayList<>();
        for (Part map : maps) {
            String name = prefix + map.name();
            names.add(name);
            matrices.add(parameters.get(name + WEIGHT));
            if (map.bias()) {
                biases.add(parameters.get(name + BIAS));
            }
        }
        String joined = String.join("+", names);
        String product = graph.op(
                "MatMul", List.of(input, graph.weight(StoredWeight.transposed(joined + ".weight.T", matrices))));
        return biases.isEmpty()
                ? product
                : graph.op("Add", List.of(product, graph.weight(StoredWeight.joined(joined + BIAS, biases))));
    }
}
