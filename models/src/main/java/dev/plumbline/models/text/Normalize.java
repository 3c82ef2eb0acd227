package dev.plumbline.models.text;

/** Scales a vector to length 1; torch.nn.functional.normalize with its eps of 1e-12. */
public record Normalize() implements VectorLayer {

    private static final float MIN_NORM = 1e-12f;

    @Override
    public int width(int input) {
        return input;
    }

    @Override
    public float[] apply(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float norm = Math.max((float) Math.sqrt(squares), MIN_NORM);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= norm;
        }
        return vector;
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
