package dev.plumbline.tasks.data;

import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * A list of floating-point numbers without a box per element: a column of 2000-dimensional vectors would otherwise take
 * five times its size. To its readers it is a list of {@link Double}; one of the arrays holds
 * them, the other is empty.
 */
final class NumberList extends AbstractList<Object> implements RandomAccess {

    private final boolean single;
    private final float[] floats;
    private final double[] doubles;

    private NumberList(boolean single, float[] floats, double[] doubles) {
        this.single = single;
        this.floats = floats;
        this.doubles = doubles;
    }

    static NumberList of(float[] values) {
        return new NumberList(true, values, new double[0]);
    }

    static NumberList of(double[] values) {
        return new NumberList(false, new float[0], values);
    }

    @Override
    public Double get(int index) {
        return single ? (double) floats[index] : doubles[index];
    }

    @Override
    public int size() {
        return single ? floats.length : doubles.length;
    }

    /** The list's own array where it holds floats: a model's vectors should not be in memory twice. */
    float[] toFloats() {
        if (single) {
            return floats;
        }
        float[] narrowed = new float[doubles.length];
        for (int i = 0; i < narrowed.length; i++) {
            narrowed[i] = (float) doubles[i];
        }
        return narrowed;
    }

    double[] toDoubles() {
        return single ? widen(floats) : doubles.clone();
    }

    private static double[] widen(float[] values) {
        double[] widened = new double[values.length];
        for (int i = 0; i < widened.length; i++) {
            widened[i] = values[i];
        }
        return widened;
    }
}
