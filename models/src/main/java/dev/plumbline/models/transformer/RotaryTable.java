package dev.plumbline.models.transformer;

import java.util.Arrays;

/**
 * Cosines and sines of rotary positions, in the single-precision steps of transformers 5.23.0 ({@code modeling_qwen2.py},
 * {@code Qwen2RotaryEmbedding}), so that far positions get the same angles. Safe from several threads.
 */
final class RotaryTable {

    private static final int FIRST_POSITIONS = 512;

    private final int headWidth;
    private final float[] frequencies;
    private volatile Rows rows = new Rows(0, new float[0], new float[0]);

    /** Row-major {@code [positions, headWidth]}; the second half of a row repeats the first. */
    private static final class Rows {
        private final int positions;
        private final float[] cosines;
        private final float[] sines;

        Rows(int positions, float[] cosines, float[] sines) {
            this.positions = positions;
            this.cosines = cosines;
            this.sines = sines;
        }
    }

    RotaryTable(int headWidth, float[] frequencies) {
        this.headWidth = headWidth;
        this.frequencies = frequencies;
    }

    /** {@code theta^(-2i / headWidth)} for each pair of values. */
    static float[] frequencies(int headWidth, double theta) {
        float[] frequencies = new float[headWidth / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float exponent = 2f * i / headWidth;
            frequencies[i] = 1f / (float) Math.pow(theta, exponent);
        }
        return frequencies;
    }

    /** Cosines of the first positions. */
    float[] cosines(int positions) {
        return Arrays.copyOf(upTo(positions).cosines, positions * headWidth);
    }

    /** Sines of the first positions. */
    float[] sines(int positions) {
        return Arrays.copyOf(upTo(positions).sines, positions * headWidth);
    }

    private Rows upTo(int positions) {
        Rows known = rows;
        if (known.positions >= positions) {
            return known;
        }
        int count = Math.max(FIRST_POSITIONS, positions);
        float[] cosines = new float[Math.multiplyExact(count, headWidth)];
        float[] sines = new float[cosines.length];
        int half = headWidth / 2;
        for (int position = 0; position < count; position++) {
            for (int i = 0; i < half; i++) {
                float angle = position * frequencies[i];
                int at = position * headWidth + i;
                cosines[at] = (float) Math.cos(angle);
                sines[at] = (float) Math.sin(angle);
                cosines[at + half] = cosines[at];
                sines[at + half] = sines[at];
            }
        }
        Rows grown = new Rows(count, cosines, sines);
        rows = grown;
        return grown;
    }
}
