package dev.plumbline.models.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a feed-forward block does to each value, by the names of transformers' {@code ACT2FN} (5.24.0 {@code activations.py}). */
public enum Activation {
    /** By the error function. */
    GELU("torch.gelu(%s, approximate=\"none\")", "gelu gelu_python"),
    /** Approximated by tanh. */
    GELU_TANH("torch.gelu(%s, approximate=\"tanh\")", "gelu_new gelu_pytorch_tanh gelu_fast gelu_accurate"),
    SILU("torch.silu(%s)", "silu swish"),
    RELU("torch.relu(%s)", "relu");

    private final String script;
    /** Separated by blanks. */
    private final String names;

    Activation(String script, String names) {
        this.script = script;
        this.names = names;
    }

    /** The activation of that name. */
    static Optional<Activation> named(String name) {
        return Arrays.stream(values())
                .filter(activation -> List.of(activation.names.split(" ")).contains(name))
                .findFirst();
    }

    /** TorchScript of a value after it. */
    String of(String expression) {
        return script.formatted(expression);
    }
}
