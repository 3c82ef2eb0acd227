package dev.plumbline.models.text;

import dev.plumbline.models.network.FloatType;

/**
 * sentence-transformers' Dropout, which does nothing outside of training.
 *
 * @param rate how often it sets a value to 0 there
 */
public record DropoutLayer(double rate) implements VectorLayer {

    public DropoutLayer {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("dropout is from 0 to 1, not " + rate);
        }
    }

    @Override
    public int width(int input) {
        return input;
    }

    @Override
    public DropoutLayer in(FloatType type) {
        return this;
    }

    @Override
    public float[] apply(float[] vector, FloatType type) {
        return vector;
    }

    @Override
    public String facts() {
        return "dropout";
    }

    @Override
    public String label() {
        return "dropout (in training)";
    }
}
