package dev.plumbline.models.form;

import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.Arrays;

/** The arithmetic of shorter and coarser vectors. Results are new matrices. */
final class VectorReduction {

    private static final int STEPS = 255;
    private static final int LEAST_INT8 = -128;

    private VectorReduction() {}

    /**
     * The leading values of each row, as sentence-transformers 6.2.0's {@code truncate_dim} leaves them or scaled to length
     * 1 in double precision; a row of zeros stays one.
     *
     * @param cut no wider than the matrix
     */
    static FloatMatrix leading(FloatMatrix vectors, Cut cut) {
        int width = cut.width();
        FloatMatrix shorter = FloatMatrix.zeros(vectors.rows(), width);
        float[] to = shorter.data();
        for (int row = 0; row < vectors.rows(); row++) {
            System.arraycopy(vectors.data(), row * vectors.columns(), to, row * width, width);
        }
        if (cut.scaled()) {
            for (int from = 0; from < to.length; from += width) {
                scale(to, from, from + width);
            }
        }
        return shorter;
    }

    private static void scale(float[] values, int from, int to) {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (double) values[i] * values[i];
        }
        double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
        for (int i = from; i < to; i++) {
            values[i] = (float) (values[i] * scale);
        }
    }

    /**
     * Whole numbers from -128 to 127 by equal steps between the least and the greatest value of each column of this
     * matrix, in single precision: mteb 2.20.0, {@code models/compression_wrappers/compression_wrapper.py}, whose ranges
     * are those of one request too. A column of one value becomes -128, where mteb divides by zero.
     */
    static FloatMatrix int8(FloatMatrix vectors) {
        int columns = vectors.columns();
        float[] least = new float[columns];
        float[] greatest = new float[columns];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
        for (int row = 0; row < vectors.rows(); row++) {
            for (int column = 0; column < columns; column++) {
                float value = vectors.data()[row * columns + column];
                least[column] = Math.min(least[column], value);
                greatest[column] = Math.max(greatest[column], value);
            }
        }
        float[] step = new float[columns];
        for (int column = 0; column < columns; column++) {
            float range = (greatest[column] - least[column]) / STEPS;
            step[column] = range == 0 ? 1 : range;
        }
        FloatMatrix whole = FloatMatrix.zeros(vectors.rows(), columns);
        for (int row = 0; row < vectors.rows(); row++) {
            for (int column = 0; column < columns; column++) {
                int i = row * columns + column;
                float steps = (vectors.data()[i] - least[column]) / step[column];
                // NaN stays NaN: whoever checks the vectors finds it
                whole.data()[i] = (float) Math.floor(steps) + LEAST_INT8;
            }
        }
        return whole;
    }

    /** 1 for a positive value, else 0, as mteb's wrapper; NaN stays NaN. */
    static FloatMatrix binary(FloatMatrix vectors) {
        float[] values = vectors.data();
        FloatMatrix bits = FloatMatrix.zeros(vectors.rows(), vectors.columns());
        for (int i = 0; i < values.length; i++) {
            bits.data()[i] = Float.isNaN(values[i]) ? values[i] : values[i] > 0 ? 1 : 0;
        }
        return bits;
    }
}
