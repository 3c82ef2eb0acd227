package dev.plumbline.models.text;

import dev.plumbline.ground.Sha256;
import dev.plumbline.models.network.FloatType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A linear layer and an activation, as sentence-transformers' Dense (6.2.0, {@code base/modules/dense.py}): {@code
 * activation(W x + b)}, plus the input or its projection where there is a residual connection. Products are summed in
 * double precision.
 */
public final class Dense implements VectorLayer {

    private final Weights linear;
    private final DenseActivation activation;
    private final Residual residual;
    private final Optional<Weights> projection;

    /** What is added to the output. */
    public enum Residual {
        NONE,
        INPUT,
        /** The input through another matrix, to the output's width. */
        PROJECTED
    }

    /** A matrix and perhaps a bias. */
    public static final class Weights {

        private final int inputs;
        private final int outputs;
        private final float[] matrix;
        private final Optional<float[]> bias;

        /**
         * Takes over the arrays.
         *
         * @param matrix row-major {@code [outputs, inputs]}
         * @param bias {@code [outputs]}
         * @throws IllegalArgumentException if the sizes do not fit
         */
        public Weights(int inputs, int outputs, float[] matrix, Optional<float[]> bias) {
            if (inputs < 1
                    || outputs < 1
                    || matrix.length != inputs * outputs
                    || bias.map(values -> values.length).orElse(outputs) != outputs) {
                throw new IllegalArgumentException("a dense layer from " + inputs + " to " + outputs
                        + " values does not have " + matrix.length + " weights and "
                        + bias.map(values -> values.length).orElse(0) + " biases");
            }
            this.inputs = inputs;
            this.outputs = outputs;
            this.matrix = matrix;
            this.bias = bias;
        }

        public int inputs() {
            return inputs;
        }

        public int outputs() {
            return outputs;
        }

        /** A copy of the matrix, row-major {@code [outputs, inputs]}. */
        public float[] matrix() {
            return matrix.clone();
        }

        /** A copy of the bias. */
        public Optional<float[]> bias() {
            return bias.map(float[]::clone);
        }

        private Weights in(FloatType type) {
            return new Weights(inputs, outputs, type.round(matrix()), bias().map(type::round));
        }

        private double output(int row, float[] vector) {
            double sum = bias.isPresent() ? bias.get()[row] : 0;
            int start = row * inputs;
            for (int k = 0; k < inputs; k++) {
                sum += (double) matrix[start + k] * vector[k];
            }
            return sum;
        }

        private String hash() {
            MessageDigest digest = Sha256.start();
            update(digest, matrix);
            bias.ifPresent(values -> update(digest, values));
            return Sha256.hex(digest);
        }

        private static void update(MessageDigest digest, float[] values) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
            bytes.asFloatBuffer().put(values);
            digest.update(bytes);
        }
    }

    /**
     * A layer that adds nothing or its input to its output.
     *
     * @throws IllegalArgumentException if a residual connection joins different widths
     */
    public Dense(Weights linear, DenseActivation activation, Residual residual) {
        this(linear, activation, residual, Optional.empty());
    }

    /**
     * A layer that adds a projection of its input to its output.
     *
     * @throws IllegalArgumentException if it is not as wide as the output
     */
    public Dense(Weights linear, DenseActivation activation, Weights projection) {
        this(linear, activation, Residual.PROJECTED, Optional.of(projection));
    }

    private Dense(Weights linear, DenseActivation activation, Residual residual, Optional<Weights> projection) {
        if (residual == Residual.INPUT && linear.inputs != linear.outputs) {
            throw new IllegalArgumentException(
                    "input of " + linear.inputs + " values cannot be added to output of " + linear.outputs);
        }
        if (projection.stream().anyMatch(other -> other.inputs != linear.inputs || other.outputs != linear.outputs)) {
            throw new IllegalArgumentException("a projection must be as wide as its layer");
        }
        this.linear = linear;
        this.activation = activation;
        this.residual = residual;
        this.projection = projection;
    }

    public Weights linear() {
        return linear;
    }

    public DenseActivation activation() {
        return activation;
    }

    public Residual residual() {
        return residual;
    }

    /** What the input goes through before it is added. */
    public Optional<Weights> projection() {
        return projection;
    }

    @Override
    public int width(int input) {
        if (input != linear.inputs) {
            throw new IllegalArgumentException(
                    "a dense layer takes vectors of " + linear.inputs + " values, not of " + input);
        }
        return linear.outputs;
    }

    @Override
    public Dense in(FloatType type) {
        return type == FloatType.FLOAT32
                ? this
                : new Dense(linear.in(type), activation, residual, projection.map(weights -> weights.in(type)));
    }

    @Override
    public float[] apply(float[] vector, FloatType type) {
        double[] values = new double[linear.outputs];
        for (int row = 0; row < values.length; row++) {
            values[row] = type.round((float) linear.output(row, vector));
        }
        activation.apply(values);
        float[] out = new float[values.length];
        for (int row = 0; row < out.length; row++) {
            out[row] = type.round((float) values[row]);
            if (residual == Residual.INPUT) {
                out[row] = type.round(out[row] + vector[row]);
            } else if (projection.isPresent()) {
                out[row] = type.round(
                        out[row] + type.round((float) projection.get().output(row, vector)));
            }
        }
        return out;
    }

    @Override
    public String facts() {
        return "dense " + linear.inputs + " " + linear.outputs + " " + activation + " " + residual + " " + linear.hash()
                + projection.map(weights -> " " + weights.hash()).orElse("");
    }

    @Override
    public String label() {
        return "dense " + linear.inputs + " to " + linear.outputs + " " + activation.label();
    }
}
