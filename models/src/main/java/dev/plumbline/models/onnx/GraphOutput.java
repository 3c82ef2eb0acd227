package dev.plumbline.models.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.ground.PlumblineException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The output of a graph that holds its token vectors, {@code [texts, tokens, width]}.
 *
 * @param width values per vector
 */
record GraphOutput(String name, OnnxJavaType type, int width) {

    private static final List<String> NAMES =
            List.of("last_hidden_state", "token_embeddings", "hidden_states", "encoder_last_hidden_state");

    private static final Set<OnnxJavaType> REAL =
            Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);
    private static final int RANK = 3;

    /**
     * Finds it by its name.
     *
     * @throws PlumblineException of kind MODEL if there is none that can be read
     */
    static GraphOutput of(Map<String, NodeInfo> outputs, GraphSizes sizes, String where) {
        for (String name : NAMES) {
            if (outputs.containsKey(name)
                    && outputs.get(name).getInfo() instanceof TensorInfo tensor
                    && tensor.getShape().length == RANK) {
                return of(name, tensor, sizes, where);
            }
        }
        boolean pooled = outputs.values().stream()
                .anyMatch(node -> node.getInfo() instanceof TensorInfo tensor && tensor.getShape().length == 2);
        throw PlumblineException.model(where + ": the graph has the outputs " + outputs.keySet()
                + ", none of which is a [texts, tokens, width] " + String.join(" or ", NAMES)
                + (pooled
                        ? "; vectors that the graph has pooled itself are not read, export it without its pooling"
                        : ""));
    }

    private static GraphOutput of(String name, TensorInfo tensor, GraphSizes sizes, String where) {
        long declared = tensor.getShape()[RANK - 1];
        long width = declared > 0 ? declared : sizes.hidden().orElse(-1);
        if (width < 1 || width > Integer.MAX_VALUE || !REAL.contains(tensor.type)) {
            throw PlumblineException.model(where + ": its " + name + " is " + tensor
                    + "; vectors of float32, float16 or bfloat16 and of a known width are needed");
        }
        return new GraphOutput(name, tensor.type, (int) width);
    }
}
