package dev.plumbline.models.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.HalfPrecision;
import dev.plumbline.models.safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The weights of an ONNX graph that torch made, as transformers names them. torch keeps the names of parameters, but for the
 * matrices of linear layers: these it transposes and numbers ({@code onnx::MatMul_787}). Whose they are is said by the bias
 * that is added to their product. Buffers, which are whole numbers, are no weights.
 */
public final class GraphWeights {

    private static final String BIAS = ".bias";
    private static final String WEIGHT = ".weight";

    private final GraphProto graph;
    private final String where;
    private final Map<String, TensorProto> stored = new HashMap<>();

    private GraphWeights(GraphProto graph, String where) {
        this.graph = graph;
        this.where = where;
        graph.getInitializerList().forEach(tensor -> stored.put(tensor.getName(), tensor));
    }

    /**
     * Reads a graph's weights.
     *
     * @param model the {@code .onnx} file's bytes
     * @param where the file's name for messages
     * @return by name, in float32
     * @throws PlumblineException of kind MODEL if it is no graph, has a weight of eight bits or in another file, or a
     *     matrix that no bias names
     */
    public static Map<String, Tensor> read(byte[] model, String where) {
        try {
            return new GraphWeights(ModelProto.parseFrom(model).getGraph(), where).tensors();
        } catch (InvalidProtocolBufferException e) {
            throw PlumblineException.model(where + " is no ONNX graph: " + e.getMessage(), e);
        }
    }

    private Map<String, Tensor> tensors() {
        Map<String, String> linear = linear();
        Map<String, Tensor> tensors = new TreeMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getDataType() == TensorProto.DataType.INT64.getNumber()) {
                continue;
            }
            String name = tensor.getName();
            Optional<String> transposed = Optional.ofNullable(linear.get(name));
            if (transposed.isEmpty() && !name.endsWith(WEIGHT) && !name.endsWith(BIAS)) {
                throw wrong(name, "has no bias by which one could tell what layer it is of");
            }
            float[] values = values(tensor);
            List<Long> shape = tensor.getDimsList();
            if (transposed.isPresent()) {
                values = transposed(values, Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)));
                shape = List.of(shape.get(1), shape.get(0));
            }
            String own = transposed.orElse(name);
            if (tensors.put(own, new Tensor(own, Dtype.F32, shape, FloatSource.of(values))) != null) {
                throw wrong(name, "is '" + own + "', as another is");
            }
        }
        return tensors;
    }

    /** By the name of a matrix that is stored transposed, the parameter's. */
    private Map<String, String> linear() {
        Map<String, String> matrixOf = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("MatMul") && stored.containsKey(node.getInput(1))) {
                matrixOf.put(node.getOutput(0), node.getInput(1));
            }
        }
        Map<String, String> names = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            if (!node.getOpType().equals("Add")) {
                continue;
            }
            // the bias may be on either side
            for (List<Integer> sides : List.of(List.of(0, 1), List.of(1, 0))) {
                String bias = node.getInput(sides.get(0));
                String matrix = matrixOf.get(node.getInput(sides.get(1)));
                if (matrix != null && bias.endsWith(BIAS) && stored.containsKey(bias)) {
                    names.put(matrix, bias.substring(0, bias.length() - BIAS.length()) + WEIGHT);
                }
            }
        }
        return names;
    }

    private float[] values(TensorProto tensor) {
        String name = tensor.getName();
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw wrong(name, "is in another file");
        }
        int count = 1;
        for (long dimension : tensor.getDimsList()) {
            count = Math.multiplyExact(count, Math.toIntExact(dimension));
        }
        float[] values = new float[count];
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        TensorProto.DataType type = Optional.ofNullable(TensorProto.DataType.forNumber(tensor.getDataType()))
                .orElse(TensorProto.DataType.UNDEFINED);
        if (type == TensorProto.DataType.FLOAT && raw.remaining() == (long) count * Float.BYTES) {
            raw.asFloatBuffer().get(values);
        } else if (type == TensorProto.DataType.FLOAT && tensor.getFloatDataCount() == count) {
            for (int i = 0; i < count; i++) {
                values[i] = tensor.getFloatData(i);
            }
        } else if (type == TensorProto.DataType.FLOAT16 && raw.remaining() == (long) count * Short.BYTES) {
            ShortBuffer halves = raw.asShortBuffer();
            for (int i = 0; i < count; i++) {
                values[i] = HalfPrecision.f16ToFloat(halves.get(i));
            }
        } else {
            throw wrong(
                    name,
                    "is " + type + " of shape " + new ArrayList<>(tensor.getDimsList())
                            + " with other values than float32 or float16 has");
        }
        return values;
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] turned = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = values[row * columns + column];
            }
        }
        return turned;
    }

    private PlumblineException wrong(String name, String what) {
        return PlumblineException.model(where + ": the weight '" + name + "' " + what + "; it cannot be exported");
    }
}
