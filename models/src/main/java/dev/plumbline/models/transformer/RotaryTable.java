package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.torch.Upload;
import java.util.Arrays;
import java.util.List;

/**
 * Cosines and sines of rotary positions, in the single-precision steps of transformers 5.24.0 ({@code modeling_qwen2.py},
 * {@code Qwen2RotaryEmbedding}), so that far positions get the same angles. Safe from several threads.
 */
final class RotaryTable {

    private static final int FIRST_POSITIONS = 512;

    private final Rotary rotary;
    private final int headWidth;
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

    RotaryTable(Rotary rotary) {
        this.rotary = rotary;
        this.headWidth = rotary.headWidth();
    }

    /**
     * Cosines, then sines, of a batch's places: {@code [tokens, headWidth]}, or {@code [texts, 1, tokens, headWidth]} where
     * they depend on a text's length. (transformers goes by the longest text of a batch; here a text's vector is its own.)
     */
    List<Upload.Part> arrays(Upload upload, int[][] tokens) {
        int longest = TokenBatch.longest(tokens);
        if (longest <= rotary.scaling().alike()) {
            Rows known = upTo(longest);
            int size = longest * headWidth;
            return List.of(
                    upload.add(Arrays.copyOf(known.cosines, size), longest, headWidth),
                    upload.add(Arrays.copyOf(known.sines, size), longest, headWidth));
        }
        int size = Math.multiplyExact(longest, headWidth);
        float[] cosines = new float[Math.multiplyExact(tokens.length, size)];
        float[] sines = new float[cosines.length];
        for (int text = 0; text < tokens.length; text++) {
            fill(rotary.frequencies(tokens[text].length), tokens[text].length, cosines, sines, text * size);
        }
        return List.of(
                upload.add(cosines, tokens.length, 1, longest, headWidth),
                upload.add(sines, tokens.length, 1, longest, headWidth));
    }

    /** Whether every place of a text of that many tokens has the same cosines and sines in every text. */
    boolean isShared(int longest) {
        return longest <= rotary.scaling().alike();
    }

    /** Cosines, then sines, of at least the first places, float32 {@code [places, headWidth]}. */
    List<NDArray> table(NDManager manager, int positions) {
        Rows known = upTo(positions);
        Shape shape = new Shape(known.positions, headWidth);
        return List.of(manager.create(known.cosines, shape), manager.create(known.sines, shape));
    }

    /** Cosines, then sines, of texts one after the other: {@code [tokens, 1, headWidth]}. */
    List<Upload.Part> packed(Upload upload, int[][] tokens) {
        int count = Arrays.stream(tokens).mapToInt(text -> text.length).sum();
        float[] cosines = new float[Math.multiplyExact(count, headWidth)];
        float[] sines = new float[cosines.length];
        int start = 0;
        for (int[] text : tokens) {
            fill(rotary.frequencies(text.length), text.length, cosines, sines, start);
            start += text.length * headWidth;
        }
        return List.of(upload.add(cosines, count, 1, headWidth), upload.add(sines, count, 1, headWidth));
    }

    private Rows upTo(int positions) {
        Rows known = rows;
        if (known.positions >= positions) {
            return known;
        }
        int count = Math.max(FIRST_POSITIONS, positions);
        float[] cosines = new float[Math.multiplyExact(count, headWidth)];
        float[] sines = new float[cosines.length];
        fill(rotary.frequencies(1), count, cosines, sines, 0);
        Rows grown = new Rows(count, cosines, sines);
        rows = grown;
        return grown;
    }

    private void fill(float[] frequencies, int positions, float[] cosines, float[] sines, int start) {
        float magnitude = (float) rotary.scaling().magnitude();
        int half = headWidth / 2;
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < half; i++) {
                float angle = position * frequencies[i];
                int at = start + position * headWidth + i;
                cosines[at] = (float) Math.cos(angle) * magnitude;
                sines[at] = (float) Math.sin(angle) * magnitude;
                cosines[at + half] = cosines[at];
                sines[at + half] = sines[at];
            }
        }
    }
}
