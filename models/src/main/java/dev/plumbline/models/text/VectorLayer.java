package dev.plumbline.models.text;

import dev.plumbline.models.network.FloatType;

/** A layer between pooling and the finished vector, named as sentence-transformers' module. */
public sealed interface VectorLayer permits Dense, Normalize, LayerNorm, DropoutLayer {

    /**
     * Width of what comes out.
     *
     * @param input width of what goes in
     * @throws IllegalArgumentException if it does not take vectors of this width
     */
    int width(int input);

    /** The layer with its weights rounded to a type. */
    VectorLayer in(FloatType type);

    /**
     * The layer's output for one vector, which may be changed in place.
     *
     * @param type what each of torch's operations rounds its result to
     */
    float[] apply(float[] vector, FloatType type);

    /** What decides its output: part of the fingerprint that vectors are kept under. */
    String facts();

    /** In words, for who looks at the model. */
    String label();
}
