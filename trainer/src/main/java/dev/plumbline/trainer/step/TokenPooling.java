package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.network.Reduction;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.torch.Upload;
import dev.plumbline.models.transformer.Reducing;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /**
     * How some texts are pooled: {@code [texts, width]} of {@code [tokens, width]}, or of {@code [texts, longest, width]}.
     *
     * @param upload takes what is needed for it to the device
     */
    UnaryOperator<NDArray> of(Upload upload, List<TextTokens> texts) {
        return packed.map(reducing -> packed(reducing, upload, texts)).orElseGet(() -> padded(upload, texts));
    }

    private UnaryOperator<NDArray> packed(Reducing reducing, Upload upload, List<TextTokens> texts) {
        int[] skipped = texts.stream().mapToInt(TextTokens::prompt).toArray();
        Reducing.Plan plan = reducing.plan(upload, TextTokens.ids(texts), skipped);
        return switch (pooling) {
            case MEAN -> {
                Upload.Part counts = counts(upload, texts);
                yield hidden -> reducing.of(hidden, plan).div(counts.array().toType(DataType.FLOAT32, false));
            }
            case LAST_TOKEN -> {
                UnaryOperator<NDArray> kept = withoutEmpty(upload, texts);
                yield hidden -> kept.apply(reducing.of(hidden, plan));
            }
            default -> hidden -> reducing.of(hidden, plan);
        };
    }

    private UnaryOperator<NDArray> padded(Upload upload, List<TextTokens> texts) {
        return switch (pooling) {
            case MEAN -> {
                Upload.Part shares = shares(upload, texts);
                yield hidden -> hidden.mul(shares.array()).sum(new int[] {1});
            }
            case LAST_TOKEN -> {
                UnaryOperator<NDArray> picked = picked(upload, texts);
                UnaryOperator<NDArray> kept = withoutEmpty(upload, texts);
                yield hidden -> kept.apply(picked.apply(hidden));
            }
            default ->
                texts.stream().allMatch(text -> text.prompt() == 0)
                        ? hidden -> hidden.get(new NDIndex(":, 0"))
                        : picked(upload, texts);
        };
    }

    private static int pooled(TextTokens text) {
        return text.length() - text.prompt();
    }

    /** Whole numbers, which go with others. */
    private static Upload.Part counts(Upload upload, List<TextTokens> texts) {
        long[] counts = new long[texts.size()];
        for (int text = 0; text < counts.length; text++) {
            counts[text] = Math.max(1, pooled(texts.get(text)));
        }
        return upload.add(counts, counts.length, 1);
    }

    /** What each token's vector counts for its text's mean, {@code [texts, tokens, 1]}. */
    private static Upload.Part shares(Upload upload, List<TextTokens> texts) {
        int longest = texts.stream().mapToInt(TextTokens::length).max().orElse(0);
        float[] shares = new float[texts.size() * longest];
        for (int i = 0; i < texts.size(); i++) {
            TextTokens text = texts.get(i);
            for (int token = text.prompt(); token < text.length(); token++) {
                shares[i * longest + token] = 1f / pooled(text);
            }
        }
        return upload.add(shares, texts.size(), longest, 1);
    }

    /** The vectors of the first token after the prompt, or of the last. */
    private UnaryOperator<NDArray> picked(Upload upload, List<TextTokens> texts) {
        long[] places = new long[texts.size()];
        for (int i = 0; i < places.length; i++) {
            TextTokens text = texts.get(i);
            long first = pooled(text) > 0 ? text.prompt() : 0;
            places[i] = pooling == Pooling.CLS ? first : text.length() - 1L;
        }
        Upload.Part index = upload.add(places, places.length, 1, 1);
        return hidden -> {
            Shape shape = new Shape(places.length, 1, hidden.getShape().get(2));
            return hidden.gather(index.array().broadcast(shape), 1).squeeze(1);
        };
    }

    private static UnaryOperator<NDArray> withoutEmpty(Upload upload, List<TextTokens> texts) {
        if (texts.stream().allMatch(text -> pooled(text) > 0)) {
            return vectors -> vectors;
        }
        float[] kept = new float[texts.size()];
        for (int text = 0; text < kept.length; text++) {
            kept[text] = pooled(texts.get(text)) > 0 ? 1 : 0;
        }
        Upload.Part factors = upload.add(kept, kept.length, 1);
        return vectors -> vectors.mul(factors.array());
    }
}
