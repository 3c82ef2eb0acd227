package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * The double-precision twin of {@link FloatPanel}, for places where rounding of double32 products would decide.
 *
 * <p>Laid out one array per component for the reason given there.
 */
final class DoublePanel {

    private final double[][] lines;
    private int width;

    DoublePanel(int depth, int capacity) {
        lines = new double[depth][capacity];
    }

    int width() {
        return width;
    }

    /**
     * Fills the panel with rows of a row-major matrix, widened.
     *
     * @param index the rows to take, from position first on
     */
    void pack(float[] rows, int[] index, int first, int count) {
        int depth = lines.length;
        width = count;
        for (int tile = 0; tile < count; tile += FloatPanel.PACK_TILE) {
            int end = Math.min(count, tile + FloatPanel.PACK_TILE);
            for (int k = 0; k < depth; k++) {
                double[] line = lines[k];
                for (int j = tile; j < end; j++) {
                    line[j] = rows[index[first + j] * depth + k];
                }
            }
        }
    }

    /**
     * Products of rows with every vector of the panel: {@code out[r][j] = sum over k of a[offset + r * stride + k] *
     * lines[k][j]}.
     *
     * <p>Each value is one chain of fused multiply-adds with k ascending from 0, whatever the neighbours, so it depends
     * on its two vectors only: equal vectors give equal products.
     */
    void multiply(double[] a, int offset, int stride, int rows, double[][] out) {
        int r = 0;
        for (; r + 4 <= rows; r += 4) {
            multiplyFour(a, offset + r * stride, stride, out, r);
        }
        for (; r < rows; r++) {
            multiplyOne(a, offset + r * stride, out[r]);
        }
    }

    private void multiplyFour(double[] a, int offset, int stride, double[][] out, int r) {
        double[] c0 = out[r];
        double[] c1 = out[r + 1];
        double[] c2 = out[r + 2];
        double[] c3 = out[r + 3];
        Arrays.fill(c0, 0, width, 0);
        Arrays.fill(c1, 0, width, 0);
        Arrays.fill(c2, 0, width, 0);
        Arrays.fill(c3, 0, width, 0);
        int k = 0;
        for (; k + 2 <= lines.length; k += 2) {
            addTwoLines(a, offset + k, stride, lines[k], lines[k + 1], width, c0, c1, c2, c3);
        }
        if (k < lines.length) {
            addLine(a[offset + k], lines[k], width, c0);
            addLine(a[offset + stride + k], lines[k], width, c1);
            addLine(a[offset + 2 * stride + k], lines[k], width, c2);
            addLine(a[offset + 3 * stride + k], lines[k], width, c3);
        }
    }

    private void multiplyOne(double[] a, int offset, double[] c) {
        Arrays.fill(c, 0, width, 0);
        int k = 0;
        for (; k + 2 <= lines.length; k += 2) {
            addTwoLines(a[offset + k], a[offset + k + 1], lines[k], lines[k + 1], width, c);
        }
        if (k < lines.length) {
            addLine(a[offset + k], lines[k], width, c);
        }
    }

    /** Four rows by two lines: larger bodies are no longer unrolled, and so not vectorised, by the JDK 17 compiler. */
    private static void addTwoLines(
            double[] a,
            int offset,
            int stride,
            double[] p,
            double[] q,
            int width,
            double[] c0,
            double[] c1,
            double[] c2,
            double[] c3) {
        double p0 = a[offset];
        double q0 = a[offset + 1];
        double p1 = a[offset + stride];
        double q1 = a[offset + stride + 1];
        double p2 = a[offset + 2 * stride];
        double q2 = a[offset + 2 * stride + 1];
        double p3 = a[offset + 3 * stride];
        double q3 = a[offset + 3 * stride + 1];
        for (int j = 0; j < width; j++) {
            double x = p[j];
            double y = q[j];
            c0[j] = Math.fma(q0, y, Math.fma(p0, x, c0[j]));
            c1[j] = Math.fma(q1, y, Math.fma(p1, x, c1[j]));
            c2[j] = Math.fma(q2, y, Math.fma(p2, x, c2[j]));
            c3[j] = Math.fma(q3, y, Math.fma(p3, x, c3[j]));
        }
    }

    private static void addTwoLines(double a, double b, double[] p, double[] q, int width, double[] c) {
        for (int j = 0; j < width; j++) {
            c[j] = Math.fma(b, q[j], Math.fma(a, p[j], c[j]));
        }
    }

    private static void addLine(double a, double[] p, int width, double[] c) {
        for (int j = 0; j < width; j++) {
            c[j] = Math.fma(a, p[j], c[j]);
        }
    }
}
