package dev.plumbline.models.text;

import dev.plumbline.ground.Sha256;
import dev.plumbline.models.network.FloatType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Mean 0 and variance 1, times weights, plus biases: sentence-transformers' LayerNorm (6.2.0, {@code
 * sentence_transformer/modules/layer_norm.py}), which has torch's eps of 1e-5. Computed in double precision.
 */
public final class LayerNorm implements VectorLayer {

    /** What is added to the variance. */
    public static final double EPS = 1e-5;

    private final float[] weights;
    private final float[] biases;

    /**
     * Takes over the arrays.
     *
     * @throws IllegalArgumentException if they are not equally long
     */
    public LayerNorm(float[] weights, float[] biases) {
        if (weights.length == 0 || weights.length != biases.length) {
            throw new IllegalArgumentException(
                    "a norm does not have " + weights.length + " weights and " + biases.length + " biases");
        }
        this.weights = weights;
        this.biases = biases;
    }

    /** A copy of the weights. */
    public float[] weights() {
        return weights.clone();
    }

    /** A copy of the biases. */
    public float[] biases() {
        return biases.clone();
    }

    @Override
    public int width(int input) {
        if (input != weights.length) {
            throw new IllegalArgumentException(
                    "a norm of " + weights.length + " values does not take vectors of " + input);
        }
        return input;
    }

    @Override
    public LayerNorm in(FloatType type) {
        return type == FloatType.FLOAT32 ? this : new LayerNorm(type.round(weights()), type.round(biases()));
    }

    @Override
    public float[] apply(float[] vector, FloatType type) {
        double mean = 0;
        for (float value : vector) {
            mean += value;
        }
        mean /= vector.length;
        double variance = 0;
        for (float value : vector) {
            variance += (value - mean) * (value - mean);
        }
        double scale = 1 / Math.sqrt(variance / vector.length + EPS);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = type.round((float) ((vector[i] - mean) * scale * weights[i] + biases[i]));
        }
        return vector;
    }

    @Override
    public String facts() {
        MessageDigest digest = Sha256.start();
        ByteBuffer bytes = ByteBuffer.allocate(2 * weights.length * Float.BYTES);
        bytes.asFloatBuffer().put(weights).put(biases);
        digest.update(bytes);
        return "layer norm " + HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public String label() {
        return "layer norm";
    }
}
