package dev.plumbline.models.text;

/** A layer between pooling and the finished vector, named as sentence-transformers' module. */
public sealed interface VectorLayer permits Dense, Normalize {

    /**
     * Width of what comes out.
     *
     * @param input width of what goes in
     * @throws IllegalArgumentException if it does not take vectors of this width
     */
    int width(int input);

    /** The layer's output for one vector, which may be changed in place. */
    float[] apply(float[] vector);

    /** What decides its output: part of the fingerprint that vectors are kept under. */
    String facts();

    /** In words, for who looks at the model. */
    String label();
}
