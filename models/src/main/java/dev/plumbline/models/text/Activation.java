package dev.plumbline.models.text;

import java.util.Arrays;
import java.util.Optional;

/** What a dense layer does to each value, by the name of torch's module. */
public enum Activation {
    IDENTITY("torch.nn.modules.linear.Identity") {
        @Override
        double of(double x) {
            return x;
        }
    },
    TANH("torch.nn.modules.activation.Tanh") {
        @Override
        double of(double x) {
            return Math.tanh(x);
        }
    },
    RELU("torch.nn.modules.activation.ReLU") {
        @Override
        double of(double x) {
            return Math.max(0, x);
        }
    },
    SIGMOID("torch.nn.modules.activation.Sigmoid") {
        @Override
        double of(double x) {
            return 1 / (1 + Math.exp(-x));
        }
    },
    SILU("torch.nn.modules.activation.SiLU") {
        @Override
        double of(double x) {
            return x / (1 + Math.exp(-x));
        }
    };

    private final String torchName;

    Activation(String torchName) {
        this.torchName = torchName;
    }

    abstract double of(double x);

    /** The dotted name in a module's configuration. */
    public String torchName() {
        return torchName;
    }

    /** The activation of that dotted name; torch knows some by a shorter one. */
    public static Optional<Activation> named(String name) {
        return Arrays.stream(values())
                .filter(known ->
                        known.torchName.equals(name) || known.shortName().equals(name))
                .findFirst();
    }

    private String shortName() {
        return "torch.nn." + torchName.substring(torchName.lastIndexOf('.') + 1);
    }
}
