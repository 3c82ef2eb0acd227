package dev.plumbline.tasks.numeric;

import java.util.Objects;

/**
 * A dense row-major float32 matrix in one array.
 *
 * <p>The array is shared, not copied: whoever hands it over must not change it afterwards.
 */
public final class FloatMatrix {

    private final int rows;
    private final int columns;
    private final float[] data;

    private FloatMatrix(int rows, int columns, float[] data) {
        this.rows = rows;
        this.columns = columns;
        this.data = data;
    }

    /**
     * Wraps an array.
     *
     * @throws IllegalArgumentException if the array does not hold exactly rows x columns values
     */
    public static FloatMatrix of(int rows, int columns, float[] data) {
        Objects.requireNonNull(data, "data");
        if (rows < 0 || columns < 0 || (long) rows * columns != data.length) {
            throw new IllegalArgumentException(rows + " x " + columns + " does not fit " + data.length + " values");
        }
        return new FloatMatrix(rows, columns, data);
    }

    /** A zero matrix. */
    public static FloatMatrix zeros(int rows, int columns) {
        return new FloatMatrix(rows, columns, new float[Math.multiplyExact(rows, columns)]);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** The values themselves: row i starts at {@code i * columns()}. */
    public float[] data() {
        return data;
    }

    public float get(int row, int column) {
        return data[Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns)];
    }

    /** A copy of the chosen rows, in the order given; an index may repeat. */
    public FloatMatrix select(int[] index) {
        float[] picked = new float[Math.multiplyExact(index.length, columns)];
        for (int i = 0; i < index.length; i++) {
            System.arraycopy(data, Objects.checkIndex(index[i], rows) * columns, picked, i * columns, columns);
        }
        return new FloatMatrix(index.length, columns, picked);
    }
}
