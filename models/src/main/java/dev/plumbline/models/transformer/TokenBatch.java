package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Texts padded on the right to the longest, as arrays of one manager.
 *
 * @param ids token ids, int64 {@code [texts, tokens]}; those of padding are any
 * @param mask what is added to the attention's scores, float32 {@code [texts, 1, 1, tokens]}: 0, or the lowest number where
 *     there is padding; empty where nothing need be masked
 * @param positions what the network needs to know of the tokens' places, shared by all layers
 */
public record TokenBatch(NDArray ids, Optional<NDArray> mask, List<NDArray> positions) {
    public TokenBatch {
        positions = List.copyOf(positions);
    }

    /** The same with mask and tables of positions of another type. */
    TokenBatch converted(UnaryOperator<NDArray> conversion) {
        return new TokenBatch(
                ids,
                mask.map(conversion),
                positions.stream()
                        .map(array -> array.getDataType().isFloating() ? conversion.apply(array) : array)
                        .toList());
    }

    /** Tokens of the longest text. */
    static int longest(int[][] tokens) {
        return Arrays.stream(tokens).mapToInt(text -> text.length).max().orElse(0);
    }

    /** Token ids, padded with 0. */
    static NDArray ids(NDManager manager, int[][] tokens) {
        int longest = longest(tokens);
        long[] ids = new long[Math.multiplyExact(tokens.length, longest)];
        for (int text = 0; text < tokens.length; text++) {
            for (int i = 0; i < tokens[text].length; i++) {
                ids[text * longest + i] = tokens[text][i];
            }
        }
        return manager.create(ids, new Shape(tokens.length, longest));
    }

    /** A mask of the padding, where there is any. */
    static Optional<NDArray> mask(NDManager manager, int[][] tokens) {
        int longest = longest(tokens);
        if (Arrays.stream(tokens).allMatch(text -> text.length == longest)) {
            return Optional.empty();
        }
        float[] mask = new float[Math.multiplyExact(tokens.length, longest)];
        for (int text = 0; text < tokens.length; text++) {
            // the lowest finite number, as transformers has it
            Arrays.fill(mask, text * longest + tokens[text].length, (text + 1) * longest, -Float.MAX_VALUE);
        }
        return Optional.of(manager.create(mask, new Shape(tokens.length, 1, 1, longest)));
    }
}
