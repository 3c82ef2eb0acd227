package dev.plumbline.tasks.numeric;

/** Lengths of rows. */
public final class Rows {

    /** Below this a row is divided by this instead of its length ({@code torch.nn.functional.normalize}). */
    private static final float MIN_NORM = 1e-12f;

    private static final int BLOCK = 1024;

    private Rows() {}

    /**
     * Each row divided by its Euclidean length, so that the product of two rows is their cosine; a row of zeros stays.
     * As {@code torch.nn.functional.normalize} of torch 2.15.0 with its default eps, to the last bit of float32.
     */
    public static FloatMatrix normalised(FloatMatrix x) {
        FloatMatrix result = FloatMatrix.zeros(x.rows(), x.columns());
        normalise(x, 0, x.rows(), result);
        return result;
    }

    /** As {@link #normalised(FloatMatrix)}, shared among threads. */
    public static FloatMatrix normalised(FloatMatrix x, Parallel parallel) {
        FloatMatrix result = FloatMatrix.zeros(x.rows(), x.columns());
        parallel.forBlocks(x.rows(), BLOCK, (from, to) -> normalise(x, from, to, result));
        return result;
    }

    private static void normalise(FloatMatrix x, int from, int to, FloatMatrix result) {
        int d = x.columns();
        for (int offset = from * d; offset < to * d; offset += d) {
            divide(x.data(), offset, d, length(x.data(), offset, d), result.data());
        }
    }

    /** What a row is divided by: its length, or the least such number. */
    static float length(float[] x, int offset, int d) {
        return Math.max(TorchSum.norm(x, offset, d), MIN_NORM);
    }

    private static void divide(float[] x, int offset, int d, float by, float[] result) {
        for (int k = offset; k < offset + d; k++) {
            result[k] = x[k] / by;
        }
    }

    /** How many rows hold nothing but zeros. */
    public static int zeroCount(FloatMatrix x) {
        int zeros = 0;
        for (int i = 0; i < x.rows(); i++) {
            zeros += squaredNorm(x.data(), i * x.columns(), x.columns()) == 0 ? 1 : 0;
        }
        return zeros;
    }

    /** The squared length of each row. */
    static double[] squaredNorms(FloatMatrix x, Parallel parallel) {
        double[] norms = new double[x.rows()];
        parallel.forBlocks(norms.length, BLOCK, (from, to) -> {
            for (int i = from; i < to; i++) {
                norms[i] = squaredNorm(x.data(), i * x.columns(), x.columns());
            }
        });
        return norms;
    }

    /**
     * The sum of squares, in double: the square of a float is exact there and a length off 1 cannot arise from order.
     */
    static double squaredNorm(float[] x, int offset, int d) {
        double sum = 0;
        for (int k = offset; k < offset + d; k++) {
            sum += (double) x[k] * x[k];
        }
        return sum;
    }

    /** The inner product of a row of one matrix and a row of another, accumulated in double and rounded once. */
    public static float dot(FloatMatrix a, int rowA, FloatMatrix b, int rowB) {
        MatrixProduct.checkColumns(a, b);
        int offsetA = rowA * a.columns();
        int offsetB = rowB * b.columns();
        double sum = 0;
        for (int i = 0; i < a.columns(); i++) {
            sum += (double) a.data()[offsetA + i] * b.data()[offsetB + i];
        }
        return (float) sum;
    }
}
