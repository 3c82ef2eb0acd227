package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.network.Reduction;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.transformer.Reducing;
import java.util.List;
import java.util.Optional;

/**
 * Mean, first or last of each text's token vectors, differentiable, without the prompt's tokens; what {@link Pooling} makes
 * of them when a model is scored. Texts that are all prompt have zeros, or their first token's vector.
 */
final class TokenPooling {

    private final Pooling pooling;
    private final Optional<Reducing> packed;

    /**
     * A way of pooling.
     *
     * @param packs whether token vectors lie one after the other, {@code [tokens, width]}, or are padded
     * @throws IllegalArgumentException for another pooling
     */
    TokenPooling(Pooling pooling, boolean packs, NDManager manager) {
        this.pooling = pooling;
        this.packed = packs ? Optional.of(new Reducing(List.of(reduction(pooling)), true, manager)) : Optional.empty();
    }

    private static Reduction reduction(Pooling pooling) {
        return switch (pooling) {
            case CLS -> Reduction.FIRST;
            case MEAN -> Reduction.SUM;
            case LAST_TOKEN -> Reduction.LAST;
            default ->
                throw new IllegalArgumentException(
                        "networks are trained with mean, cls or lasttoken pooling, not " + pooling.label());
        };
    }

    /** {@code [texts, width]} of {@code [tokens, width]}, or of {@code [texts, longest, width]}. */
    NDArray of(NDArray hidden, List<TextTokens> texts) {
        if (packed.isPresent()) {
            int[] skipped = texts.stream().mapToInt(TextTokens::prompt).toArray();
            NDArray reduced = packed.get().of(hidden, TextTokens.ids(texts), skipped);
            return switch (pooling) {
                case MEAN -> reduced.div(counts(hidden.getManager(), texts));
                case LAST_TOKEN -> withoutEmpty(reduced, texts);
                default -> reduced;
            };
        }
        return switch (pooling) {
            case MEAN -> hidden.mul(shares(hidden, texts)).sum(new int[] {1});
            case LAST_TOKEN -> withoutEmpty(picked(hidden, texts), texts);
            default ->
                texts.stream().allMatch(text -> text.prompt() == 0)
                        ? hidden.get(new NDIndex(":, 0"))
                        : picked(hidden, texts);
        };
    }

    private static int pooled(TextTokens text) {
        return text.length() - text.prompt();
    }

    private static NDArray counts(NDManager manager, List<TextTokens> texts) {
        float[] counts = new float[texts.size()];
        for (int text = 0; text < counts.length; text++) {
            counts[text] = Math.max(1, pooled(texts.get(text)));
        }
        return manager.create(counts, new Shape(counts.length, 1));
    }

    /** What each token's vector counts for its text's mean, {@code [texts, tokens, 1]}. */
    private static NDArray shares(NDArray hidden, List<TextTokens> texts) {
        int longest = (int) hidden.getShape().get(1);
        float[] shares = new float[texts.size() * longest];
        for (int i = 0; i < texts.size(); i++) {
            TextTokens text = texts.get(i);
            for (int token = text.prompt(); token < text.length(); token++) {
                shares[i * longest + token] = 1f / pooled(text);
            }
        }
        return hidden.getManager().create(shares, new Shape(texts.size(), longest, 1));
    }

    /** The vectors of the first token after the prompt, or of the last. */
    private NDArray picked(NDArray hidden, List<TextTokens> texts) {
        long width = hidden.getShape().get(2);
        long[] places = new long[texts.size()];
        for (int i = 0; i < places.length; i++) {
            TextTokens text = texts.get(i);
            long first = pooled(text) > 0 ? text.prompt() : 0;
            places[i] = pooling == Pooling.CLS ? first : text.length() - 1L;
        }
        NDArray index = hidden.getManager()
                .create(places, new Shape(places.length, 1, 1))
                .broadcast(new Shape(places.length, 1, width));
        return hidden.gather(index, 1).squeeze(1);
    }

    private static NDArray withoutEmpty(NDArray vectors, List<TextTokens> texts) {
        if (texts.stream().allMatch(text -> pooled(text) > 0)) {
            return vectors;
        }
        float[] kept = new float[texts.size()];
        for (int text = 0; text < kept.length; text++) {
            kept[text] = pooled(texts.get(text)) > 0 ? 1 : 0;
        }
        return vectors.mul(vectors.getManager().create(kept, new Shape(kept.length, 1)));
    }
}
