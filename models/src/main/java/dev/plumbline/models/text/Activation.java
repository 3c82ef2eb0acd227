package dev.plumbline.models.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erf;

/**
 * What a dense layer does to its values, by the name of torch's module (2.15.0 {@code torch/nn/modules/activation.py}), with
 * the arguments that the module has by default: sentence-transformers makes it without any.
 */
public final class Activation {

    private static final String HOME = "torch.nn.modules.";

    /** Changes all values of a layer's output in place. */
    @FunctionalInterface
    private interface Whole {
        void apply(double[] values);
    }

    public static final Activation IDENTITY = each("linear.Identity", x -> x);
    public static final Activation TANH = each("activation.Tanh", Math::tanh);
    public static final Activation RELU = each("activation.ReLU", x -> Math.max(0, x));
    public static final Activation SIGMOID = each("activation.Sigmoid", Activation::sigmoid);
    public static final Activation SILU = each("activation.SiLU", x -> x * sigmoid(x));
    public static final Activation GELU = each("activation.GELU", x -> 0.5 * x * (1 + Erf.value(x / Math.sqrt(2))));
    public static final Activation MISH = each("activation.Mish", x -> x * Math.tanh(softplus(x)));
    public static final Activation ELU = each("activation.ELU", x -> x > 0 ? x : Math.expm1(x));
    public static final Activation CELU = each("activation.CELU", x -> x > 0 ? x : Math.expm1(x));
    public static final Activation SELU =
            each("activation.SELU", x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)));
    public static final Activation LEAKY_RELU = each("activation.LeakyReLU", x -> x > 0 ? x : 0.01 * x);
    /** Outside of training its slope is the mean of those it draws from. */
    public static final Activation RRELU = each("activation.RReLU", x -> x > 0 ? x : (1 / 8.0 + 1 / 3.0) / 2 * x);

    public static final Activation RELU6 = each("activation.ReLU6", x -> Math.min(6, Math.max(0, x)));
    public static final Activation HARDTANH = each("activation.Hardtanh", x -> Math.min(1, Math.max(-1, x)));
    public static final Activation HARDSWISH =
            each("activation.Hardswish", x -> x * Math.min(6, Math.max(0, x + 3)) / 6);
    public static final Activation HARDSIGMOID =
            each("activation.Hardsigmoid", x -> Math.min(6, Math.max(0, x + 3)) / 6);
    public static final Activation HARDSHRINK = each("activation.Hardshrink", x -> Math.abs(x) > 0.5 ? x : 0);
    public static final Activation SOFTSHRINK =
            each("activation.Softshrink", x -> x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0);
    public static final Activation TANHSHRINK = each("activation.Tanhshrink", x -> x - Math.tanh(x));
    public static final Activation SOFTPLUS = each("activation.Softplus", x -> x > 20 ? x : softplus(x));
    public static final Activation SOFTSIGN = each("activation.Softsign", x -> x / (1 + Math.abs(x)));
    public static final Activation LOG_SIGMOID = each("activation.LogSigmoid", x -> -softplus(-x));
    public static final Activation SOFTMAX = new Activation("activation.Softmax", Activation::softmax);
    public static final Activation SOFTMIN = new Activation("activation.Softmin", Activation::softmin);
    public static final Activation LOG_SOFTMAX = new Activation("activation.LogSoftmax", Activation::logSoftmax);

    private static final List<Activation> ALL = List.of(
            IDENTITY,
            TANH,
            RELU,
            SIGMOID,
            SILU,
            GELU,
            MISH,
            ELU,
            CELU,
            SELU,
            LEAKY_RELU,
            RRELU,
            RELU6,
            HARDTANH,
            HARDSWISH,
            HARDSIGMOID,
            HARDSHRINK,
            SOFTSHRINK,
            TANHSHRINK,
            SOFTPLUS,
            SOFTSIGN,
            LOG_SIGMOID,
            SOFTMAX,
            SOFTMIN,
            LOG_SOFTMAX);

    private final String module;
    private final Whole function;

    private Activation(String module, Whole function) {
        this.module = module;
        this.function = function;
    }

    private static Activation each(String module, DoubleUnaryOperator function) {
        return new Activation(module, values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = function.applyAsDouble(values[i]);
            }
        });
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double softplus(double x) {
        return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static void softmax(double[] values) {
        logSoftmax(values);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(values[i]);
        }
    }

    private static void softmin(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = -values[i];
        }
        softmax(values);
    }

    private static void logSoftmax(double[] values) {
        double most = Arrays.stream(values).max().orElse(0);
        double sum = Arrays.stream(values).map(x -> Math.exp(x - most)).sum();
        for (int i = 0; i < values.length; i++) {
            values[i] -= most + Math.log(sum);
        }
    }

    /** Changes a layer's output in place. */
    void apply(double[] values) {
        function.apply(values);
    }

    /** The dotted name in a module's configuration. */
    public String torchName() {
        return HOME + module;
    }

    /** Every activation. */
    public static List<Activation> all() {
        return ALL;
    }

    /** The activation of that dotted name; torch knows each by a shorter one too. */
    public static Optional<Activation> named(String name) {
        return ALL.stream()
                .filter(known -> known.torchName().equals(name) || ("torch.nn." + known.shortName()).equals(name))
                .findFirst();
    }

    private String shortName() {
        return module.substring(module.lastIndexOf('.') + 1);
    }

    /** The name in words. */
    public String label() {
        return shortName().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        // vectors are kept under it
        return shortName().toUpperCase(Locale.ROOT);
    }
}
