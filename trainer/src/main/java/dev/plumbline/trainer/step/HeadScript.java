package dev.plumbline.trainer.step;

import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.text.DropoutLayer;
import dev.plumbline.models.text.LayerNorm;
import dev.plumbline.models.text.VectorLayer;
import dev.plumbline.models.torch.ScriptMethod;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The layers after pooling as functions that libtorch derives, in training as sentence-transformers' modules have them. */
final class HeadScript {

    private static final Map<DenseActivation, String> ACTIVATIONS = Map.ofEntries(
            Map.entry(DenseActivation.IDENTITY, "%s"),
            Map.entry(DenseActivation.TANH, "torch.tanh(%s)"),
            Map.entry(DenseActivation.RELU, "torch.relu(%s)"),
            Map.entry(DenseActivation.SIGMOID, "torch.sigmoid(%s)"),
            Map.entry(DenseActivation.SILU, "torch.silu(%s)"),
            Map.entry(DenseActivation.GELU, "torch.gelu(%s, approximate=\"none\")"),
            Map.entry(DenseActivation.MISH, "torch.mish(%s)"),
            Map.entry(DenseActivation.ELU, "torch.elu(%s)"),
            Map.entry(DenseActivation.CELU, "torch.celu(%s)"),
            Map.entry(DenseActivation.SELU, "torch.selu(%s)"),
            Map.entry(DenseActivation.LEAKY_RELU, "torch.leaky_relu(%s)"),
            // draws its slopes in training
            Map.entry(DenseActivation.RRELU, "torch.rrelu(%s, 0.125, 0.33333333333333331, True)"),
            Map.entry(DenseActivation.RELU6, "torch.hardtanh(%s, 0., 6.)"),
            Map.entry(DenseActivation.HARDTANH, "torch.hardtanh(%s)"),
            Map.entry(DenseActivation.HARDSWISH, "torch.hardswish(%s)"),
            Map.entry(DenseActivation.HARDSIGMOID, "torch.hardsigmoid(%s)"),
            Map.entry(DenseActivation.HARDSHRINK, "torch.hardshrink(%s)"),
            Map.entry(DenseActivation.SOFTSHRINK, "torch.softshrink(%s)"),
            Map.entry(DenseActivation.TANHSHRINK, "torch.sub(%1$s, torch.tanh(%1$s))"),
            Map.entry(DenseActivation.SOFTPLUS, "torch.softplus(%s)"),
            Map.entry(DenseActivation.SOFTSIGN, "torch.div(%1$s, torch.add(torch.abs(%1$s), 1))"),
            Map.entry(DenseActivation.LOG_SIGMOID, "torch.log_sigmoid(%s)"),
            Map.entry(DenseActivation.SOFTMAX, "torch.softmax(%s, 1)"),
            Map.entry(DenseActivation.SOFTMIN, "torch.softmax(torch.neg(%s), 1)"),
            Map.entry(DenseActivation.LOG_SOFTMAX, "torch.log_softmax(%s, 1)"));

    private HeadScript() {}

    /** Whether a layer has a function; scaling to length 1 is left to where it is needed. */
    static boolean has(VectorLayer layer) {
        return layer instanceof Dense
                || layer instanceof LayerNorm
                || (layer instanceof DropoutLayer dropout && dropout.rate() > 0);
    }

    /** Whether a layer leaves something to chance. */
    static boolean draws(VectorLayer layer) {
        return layer instanceof DropoutLayer
                || (layer instanceof Dense dense && dense.activation().equals(DenseActivation.RRELU));
    }

    /** A layer's function of vectors and its weights in the order of {@link dev.plumbline.models.text.HeadTensors}. */
    static ScriptMethod of(String name, VectorLayer layer) {
        List<String> parameters = new ArrayList<>(List.of("x"));
        if (layer instanceof Dense dense) {
            return dense(name, dense, parameters);
        }
        if (layer instanceof LayerNorm norm) {
            parameters.addAll(List.of("w", "c"));
            String width = "[" + norm.weights().length + "]";
            return new ScriptMethod(
                    name,
                    parameters,
                    List.of("return torch.layer_norm(x, " + width + ", w, c, " + number(LayerNorm.EPS) + ")"));
        }
        double rate = ((DropoutLayer) layer).rate();
        return new ScriptMethod(name, parameters, List.of("return torch.dropout(x, " + number(rate) + ", True)"));
    }

    private static ScriptMethod dense(String name, Dense dense, List<String> parameters) {
        parameters.add("w");
        boolean bias = dense.linear().bias().isPresent();
        if (bias) {
            parameters.add("c");
        }
        List<String> body = new ArrayList<>();
        body.add("y = torch.linear(x, w, " + (bias ? "c" : "None") + ")");
        body.add("y = "
                + Objects.requireNonNull(ACTIVATIONS.get(dense.activation()), "every activation has a form")
                        .formatted("y"));
        if (dense.residual() == Dense.Residual.INPUT) {
            body.add("y = torch.add(y, x)");
        } else if (dense.residual() == Dense.Residual.PROJECTED) {
            parameters.add("p");
            body.add("y = torch.add(y, torch.linear(x, p, None))");
        }
        body.add("return y");
        return new ScriptMethod(name, parameters, body);
    }

    private static String number(double value) {
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return plain.contains(".") ? plain : plain + ".";
    }
}
