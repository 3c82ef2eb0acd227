package dev.plumbline.models.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * What a dense layer does to its values, by the name of torch's module (2.15.0 {@code torch/nn/modules/activation.py}), with
 * the arguments that the module has by default: sentence-transformers makes it without any.
 */
public final class DenseActivation {

    private static final String HOME = "torch.nn.modules.";

    /** Changes all values of a layer's output in place. */
    @FunctionalInterface
    private interface Whole {
        void apply(double[] values);
    }

    public static final DenseActivation IDENTITY = each("linear.Identity", x -> x);
    public static final DenseActivation TANH = each("activation.Tanh", Math::tanh);
    public static final DenseActivation RELU = each("activation.ReLU", x -> Math.max(0, x));
    public static final DenseActivation SIGMOID = each("activation.Sigmoid", DenseActivation::sigmoid);
    public static final DenseActivation SILU = each("activation.SiLU", x -> x * sigmoid(x));
    public static final DenseActivation GELU = each("activation.GELU", x -> 0.5 * x * (1 + erf(x / Math.sqrt(2))));
    public static final DenseActivation MISH = each("activation.Mish", x -> x * Math.tanh(softplus(x)));
    public static final DenseActivation ELU = each("activation.ELU", x -> x > 0 ? x : Math.expm1(x));
    public static final DenseActivation CELU = each("activation.CELU", x -> x > 0 ? x : Math.expm1(x));
    public static final DenseActivation SELU =
            each("activation.SELU", x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)));
    public static final DenseActivation LEAKY_RELU = each("activation.LeakyReLU", x -> x > 0 ? x : 0.01 * x);
    /** Outside of training its slope is the mean of those it draws from. */
    public static final DenseActivation RRELU = each("activation.RReLU", x -> x > 0 ? x : (1 / 8.0 + 1 / 3.0) / 2 * x);

    public static final DenseActivation RELU6 = each("activation.ReLU6", x -> Math.min(6, Math.max(0, x)));
    public static final DenseActivation HARDTANH = each("activation.Hardtanh", x -> Math.min(1, Math.max(-1, x)));
    public static final DenseActivation HARDSWISH =
            each("activation.Hardswish", x -> x * Math.min(6, Math.max(0, x + 3)) / 6);
    public static final DenseActivation HARDSIGMOID =
            each("activation.Hardsigmoid", x -> Math.min(6, Math.max(0, x + 3)) / 6);
    public static final DenseActivation HARDSHRINK = each("activation.Hardshrink", x -> Math.abs(x) > 0.5 ? x : 0);
    public static final DenseActivation SOFTSHRINK =
            each("activation.Softshrink", x -> x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0);
    public static final DenseActivation TANHSHRINK = each("activation.Tanhshrink", x -> x - Math.tanh(x));
    public static final DenseActivation SOFTPLUS = each("activation.Softplus", x -> x > 20 ? x : softplus(x));
    public static final DenseActivation SOFTSIGN = each("activation.Softsign", x -> x / (1 + Math.abs(x)));
    public static final DenseActivation LOG_SIGMOID = each("activation.LogSigmoid", x -> -softplus(-x));
    public static final DenseActivation SOFTMAX = new DenseActivation("activation.Softmax", DenseActivation::softmax);
    public static final DenseActivation SOFTMIN = new DenseActivation("activation.Softmin", DenseActivation::softmin);
    public static final DenseActivation LOG_SOFTMAX =
            new DenseActivation("activation.LogSoftmax", DenseActivation::logSoftmax);

    private static final List<DenseActivation> ALL = List.of(
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

    private DenseActivation(String module, Whole function) {
        this.module = module;
        this.function = function;
    }

    private static DenseActivation each(String module, DoubleUnaryOperator function) {
        return new DenseActivation(module, values -> {
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

    /** The error function to 1e-8, by its series; beyond 4 it is that near to 1. */
    private static double erf(double x) {
        if (Math.abs(x) > 4) {
            return Math.signum(x);
        }
        double power = x;
        double sum = x;
        for (int n = 1; n <= 80; n++) {
            power *= -x * x / n;
            sum += power / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
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
    public static List<DenseActivation> all() {
        return ALL;
    }

    /** The activation of that dotted name; torch knows each by a shorter one too. */
    public static Optional<DenseActivation> named(String name) {
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
