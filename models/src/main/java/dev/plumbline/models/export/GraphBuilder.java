package dev.plumbline.models.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Puts a graph together node by node. Values are known by name; an operation gives its output's. */
final class GraphBuilder {

    private final GraphProto.Builder graph;
    private final List<StoredWeight> weights = new ArrayList<>();
    /** Name by content, so that a constant is there once. */
    private final Map<String, String> constants = new LinkedHashMap<>();

    private int nodes;

    GraphBuilder(String name) {
        this.graph = GraphProto.newBuilder().setName(name);
    }

    /** An attribute of an operation. */
    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto attribute(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    /** An operation with one output. */
    String op(String type, List<String> inputs, AttributeProto... attributes) {
        return ops(type, inputs, 1, attributes).get(0);
    }

    /** A value as another type. */
    String cast(String value, TensorProto.DataType type) {
        return op("Cast", List.of(value), attribute("to", type.getNumber()));
    }

    /** An operation with several outputs. */
    List<String> ops(String type, List<String> inputs, int outputs, AttributeProto... attributes) {
        String name = type + "_" + nodes++;
        List<String> names = IntStream.range(0, outputs)
                .mapToObj(i -> outputs == 1 ? name : name + "_" + i)
                .toList();
        add(type, name, inputs, names, attributes);
        return names;
    }

    private void add(
            String type, String name, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(type)
                .setName(name)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(Arrays.asList(attributes)));
    }

    /** A constant vector of int64. */
    String longs(long... values) {
        return constant("int64" + Arrays.toString(values), longTensor(values).addDims(values.length));
    }

    /** A constant number of int64. */
    String scalar(long value) {
        return constant("int64 " + value, longTensor(value));
    }

    private static TensorProto.Builder longTensor(long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64.getNumber());
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return tensor;
    }

    /** A constant number of float32. */
    String scalar(float value) {
        return constant("float " + value, floatTensor(value));
    }

    /** A constant vector of float32. */
    String floats(float... values) {
        return constant("float" + Arrays.toString(values), floatTensor(values).addDims(values.length));
    }

    private static TensorProto.Builder floatTensor(float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor;
    }

    private String constant(String content, TensorProto.Builder tensor) {
        return constants.computeIfAbsent(content, key -> {
            String name = "constant_" + constants.size();
            graph.addInitializer(tensor.setName(name));
            return name;
        });
    }

    /** A constant of the network's weights. */
    String weight(StoredWeight weight) {
        if (weights.stream().noneMatch(known -> known.name().equals(weight.name()))) {
            weights.add(weight);
        }
        return weight.name();
    }

    /** An input of int64 {@code [texts, tokens]}. */
    void input(String name) {
        graph.addInput(value(name, TensorProto.DataType.INT64, dimension("texts"), dimension("tokens")));
    }

    /** Gives a value as the graph's output, float32 {@code [texts, tokens, width]}. */
    void output(String value, String name, int width) {
        add("Identity", "output", List.of(value), List.of(name));
        graph.addOutput(value(
                name,
                TensorProto.DataType.FLOAT,
                dimension("texts"),
                dimension("tokens"),
                TensorShapeProto.Dimension.newBuilder().setDimValue(width).build()));
    }

    private static TensorShapeProto.Dimension dimension(String name) {
        return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
    }

    private static ValueInfoProto value(
            String name, TensorProto.DataType type, TensorShapeProto.Dimension... dimensions) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(TensorShapeProto.newBuilder().addAllDim(Arrays.asList(dimensions)))))
                .build();
    }

    /** The weights it refers to, in the order in which they were asked for. */
    List<StoredWeight> weights() {
        return List.copyOf(weights);
    }

    /** The graph without its weights. */
    GraphProto.Builder graph() {
        return graph.clone();
    }
}
