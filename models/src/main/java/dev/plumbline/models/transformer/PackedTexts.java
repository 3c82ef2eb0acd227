package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.torch.Upload;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Texts one after the other without padding, as arrays that go to a device together. What is asked for twice goes once.
 */
final class PackedTexts {

    /** Arrays of whole numbers, int64. */
    enum Index {
        /** Token ids, {@code [tokens]}. */
        IDS,
        /** Each token's place in its text, from 0, {@code [tokens]}. */
        PLACES,
        /** Where each text begins and the last one ends, {@code [texts + 1]}. */
        STARTS,
        /** Which token stands at each place of the texts padded to the longest, {@code [texts, longest]}; padding is any. */
        PADDED,
        /** Which place of the padded texts each token stands at, {@code [tokens]}. */
        PACKED
    }

    private final Upload upload;
    private final int[][] texts;
    private final int[] starts;
    private final int longest;
    private final Map<Index, Upload.Part> parts = new EnumMap<>(Index.class);
    private @Nullable NDArray kernelStarts;
    private Optional<Upload.Part> mask = Optional.empty();

    /** @param upload takes the arrays to the device */
    PackedTexts(Upload upload, int[][] texts) {
        this.upload = upload;
        this.texts = texts;
        this.longest = TokenBatch.longest(texts);
        this.starts = new int[texts.length + 1];
        for (int text = 0; text < texts.length; text++) {
            starts[text + 1] = Math.addExact(starts[text], texts[text].length);
        }
    }

    Upload upload() {
        return upload;
    }

    int[][] texts() {
        return texts;
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

    /** An array that will be on the device; asked for before any of the others is needed there. */
    Upload.Part part(Index index) {
        return parts.computeIfAbsent(index, this::added);
    }

    private Upload.Part added(Index index) {
        return switch (index) {
            case IDS -> upload.add(perToken((text, i) -> texts[text][i]), tokens());
            case PLACES -> upload.add(perToken((text, i) -> i), tokens());
            case STARTS -> upload.add(Arrays.stream(starts).asLongStream().toArray(), starts.length);
            case PADDED -> upload.add(padded(), texts.length, longest);
            case PACKED -> upload.add(perToken((text, i) -> (long) text * longest + i), tokens());
        };
    }

    private interface TokenNumber {
        long of(int text, int token);
    }

    private long[] perToken(TokenNumber number) {
        long[] numbers = new long[tokens()];
        for (int text = 0; text < texts.length; text++) {
            for (int i = 0; i < texts[text].length; i++) {
                numbers[starts[text] + i] = number.of(text, i);
            }
        }
        return numbers;
    }

    private long[] padded() {
        long[] tokens = new long[Math.multiplyExact(texts.length, longest)];
        for (int text = 0; text < texts.length; text++) {
            for (int i = 0; i < longest; i++) {
                tokens[text * longest + i] = (long) starts[text] + Math.min(i, texts[text].length - 1);
            }
        }
        return tokens;
    }

    /** Rows of a table of learned positions, int64 {@code [tokens]}. */
    Upload.Part rows(Positions.Learned table) {
        long[] rows = new long[tokens()];
        for (int text = 0; text < texts.length; text++) {
            table.place(texts[text], rows, starts[text]);
        }
        return upload.add(rows, rows.length);
    }

    /** What is added to the padded texts' scores, see {@link TokenBatch#mask}. */
    Optional<Upload.Part> mask(float lowest) {
        if (mask.isEmpty()) {
            mask = TokenBatch.mask(upload, texts, lowest);
        }
        return mask;
    }

    /** {@link Index#STARTS} as the attention kernels take it, int32. */
    NDArray kernelStarts() {
        if (kernelStarts == null) {
            kernelStarts = part(Index.STARTS).array().toType(DataType.INT32, false);
        }
        return kernelStarts;
    }

    /** An array that is as long as the longest text: a length that a function has without asking the device. */
    NDArray longestArray() {
        return upload.manager().zeros(new Shape(longest), DataType.INT8);
    }
}
