package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * A block of vectors laid out for products: {@code lines[k][j]} is component k of vector j.
 *
 * <p>One array per component, although a flat array would be tidier: JDK 17 vectorises a loop over several float arrays
 * only if all are indexed by the loop variable alone, which an offset into a flat array rules out (measured: 13 against
 * 60 GFLOP/s on one core of a Xeon with AVX-512).
 */
final class FloatPanel {

    /**
     * Vectors per block: the accumulators of four rows and the lines in use stay in the first-level cache.
     *
     * <p>An array of so many values ends on a cache line: with its header it takes 33 of them. Arrays allocated in a row
     * are then aligned alike, so that a loop that is aligned for one of them is aligned for all (measured: 92 against 62
     * GFLOP/s with 256), and after 12 values it comes out even in vectors.
     */
    static final int WIDTH = 524;

    static final int PACK_TILE = 16;

    private final float[][] lines;
    private int width;

    FloatPanel(int depth, int capacity) {
        lines = new float[depth][room(capacity)];
    }

    /** The length of an array for so many values that ends on a cache line, as explained at {@link #WIDTH}. */
    static int room(int values) {
        return (values + 3) / 16 * 16 + 12;
    }

    /** Takes lines as they are: {@code lines[k]} holds component k of width vectors. */
    FloatPanel(float[][] lines, int width) {
        this.lines = lines;
        this.width = width;
    }

    int width() {
        return width;
    }

    /** Fills the panel with so many consecutive rows of a row-major matrix with as many columns as there are lines. */
    void pack(float[] rows, int firstRow, int count) {
        int depth = lines.length;
        width = count;
        // a few rows at a time: a column of many rows would fall on few sets of the cache and evict itself
        for (int tile = 0; tile < count; tile += PACK_TILE) {
            int end = Math.min(count, tile + PACK_TILE);
            for (int k = 0; k < depth; k++) {
                float[] line = lines[k];
                for (int j = tile, at = (firstRow + tile) * depth + k; j < end; j++, at += depth) {
                    line[j] = rows[at];
                }
            }
        }
    }

    /** Fills the panel with the chosen rows, count of them from position first of the index on. */
    void pack(float[] rows, int[] index, int first, int count) {
        int depth = lines.length;
        width = count;
        int j = 0;
        for (; j + 8 <= count; j += 8) {
            packEight(rows, index, first + j, j);
        }
        for (; j < count; j++) {
            int start = index[first + j] * depth;
            for (int k = 0; k < depth; k++) {
                lines[k][j] = rows[start + k];
            }
        }
    }

    private void packEight(float[] rows, int[] index, int first, int j) {
        int depth = lines.length;
        int s0 = index[first] * depth;
        int s1 = index[first + 1] * depth;
        int s2 = index[first + 2] * depth;
        int s3 = index[first + 3] * depth;
        int s4 = index[first + 4] * depth;
        int s5 = index[first + 5] * depth;
        int s6 = index[first + 6] * depth;
        int s7 = index[first + 7] * depth;
        for (int k = 0; k < depth; k++) {
            float[] line = lines[k];
            line[j] = rows[s0 + k];
            line[j + 1] = rows[s1 + k];
            line[j + 2] = rows[s2 + k];
            line[j + 3] = rows[s3 + k];
            line[j + 4] = rows[s4 + k];
            line[j + 5] = rows[s5 + k];
            line[j + 6] = rows[s6 + k];
            line[j + 7] = rows[s7 + k];
        }
    }

    /** Divides each vector by its own number. */
    void divide(float[] divisors) {
        for (float[] line : lines) {
            for (int j = 0; j < width; j++) {
                line[j] /= divisors[j];
            }
        }
    }

