package dev.plumbline.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.export.OnnxExport;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.transformer.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One network in the forms that exporters give graphs: each gives its vectors, or is refused by name when loaded. */
final class GraphFormsTest {

    private static final float SAME = 1e-5f;
    private static final int[][] TEXTS = {{5, 7, 9, 11, 3, 2}, {4, 8, 1, 6}, {4, 2, 2, 9}, {3}};

    @TempDir
    private static Path folder;

    private static ModelProto ordinary;
    private static float[][] expected;
    private static int most;

    @BeforeAll
    static void export() throws IOException {
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(Networks.golden("qwen2-causal"), Attention.CAUSAL, file);
        ordinary = ModelProto.parseFrom(Files.readAllBytes(file));
        try (OnnxGraph graph = OnnxGraph.load(file)) {
            expected = Networks.together(graph, TEXTS);
            most = graph.width();
        }
    }

    private static OnnxGraph load(GraphSizes sizes, Consumer<GraphProto.Builder> change) {
        ModelProto.Builder model = ordinary.toBuilder();
        change.accept(model.getGraphBuilder());
        try {
            Path file = Files.createTempFile(folder, "graph", ".onnx");
            Files.write(file, model.build().toByteArray());
            return OnnxGraph.load(file, sizes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertSame(OnnxGraph graph, float tolerance) {
        try (graph) {
            float[][] vectors = Networks.together(graph, TEXTS);
            float[][] alone = Networks.alone(graph, TEXTS);
            for (int text = 0; text < TEXTS.length; text++) {
                assertThat(vectors[text]).hasSize(TEXTS[text].length * most);
                assertThat(vectors[text]).as("text %d", text).containsExactly(expected[text], within(tolerance));
                assertThat(alone[text]).as("text %d", text).containsExactly(expected[text], within(tolerance));
            }
        }
    }

    private static NodeProto node(String type, String input, String output, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .addInput(input)
                .addOutput(output)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    private static AttributeProto to(DataType type) {
        return AttributeProto.newBuilder()
                .setName("to")
                .setType(AttributeProto.AttributeType.INT)
                .setI(type.getNumber())
                .build();
    }

    private static ValueInfoProto value(String name, DataType type, Object... dimensions) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        TypeProto.Tensor.Builder tensor = value.getTypeBuilder().getTensorTypeBuilder();
        tensor.setElemType(type.getNumber()).getShapeBuilder();
        for (Object dimension : dimensions) {
            tensor.getShapeBuilder()
                    .addDim(
                            dimension instanceof Integer size
                                    ? Dimension.newBuilder().setDimValue(size)
                                    : Dimension.newBuilder().setDimParam(dimension.toString()));
        }
        return value.build();
    }

    private static int input(GraphProto.Builder graph, String name) {
        for (int i = 0; i < graph.getInputCount(); i++) {
            if (graph.getInput(i).getName().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name);
    }

    /** Declares an input anew; the nodes that read it read what is cast from it. */
    private static void retype(GraphProto.Builder graph, String name, DataType type, Object... dimensions) {
        graph.setInput(input(graph, name), value(name, type, dimensions));
        String cast = name + "_cast";
        rename(graph, name, cast);
        graph.addNode(0, node("Cast", name, cast, to(DataType.INT64)));
    }

    private static void rename(GraphProto.Builder graph, String from, String to) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            for (int j = 0; j < graph.getNode(i).getInputCount(); j++) {
                if (graph.getNode(i).getInput(j).equals(from)) {
                    graph.getNodeBuilder(i).setInput(j, to);
                }
            }
        }
    }

    /** Adds what an input holds, or how much it holds, to the output, where it shows if it is not nothing. */
    private static void add(GraphProto.Builder graph, ValueInfoProto input, String operation) {
        String number = graph.getInputCount() + "_";
        graph.addInput(input);
        String output = graph.getOutput(0).getName();
        String before = number + "before";
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOutput(0).equals(output)) {
                graph.getNodeBuilder(i).setOutput(0, before);
            }
        }
        String value = input.getName();
        if (!operation.equals("Cast")) {
            graph.addNode(node(operation, value, number + "value"));
            value = number + "value";
        }
        graph.addNode(node("Cast", value, number + "float", to(DataType.FLOAT)));
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Add")
                .addInput(before)
                .addInput(number + "float")
                .addOutput(output));
    }

    @Test
    void emptyCachesAreFed() {
        assertSame(
                load(GraphSizes.NONE, graph -> {
                    add(graph, value("past_key_values.0.key", DataType.FLOAT, "texts", 2, "past", 8), "Size");
                    add(graph, value("past_key_values.0.value", DataType.FLOAT16, "texts", 2, "past", 8), "Size");
                    add(graph, value("use_cache_branch", DataType.BOOL, 1), "Cast");
                }),
                SAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"num_key_value_heads\": 2, \"head_dim\": 8}",
                "{\"num_attention_heads\": 4, \"hidden_size\": 32}",
                "{\"n_head\": 4, \"n_embd\": 32}"
            })
    void whatACacheLeavesOpenIsInTheConfiguration(String config) throws IOException {
        Consumer<GraphProto.Builder> change = graph ->
                add(graph, value("past_key_values.0.key", DataType.FLOAT, "texts", "heads", "past", "width"), "Size");
        assertSame(load(GraphSizes.of(new ObjectMapper().readTree(config)), change), SAME);
        assertThatThrownBy(() -> load(GraphSizes.NONE, change))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContainingAll("past_key_values.0.key", "num_key_value_heads", "config.json");
    }

    @ParameterizedTest
    @EnumSource(names = {"INT32", "FLOAT", "FLOAT16", "BFLOAT16", "BOOL"})
    void inputsOfOtherTypesAreFed(DataType type) {
        assertSame(
                load(GraphSizes.NONE, graph -> {
                    retype(graph, "attention_mask", type, "texts", "tokens");
                    retype(graph, "input_ids", DataType.INT32, "texts", "tokens");
                }),
                SAME);
    }

    @ParameterizedTest
    @CsvSource({"1, tokens", "3, tokens", "texts, 6", "texts, 20", "1, 16", "8, 8"})
    void fixedSizesAreFilledUp(String texts, String tokens) {
        Object rows = texts.equals("texts") ? texts : Integer.valueOf(texts);
        Object columns = tokens.equals("tokens") ? tokens : Integer.valueOf(tokens);
        OnnxGraph graph = load(GraphSizes.NONE, changed -> {
            for (String name : List.of("input_ids", "attention_mask")) {
                changed.setInput(input(changed, name), value(name, DataType.INT64, rows, columns));
            }
        });
        assertThat(graph.fixedTokens().isPresent()).isEqualTo(columns instanceof Integer);
        assertSame(graph, SAME);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, 0.002", "BFLOAT16, 0.02"})
    void vectorsOfHalfPrecisionAreRead(DataType type, float tolerance) {
        assertSame(load(GraphSizes.NONE, graph -> halve(graph, type)), tolerance);
    }

    private static void halve(GraphProto.Builder graph, DataType type) {
        graph.addNode(node("Cast", graph.getOutput(0).getName(), "token_embeddings", to(type)));
        graph.setOutput(0, value("token_embeddings", type, "texts", "tokens", most));
    }

    @Test
    void anOpenWidthIsTheConfigurations() throws IOException {
        Consumer<GraphProto.Builder> change = graph ->
                graph.setOutput(0, value(graph.getOutput(0).getName(), DataType.FLOAT, "texts", "tokens", "hidden"));
        try (OnnxGraph graph =
                load(GraphSizes.of(new ObjectMapper().readTree("{\"hidden_size\": " + most + "}")), change)) {
            assertThat(graph.width()).isEqualTo(most);
        }
    }

    /** Causal: padding behind a text does not show, so that what it would be fed to shows the pieces alone. */
    @Test
    void withoutAMaskTextsOfOneLengthAreRunTogether() {
        assertSame(load(GraphSizes.NONE, GraphFormsTest::unmask), SAME);
        assertThatThrownBy(() -> load(GraphSizes.NONE, graph -> {
                    unmask(graph);
                    graph.setInput(0, value("input_ids", DataType.INT64, "texts", 16));
                }))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContainingAll("exactly 16 tokens", "attention_mask");
    }

    private static void unmask(GraphProto.Builder graph) {
        graph.removeInput(input(graph, "attention_mask"));
        rename(graph, "attention_mask", "ones");
        graph.addNode(0, node("Shape", "input_ids", "shape"));
        // equal to itself
        graph.addNode(
                1,
                NodeProto.newBuilder()
                        .setOpType("Equal")
                        .addInput("input_ids")
                        .addInput("input_ids")
                        .addOutput("same"));
        graph.addNode(2, node("Cast", "same", "ones", to(DataType.INT64)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pixel_values   | FLOAT | the graph wants the input pixel_values",
                "decoder_input_ids | INT64 | the graph wants the input decoder_input_ids",
                "position_ids   | FLOAT | int64 or int32 of",
                "token_type_ids | BOOL  | int64 or int32 of",
                "past_key_values.0.key | FLOAT | float32 or float16 of",
            })
    void whatCannotBeFedIsRefusedByName(String name, DataType type, String message) {
        assertThatThrownBy(() -> load(GraphSizes.NONE, graph -> graph.addInput(value(name, type, "texts", "tokens"))))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContainingAll(".onnx", name, message);
    }

    @Test
    void aCacheOfFixedLengthIsRefused() {
        assertThatThrownBy(() -> load(
                        GraphSizes.NONE,
                        graph ->
                                add(graph, value("past_key_values.0.key", DataType.FLOAT, "texts", 2, 128, 8), "Size")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContainingAll("past_key_values.0.key", "without earlier tokens");
    }

    @Test
    void pooledVectorsAreRefusedByName() {
        assertThatThrownBy(() -> load(GraphSizes.NONE, graph -> {
                    graph.addNode(node("Flatten", graph.getOutput(0).getName(), "sentence_embedding"));
                    graph.setOutput(0, value("sentence_embedding", DataType.FLOAT, "texts", "values"));
                }))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContainingAll("sentence_embedding", "last_hidden_state", "pooled");
    }
}
