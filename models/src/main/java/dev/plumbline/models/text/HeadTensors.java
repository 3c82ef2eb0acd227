package dev.plumbline.models.text;

import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The weights of a head's layers by name, and a head with others in their place. */
public final class HeadTensors {

    private static final String LINEAR = ".linear.weight";
    private static final String BIAS = ".linear.bias";
    private static final String RESIDUAL = ".residual.weight";
    private static final String NORM = ".norm.weight";
    private static final String NORM_BIAS = ".norm.bias";

    private HeadTensors() {}

    /**
     * A layer's name: the folder that a directory is written with for it.
     *
     * @param number of the layer, from 0
     */
    public static String name(int number, VectorLayer layer) {
        // after the Transformer and the Pooling
        return (number + 2) + "_" + kind(layer);
    }

    /** What sentence-transformers calls a layer's module. */
    public static String kind(VectorLayer layer) {
        return layer instanceof DropoutLayer ? "Dropout" : layer.getClass().getSimpleName();
    }

    /** All weights, each named by its layer's name and the name it has in the layer's file. */
    public static List<Tensor> of(SentenceHead head) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < head.layers().size(); i++) {
            VectorLayer layer = head.layers().get(i);
            String name = name(i, layer);
            if (layer instanceof Dense dense) {
                Dense.Weights linear = dense.linear();
                long rows = linear.outputs();
                List<Long> shape = List.of(rows, (long) linear.inputs());
                tensors.add(tensor(name + LINEAR, shape, linear.matrix()));
                linear.bias().ifPresent(bias -> tensors.add(tensor(name + BIAS, List.of(rows), bias)));
                dense.projection().ifPresent(other -> tensors.add(tensor(name + RESIDUAL, shape, other.matrix())));
            } else if (layer instanceof LayerNorm norm) {
                List<Long> shape = List.of((long) norm.weights().length);
                tensors.add(tensor(name + NORM, shape, norm.weights()));
                tensors.add(tensor(name + NORM_BIAS, shape, norm.biases()));
            }
        }
        return tensors;
    }

    private static Tensor tensor(String name, List<Long> shape, float[] values) {
        return new Tensor(name, Dtype.F32, shape, FloatSource.of(values));
    }

    /**
     * The same head with other weights.
     *
     * @param values of each tensor of {@link #of} by its name, as many as it has
     */
    public static SentenceHead with(SentenceHead head, Function<String, float[]> values) {
        List<VectorLayer> layers = new ArrayList<>();
        for (int i = 0; i < head.layers().size(); i++) {
            VectorLayer layer = head.layers().get(i);
            String name = name(i, layer);
            if (layer instanceof Dense dense) {
                layers.add(dense(dense, name, values));
            } else if (layer instanceof LayerNorm) {
                layers.add(new LayerNorm(values.apply(name + NORM), values.apply(name + NORM_BIAS)));
            } else {
                layers.add(layer);
            }
        }
        return new SentenceHead(head.pooling(), head.includePrompt(), layers, head.truncated(), head.type());
    }

    private static Dense dense(Dense dense, String name, Function<String, float[]> values) {
        Dense.Weights old = dense.linear();
        Dense.Weights linear = new Dense.Weights(
                old.inputs(),
                old.outputs(),
                values.apply(name + LINEAR),
                old.bias().map(bias -> values.apply(name + BIAS)));
        if (dense.projection().isEmpty()) {
            return new Dense(linear, dense.activation(), dense.residual());
        }
        Dense.Weights projection =
                new Dense.Weights(old.inputs(), old.outputs(), values.apply(name + RESIDUAL), Optional.empty());
        return new Dense(linear, dense.activation(), projection);
    }

    /** Whether two heads are of the same layers, so that their weights can be blended. */
    public static boolean alike(SentenceHead left, SentenceHead right) {
        return shape(left).equals(shape(right));
    }

    private static String shape(SentenceHead head) {
        StringBuilder shape = new StringBuilder(head.pooling() + " " + head.includePrompt());
        for (VectorLayer layer : head.layers()) {
            shape.append(' ').append(layer.label());
            if (layer instanceof Dense dense) {
                shape.append(dense.residual()).append(dense.linear().bias().isPresent());
            }
        }
        of(head).forEach(tensor -> shape.append(' ').append(tensor.shape()));
        return shape.toString();
    }
}