    /** The squared length of each vector. */
    void squaredNorms(float[] sums) {
        Arrays.fill(sums, 0, width, 0);
        for (float[] line : lines) {
            for (int j = 0; j < width; j++) {
                sums[j] += line[j] * line[j];
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
    void multiply(float[] a, int offset, int stride, int rows, float[][] out) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(out[r], 0, width, 0);
        }
        int r = 0;
        for (; rows - r >= 6 || rows - r == 3; r += 3) {
            addToThree(a, offset + r * stride, stride, out[r], out[r + 1], out[r + 2]);
        }
        for (; rows - r >= 4; r += 4) {
            addToFour(a, offset + r * stride, stride, out[r], out[r + 1], out[r + 2], out[r + 3]);
        }
        for (; r < rows; r++) {
            addToOne(a, offset + r * stride, out[r]);
        }
    }

    private void addToFour(float[] a, int offset, int stride, float[] c0, float[] c1, float[] c2, float[] c3) {
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

    private void addToThree(float[] a, int offset, int stride, float[] c0, float[] c1, float[] c2) {
        int k = 0;
        for (; k + 4 <= lines.length; k += 4) {
            addFourLines(a, offset + k, stride, lines[k], lines[k + 1], lines[k + 2], lines[k + 3], width, c0, c1, c2);
        }
        for (; k < lines.length; k++) {
            addLine(a[offset + k], lines[k], width, c0);
            addLine(a[offset + stride + k], lines[k], width, c1);
            addLine(a[offset + 2 * stride + k], lines[k], width, c2);
        }
    }

    private void addToOne(float[] a, int offset, float[] c) {
        int k = 0;
        for (; k + 2 <= lines.length; k += 2) {
            addTwoLines(a[offset + k], a[offset + k + 1], lines[k], lines[k + 1], width, c);
        }
        if (k < lines.length) {
            addLine(a[offset + k], lines[k], width, c);
        }
    }

    /**
     * Three rows by four lines, the fastest shape where there are enough rows, since what a product takes beside its
     * arithmetic is the reading and writing of sums (measured on one core of an EPYC with AVX-512: 65 to 80 GFLOP/s
     * against 55 to 58 of four by two; two by four and three by three are not vectorised by the JDK 17 compiler: 13).
     */
    private static void addFourLines(
            float[] a,
            int offset,
            int stride,
            float[] p,
            float[] q,
            float[] u,
            float[] v,
            int width,
            float[] c0,
            float[] c1,
            float[] c2) {
        float p0 = a[offset];
        float q0 = a[offset + 1];
        float u0 = a[offset + 2];
        float v0 = a[offset + 3];
        float p1 = a[offset + stride];
        float q1 = a[offset + stride + 1];
        float u1 = a[offset + stride + 2];
        float v1 = a[offset + stride + 3];
        float p2 = a[offset + 2 * stride];
        float q2 = a[offset + 2 * stride + 1];
        float u2 = a[offset + 2 * stride + 2];
        float v2 = a[offset + 2 * stride + 3];
        for (int j = 0; j < width; j++) {
            float x = p[j];
            float y = q[j];
            float z = u[j];
            float t = v[j];
            c0[j] = Math.fma(v0, t, Math.fma(u0, z, Math.fma(q0, y, Math.fma(p0, x, c0[j]))));
            c1[j] = Math.fma(v1, t, Math.fma(u1, z, Math.fma(q1, y, Math.fma(p1, x, c1[j]))));
            c2[j] = Math.fma(v2, t, Math.fma(u2, z, Math.fma(q2, y, Math.fma(p2, x, c2[j]))));
        }
    }

    /** Four rows by two lines. */
    private static void addTwoLines(
            float[] a,
            int offset,
            int stride,
            float[] p,
            float[] q,
            int width,
            float[] c0,
            float[] c1,
            float[] c2,
            float[] c3) {
        float p0 = a[offset];
        float q0 = a[offset + 1];
        float p1 = a[offset + stride];
        float q1 = a[offset + stride + 1];
        float p2 = a[offset + 2 * stride];
        float q2 = a[offset + 2 * stride + 1];
        float p3 = a[offset + 3 * stride];
        float q3 = a[offset + 3 * stride + 1];
        for (int j = 0; j < width; j++) {
            float x = p[j];
            float y = q[j];
            c0[j] = Math.fma(q0, y, Math.fma(p0, x, c0[j]));
            c1[j] = Math.fma(q1, y, Math.fma(p1, x, c1[j]));
            c2[j] = Math.fma(q2, y, Math.fma(p2, x, c2[j]));
            c3[j] = Math.fma(q3, y, Math.fma(p3, x, c3[j]));
        }
    }

    private static void addTwoLines(float a, float b, float[] p, float[] q, int width, float[] c) {
        for (int j = 0; j < width; j++) {
            c[j] = Math.fma(b, q[j], Math.fma(a, p[j], c[j]));
        }
    }

    private static void addLine(float a, float[] p, int width, float[] c) {
        for (int j = 0; j < width; j++) {
            c[j] = Math.fma(a, p[j], c[j]);
        }
    }
}
