package dev.plumbline.models.text;

import dev.plumbline.models.network.FloatType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What makes one vector of a text's token vectors.
 *
 * @param pooling how token vectors become one; the vectors of several are put side by side
 * @param includePrompt whether the tokens of the prompt are pooled too
 * @param layers what the pooled vector goes through, in order
 * @param truncated values kept of the finished vector, the first ones, at least 1; all if empty. It is not scaled again, as
 *     sentence-transformers does with {@code truncate_dim}
 * @param type what pooling and layers round their results to, the network's
 */
public record SentenceHead(
        List<Pooling> pooling, boolean includePrompt, List<VectorLayer> layers, OptionalInt truncated, FloatType type) {

    public SentenceHead {
        pooling = List.copyOf(pooling);
        layers = List.copyOf(layers);
        Objects.requireNonNull(type, "type");
        if (pooling.isEmpty() || truncated.orElse(1) < 1) {
            throw new IllegalArgumentException("at least one way of pooling, and at least one value kept");
        }
    }

    /** In float32. */
    public SentenceHead(List<Pooling> pooling, boolean includePrompt, List<VectorLayer> layers, OptionalInt truncated) {
        this(pooling, includePrompt, layers, truncated, FloatType.FLOAT32);
    }

    /** One way of pooling over all tokens, and perhaps scaling to length 1. */
    public static SentenceHead of(Pooling pooling, boolean normalise) {
        return new SentenceHead(
                List.of(pooling), true, normalise ? List.of(new Normalize()) : List.of(), OptionalInt.empty());
    }

    /**
     * The same head for a network of another type, which sentence-transformers (6.2.0, {@code base/model.py}) converts all
     * modules to.
     */
    public SentenceHead in(FloatType other) {
        return new SentenceHead(
                pooling,
                includePrompt,
                layers.stream().map(layer -> layer.in(other)).toList(),
                truncated,
                other);
    }

    /**
     * Width of a finished vector.
     *
     * @param tokenWidth values per token vector
     * @throws IllegalArgumentException if a layer does not fit
     */
    public int width(int tokenWidth) {
        int width = pooling.size() * tokenWidth;
        for (VectorLayer layer : layers) {
            width = layer.width(width);
        }
        return Math.min(width, truncated.orElse(width));
    }

    /**
     * The finished vector of one text.
     *
     * @param tokens its token vectors, row-major
     * @param promptTokens of these belong to the prompt, from 0 to {@code count}
     * @param count its tokens; for none, what is pooled is zero
     * @param tokenWidth values per token vector
     */
    public float[] apply(float[] tokens, int promptTokens, int count, int tokenWidth) {
        float[] vector = new float[pooling.size() * tokenWidth];
        if (count > 0) {
            float[] one = new float[tokenWidth];
            for (int part = 0; part < pooling.size(); part++) {
                Arrays.fill(one, 0);
                pooling.get(part).pool(tokens, includePrompt ? 0 : promptTokens, count, one);
                System.arraycopy(one, 0, vector, part * tokenWidth, tokenWidth);
            }
        }
        return through(vector);
    }

    /**
     * The same of what a device made of the token vectors.
     *
     * @param reduced what each way of pooling has of it side by side, by {@link Pooling#reduction}
     * @param start of the text in it
     * @param count its tokens, at least 1
     */
    public float[] applyReduced(float[] reduced, int start, int promptTokens, int count, int tokenWidth) {
        float[] vector = new float[pooling.size() * tokenWidth];
        for (int part = 0; part < pooling.size(); part++) {
            int from = start + part * tokenWidth;
            float[] one = Arrays.copyOfRange(reduced, from, from + tokenWidth);
            pooling.get(part).finish(one, includePrompt ? 0 : promptTokens, count);
            System.arraycopy(one, 0, vector, part * tokenWidth, tokenWidth);
        }
        return through(vector);
    }

    /** What a pooled vector becomes. */
    private float[] through(float[] pooled) {
        // torch pools half-precision vectors in float32 and rounds the result
        float[] vector = type.round(pooled);
        for (VectorLayer layer : layers) {
            vector = layer.apply(vector, type);
        }
        int kept = Math.min(vector.length, truncated.orElse(vector.length));
        return kept == vector.length ? vector : Arrays.copyOf(vector, kept);
    }

    /**
     * Everything that decides what it makes of the same token vectors.
     *
     * <p>Of one way of pooling and at most scaling, it is what embedded models' vectors have always been kept under.
     */
    public String facts() {
        String names = pooling.stream().map(Enum::name).collect(Collectors.joining("+"));
        boolean scaled = layers.equals(List.of(new Normalize()));
        String computed = type == FloatType.FLOAT32 ? "" : "\n" + type.label();
        if (includePrompt && truncated.isEmpty() && (scaled || layers.isEmpty())) {
            return names + "\n" + scaled + computed;
        }
        return Stream.concat(
                                Stream.of(
                                        names, includePrompt ? "with prompt" : "without prompt", truncated.toString()),
                                layers.stream().map(VectorLayer::facts))
                        .collect(Collectors.joining("\n"))
                + computed;
    }

    /** In words, for who looks at the model. */
    public String label() {
        String names = pooling.stream().map(Pooling::label).collect(Collectors.joining(" + "));
        return Stream.of(
                        Stream.of(includePrompt ? names : names + " without the prompt's tokens"),
                        layers.stream().map(VectorLayer::label),
                        truncated.stream().mapToObj(kept -> "first " + kept + " values"))
                .flatMap(parts -> parts)
                .collect(Collectors.joining(", "));
    }
}
