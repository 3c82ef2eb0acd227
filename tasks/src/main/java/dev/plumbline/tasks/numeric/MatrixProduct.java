package dev.plumbline.tasks.numeric;

/**
 * Products of float32 matrices, by the block.
 *
 * <p>A value depends on its two rows only, not on their position, their neighbours or the number of threads: products
 * are summed in float32 with fused multiply-adds, first column to last. Hence equal rows have exactly equal products.
 */
public final class MatrixProduct {

    private MatrixProduct() {}

    /**
     * C = A B^T in the calling thread.
     *
     * @param a m x d
     * @param b n x d
     * @param c receives m x n values, row-major
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static void timesTranspose(FloatMatrix a, FloatMatrix b, float[] c) {
        check(a, b, c);
        for (int first = 0; first < b.rows(); first += FloatPanel.WIDTH) {
            columns(a, b, first, Math.min(b.rows(), first + FloatPanel.WIDTH), c);
        }
    }

    /** As {@link #timesTranspose(FloatMatrix, FloatMatrix, float[])}, shared among threads by rows of B. */
    public static void timesTranspose(FloatMatrix a, FloatMatrix b, float[] c, Parallel parallel) {
        check(a, b, c);
        parallel.forBlocks(b.rows(), FloatPanel.WIDTH, (from, to) -> columns(a, b, from, to, c));
    }

    private static void check(FloatMatrix a, FloatMatrix b, float[] c) {
        checkColumns(a, b);
        if ((long) a.rows() * b.rows() != c.length) {
            throw new IllegalArgumentException(
                    "the product is " + a.rows() + " x " + b.rows() + ", the array holds " + c.length);
        }
    }

    static void checkColumns(FloatMatrix a, FloatMatrix b) {
        if (a.columns() != b.columns()) {
            throw new IllegalArgumentException("vectors of " + a.columns() + " and of " + b.columns() + " components");
        }
    }

    /** Columns from (included) to (excluded) of C, at most a panel's width. */
    private static void columns(FloatMatrix a, FloatMatrix b, int from, int to, float[] c) {
        int d = a.columns();
        int n = b.rows();
        FloatPanel panel = new FloatPanel(d, to - from);
        panel.pack(b.data(), from, to - from);
        float[][] scratch = new float[4][FloatPanel.room(to - from)];
        for (int i = 0; i < a.rows(); i += 4) {
            int rows = Math.min(4, a.rows() - i);
            panel.multiply(a.data(), i * d, d, rows, scratch);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(scratch[r], 0, c, (i + r) * n + from, to - from);
            }
        }
    }
}
