package dev.plumbline.tasks.numeric;

/**
 * Products of float32 matrices, by the block.
 *
 * <p>A value depends on its two rows only, not on their position, their neighbours or the number of threads: products are
 * summed in float32 with fused multiply-adds, first column to last. Hence equal rows have exactly equal products.
 */
public final class MatrixProduct {

    /** Rows of the left matrix that one thread takes at a time. */
    private static final int ROW_BLOCK = 128;

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
        rows(a, 0, a.rows(), b, c);
    }

    /** As {@link #timesTranspose(FloatMatrix, FloatMatrix, float[])}, shared among threads by rows of A. */
    public static void timesTranspose(FloatMatrix a, FloatMatrix b, float[] c, Parallel parallel) {
        check(a, b, c);
        parallel.forBlocks(a.rows(), ROW_BLOCK, (from, to) -> rows(a, from, to, b, c));
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

    private static void rows(FloatMatrix a, int from, int to, FloatMatrix b, float[] c) {
        int d = a.columns();
        int n = b.rows();
        FloatPanel panel = new FloatPanel(d, Math.min(FloatPanel.WIDTH, n));
        float[][] scratch = new float[4][Math.min(FloatPanel.WIDTH, n)];
        for (int first = 0; first < n; first += FloatPanel.WIDTH) {
            int count = Math.min(FloatPanel.WIDTH, n - first);
            panel.pack(b.data(), first, count);
            for (int i = from; i < to; i += 4) {
                int rows = Math.min(4, to - i);
                panel.multiply(a.data(), i * d, d, rows, scratch);
                for (int r = 0; r < rows; r++) {
                    System.arraycopy(scratch[r], 0, c, (i + r) * n + first, count);
                }
            }
        }
    }
}
