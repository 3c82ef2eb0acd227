package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import dev.plumbline.models.torch.Upload;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Texts padded on the right to the longest, as arrays of one manager.
 *
 * @param ids token ids, int64 {@code [texts, tokens]}; those of padding are any
 * @param places rows of the table of learned positions, int64 {@code [texts, tokens]}; none if there is no such table
 * @param types rows of the table of token types, int64 {@code [texts, tokens]}; none where every token has the first
 * @param whole what layers that see everything need to know
 * @param local what layers that see only what is near need to know
 */
public record TokenBatch(NDArray ids, List<NDArray> places, List<NDArray> types, Sight whole, Sight local) {

    public TokenBatch {
        places = List.copyOf(places);
        types = List.copyOf(types);
    }

    /**
     * What a layer's function takes between hidden vectors and parameters.
     *
     * @param arrays tables of positions, what is added to the scores, rows of distances, as far as there are
     */
    record Sight(View view, List<NDArray> arrays) {
        Sight {
            arrays = List.copyOf(arrays);
        }
    }

    /** The same with masks and tables of positions of another type. */
    TokenBatch converted(UnaryOperator<NDArray> conversion) {
        IdentityHashMap<NDArray, NDArray> done = new IdentityHashMap<>();
        return new TokenBatch(
                ids, places, types, converted(whole, conversion, done), converted(local, conversion, done));
    }

    /** Both kinds of layers may share arrays, which are closed when they are converted. */
    private static Sight converted(
            Sight sight, UnaryOperator<NDArray> conversion, IdentityHashMap<NDArray, NDArray> done) {
        List<NDArray> arrays = sight.arrays.stream()
                .map(array -> done.computeIfAbsent(
                        array, key -> key.getDataType().isFloating() ? conversion.apply(key) : key))
                .toList();
        return new Sight(sight.view, arrays);
    }

    /** The same for pairs of texts, whose tokens have types. */
    TokenBatch withTypes(NDArray rows) {
        return new TokenBatch(ids, places, List.of(rows), whole, local);
    }

    /** Tokens of the longest text. */
    static int longest(int[][] tokens) {
        return Arrays.stream(tokens).mapToInt(text -> text.length).max().orElse(0);
    }

    /** Token ids, padded with 0, int64 {@code [texts, tokens]}. */
    static Upload.Part ids(Upload upload, int[][] tokens) {
        int longest = longest(tokens);
        long[] ids = new long[Math.multiplyExact(tokens.length, longest)];
        for (int text = 0; text < tokens.length; text++) {
            for (int i = 0; i < tokens[text].length; i++) {
                ids[text * longest + i] = tokens[text][i];
            }
        }
        return upload.add(ids, tokens.length, longest);
    }

    /**
     * What is added to the scores where there is padding, float32 {@code [texts, 1, 1, tokens]}: 0, or the lowest number.
     *
     * @param lowest the lowest finite number of the network's type, as transformers has it: a token that sees nothing then
     *     sees all alike, and no vector is without value
     */
    static Optional<Upload.Part> mask(Upload upload, int[][] tokens, float lowest) {
        int longest = longest(tokens);
        if (Arrays.stream(tokens).allMatch(text -> text.length == longest)) {
            return Optional.empty();
        }
        float[] mask = new float[Math.multiplyExact(tokens.length, longest)];
        for (int text = 0; text < tokens.length; text++) {
            Arrays.fill(mask, text * longest + tokens[text].length, (text + 1) * longest, lowest);
        }
        return Optional.of(upload.add(mask, tokens.length, 1, 1, longest));
    }
}
