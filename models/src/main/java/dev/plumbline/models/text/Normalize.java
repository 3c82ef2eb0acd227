package dev.plumbline.models.text;

import dev.plumbline.models.network.FloatType;

/** Scales a vector to length 1; torch.nn.functional.normalize with its eps of 1e-12. */
public record Normalize() implements VectorLayer {

    private static final float MIN_NORM = 1e-12f;

    @Override
    public int width(int input) {
        return input;
    }

    @Override
    public Normalize in(FloatType type) {
        return this;
    }

    @Override
    public float[] apply(float[] vector, FloatType type) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float norm = Math.max(type.round((float) Math.sqrt(squares)), MIN_NORM);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= norm;
        }
        return type.round(vector);
    }

    @Override
    public String facts() {
        return "normalize";
    }

    @Override
    public String label() {
        return "normalize";
    }
}
