package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Texts one after the other without padding, as arrays. */
final class PackedTexts {

    private final NDManager manager;
    private final int[][] texts;
    private final int[] starts;
    private final int longest;

    /** @param manager owns the arrays */
    PackedTexts(NDManager manager, int[][] texts) {
        this.manager = manager;
        this.texts = texts;
        this.longest = TokenBatch.longest(texts);
        this.starts = new int[texts.length + 1];
        for (int text = 0; text < texts.length; text++) {
            starts[text + 1] = Math.addExact(starts[text], texts[text].length);
        }
    }

    int longest() {
        return longest;
    }

    int tokens() {
        return starts[texts.length];
    }

    /** Where each text begins, and where the last one ends. */
    int[] starts() {
        return starts;
    }

    /** Token ids, int64 {@code [tokens]}. */
    NDArray ids() {
        long[] ids = new long[tokens()];
        for (int text = 0; text < texts.length; text++) {
            for (int i = 0; i < texts[text].length; i++) {
                ids[starts[text] + i] = texts[text][i];
            }
        }
        return manager.create(ids);
    }

    /** Rows of a table of learned positions, int64 {@code [tokens]}. */
    NDArray rows(Positions.Learned table) {
        long[] rows = new long[tokens()];
        for (int text = 0; text < texts.length; text++) {
            table.place(texts[text], rows, starts[text]);
        }
        return manager.create(rows);
    }

    /** Each token's place in its text, from 0, int64 {@code [tokens]}. */
    NDArray places() {
        long[] places = new long[tokens()];
        for (int text = 0; text < texts.length; text++) {
            for (int i = 0; i < texts[text].length; i++) {
                places[starts[text] + i] = i;
            }
        }
        return manager.create(places);
    }

    /** Where each text begins and the last one ends, int32 {@code [texts + 1]}. */
    NDArray startsArray() {
        return manager.create(starts);
    }

    /** An array that is as long as the longest text: a length that a function has without asking the device. */
    NDArray longestArray() {
        return manager.zeros(new Shape(longest), DataType.INT8);
    }

    /** Which token stands at each place of the texts padded to the longest, int64 {@code [texts, longest]}; padding is any. */
    NDArray paddedArray() {
        long[] tokens = new long[Math.multiplyExact(texts.length, longest)];
        for (int text = 0; text < texts.length; text++) {
            for (int i = 0; i < longest; i++) {
                tokens[text * longest + i] = (long) starts[text] + Math.min(i, texts[text].length - 1);
            }
        }
        return manager.create(tokens, new Shape(texts.length, longest));
    }

    /** Which place of the padded texts each token stands at, int64 {@code [tokens]}. */
    NDArray packedArray() {
        long[] places = new long[tokens()];
        for (int text = 0; text < texts.length; text++) {
            for (int i = 0; i < texts[text].length; i++) {
                places[starts[text] + i] = (long) text * longest + i;
            }
        }
        return manager.create(places);
    }
}
