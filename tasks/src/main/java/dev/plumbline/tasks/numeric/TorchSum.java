package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * Sums along a row in torch's order, so that rounding is the same to the last bit: equal texts get 0.99999994, 1 or
 * 1.0000001 as they do there, and those are ranks of a Spearman correlation. Held against torch 2.15.0 on x86-64, where AVX2
 * and AVX-512 give the same bits (aten/src/ATen/native/cpu/SumKernel.cpp and ReduceOpsKernel.cpp).
 *
 * <p>An instance is room for one thread.
 */
final class TorchSum {

    private static final int LANES = 8;
    private static final int ROWS = 4;
    private static final int LEVELS = 4;
    private static final int LEAST_LEVEL_POWER = 4;

    private final float[][] levels = new float[LEVELS][ROWS * LANES];

    /** {@code x.norm(p=2, dim=-1)} of one row: eight running sums of squares, then what is left over one by one. */
    static float norm(float[] x, int offset, int d) {
        float r0 = 0;
        float r1 = 0;
        float r2 = 0;
        float r3 = 0;
        float r4 = 0;
        float r5 = 0;
        float r6 = 0;
        float r7 = 0;
        int k = offset;
        for (int end = offset + d - d % LANES; k < end; k += LANES) {
            r0 += x[k] * x[k];
            r1 += x[k + 1] * x[k + 1];
            r2 += x[k + 2] * x[k + 2];
            r3 += x[k + 3] * x[k + 3];
            r4 += x[k + 4] * x[k + 4];
            r5 += x[k + 5] * x[k + 5];
            r6 += x[k + 6] * x[k + 6];
            r7 += x[k + 7] * x[k + 7];
        }
        float sum = ((((((r0 + r1) + r2) + r3) + r4) + r5) + r6) + r7;
        // of the rest torch's compiler takes four as a vector, and fuses product and sum of those after them
        if (d % LANES >= LANES / 2) {
            for (int end = k + LANES / 2; k < end; k++) {
                sum += x[k] * x[k];
            }
        }
        for (; k < offset + d; k++) {
            sum = Math.fma(x[k], x[k], sum);
        }
        return (float) Math.sqrt(sum);
    }

    /** {@code x.sum(dim=-1)} of one contiguous row: four cascades of eight lanes, or of one below eight values. */
    float sum(float[] x, int from, int count) {
        int lanes = count < LANES ? 1 : LANES;
        int vectors = count / lanes;
        float[] partial = cascades(x, from, vectors / ROWS, lanes);
        int k = from + vectors / ROWS * ROWS * lanes;
        for (int end = from + vectors * lanes; k < end; k += lanes) {
            add(x, k, partial, 0, lanes);
        }
        for (int row = 1; row < ROWS; row++) {
            add(partial, row * lanes, partial, 0, lanes);
        }
        float sum = 0;
        for (; k < from + count; k++) {
            sum += x[k];
        }
        for (int lane = 0; lane < lanes; lane++) {
            sum += partial[lane];
        }
        return sum;
    }

    /** Sums over steps of four rows of lanes: each level collects some sixteen sums of the one below. */
    private float[] cascades(float[] x, int from, int steps, int lanes) {
        int width = ROWS * lanes;
        for (float[] level : levels) {
            Arrays.fill(level, 0, width, 0);
        }
        int power = Math.max(LEAST_LEVEL_POWER, ceilLog2(steps) / LEVELS);
        int levelStep = 1 << power;
        int i = 0;
        while (i + levelStep <= steps) {
            for (int end = i + levelStep; i < end; i++) {
                add(x, from + i * width, levels[0], 0, width);
            }
            for (int level = 1; level < LEVELS; level++) {
                add(levels[level - 1], 0, levels[level], 0, width);
                Arrays.fill(levels[level - 1], 0, width, 0);
                if ((i & ((levelStep - 1) << (level * power))) != 0) {
                    break;
                }
            }
        }
        for (; i < steps; i++) {
            add(x, from + i * width, levels[0], 0, width);
        }
        for (int level = 1; level < LEVELS; level++) {
            add(levels[level], 0, levels[0], 0, width);
        }
        return levels[0];
    }

    private static void add(float[] x, int from, float[] to, int at, int count) {
        for (int k = 0; k < count; k++) {
            to[at + k] += x[from + k];
        }
    }

    private static int ceilLog2(int x) {
        return x <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(x - 1);
    }
}
