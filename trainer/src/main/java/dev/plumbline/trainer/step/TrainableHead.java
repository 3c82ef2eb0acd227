package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.text.HeadTensors;
import dev.plumbline.models.text.Normalize;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.VectorLayer;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import dev.plumbline.models.torch.Upload;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What follows the network, with weights that can be trained: pooling, and the Dense, LayerNorm and Dropout layers after it.
 * Vectors are not scaled at the end, since losses compare them by their cosine.
 */
public final class TrainableHead {

    /** torch.nn.functional.normalize's eps. */
    private static final double MIN_NORM = 1e-12;

    private final TokenPooling pooling;
    private final List<VectorLayer> layers;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();
    private final Optional<ScriptModule> script;

    /**
     * A head with the weights that another one has.
     *
     * @param packs whether token vectors lie one after the other
     * @param manager owns the weights
     * @throws IllegalArgumentException if it pools in several ways, or in one that is not trained
     */
    public TrainableHead(SentenceHead head, boolean packs, NDManager manager) {
        if (head.pooling().size() != 1) {
            throw new IllegalArgumentException("networks are trained with one way of pooling, not " + head.pooling());
        }
        this.pooling = new TokenPooling(head.pooling().get(0), packs, manager);
        this.layers = withoutLastScaling(head.layers());
        for (Tensor tensor : HeadTensors.of(head)) {
            parameters.put(tensor.name(), array(tensor, manager));
        }
        List<ScriptMethod> methods = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            if (HeadScript.has(layers.get(i))) {
                methods.add(HeadScript.of(method(i), layers.get(i)));
            }
        }
        this.script = methods.isEmpty() ? Optional.empty() : Optional.of(ScriptModule.compile(manager, methods));
    }

    private static List<VectorLayer> withoutLastScaling(List<VectorLayer> layers) {
        int last = layers.size();
        while (last > 0 && layers.get(last - 1) instanceof Normalize) {
            last--;
        }
        return layers.subList(0, last);
    }

    private static NDArray array(Tensor tensor, NDManager manager) {
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        FloatBuffer values = FloatBuffer.allocate((int) new Shape(shape).size());
        tensor.values().read(0, values);
        // DJL's array is a view of the buffer
        try (NDArray view = manager.create(values.array(), new Shape(shape))) {
            return view.duplicate();
        }
    }

    private static String method(int layer) {
        return "layer_" + layer;
    }

    /** Its weights by name, see {@link HeadTensors}. */
    public Map<String, NDArray> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** Whether libtorch's generator decides something in it. */
    public boolean draws() {
        return layers.stream().anyMatch(HeadScript::draws);
    }

    /**
     * What makes {@code [texts, D]} of token vectors in their layout, see {@link TokenPooling#of}.
     *
     * @param upload takes what is needed for it to the device
     */
    UnaryOperator<NDArray> of(Upload upload, List<TextTokens> texts) {
        UnaryOperator<NDArray> pooled = pooling.of(upload, texts);
        return hidden -> vectors(pooled.apply(hidden));
    }

    private NDArray vectors(NDArray pooled) {
        NDArray vectors = pooled;
        for (int i = 0; i < layers.size(); i++) {
            VectorLayer layer = layers.get(i);
            if (layer instanceof Normalize) {
                vectors = vectors.normalize(2, 1, MIN_NORM);
            } else if (HeadScript.has(layer)) {
                String own = HeadTensors.name(i, layer) + ".";
                List<NDArray> arguments = new ArrayList<>(List.of(vectors));
                parameters.forEach((name, weight) -> {
                    if (name.startsWith(own)) {
                        arguments.add(weight);
                    }
                });
                vectors = script.orElseThrow().call(method(i), true, arguments.toArray(NDArray[]::new));
            }
        }
        return vectors;
    }
}
