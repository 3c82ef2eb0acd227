package dev.plumbline.models.library;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * An encoder as an application wants it, which has texts and no task. Prompts are chosen as for a task: {@code MSMARCO} for
 * queries and documents, the most general search, {@code STSBenchmark} for texts of neither role; {@link #forTask} names
 * another. Safe for use by several threads if the encoder is; those that {@link Models} opens are.
 */
public final class ApplicationEncoder implements AutoCloseable {

    private static final String SEARCH = "MSMARCO";
    private static final String SYMMETRIC = "STSBenchmark";

    private final Encoder encoder;
    private final Role usual;
    private final Optional<TaskSpec> task;
    private final int dimensions;

    private ApplicationEncoder(Encoder encoder, Role usual, Optional<TaskSpec> task, int dimensions) {
        this.encoder = encoder;
        this.usual = usual;
        this.task = task;
        this.dimensions = dimensions;
    }

    /**
     * Opens a model, which is closed with this.
     *
     * @param spec as {@code plumbline run --model} takes it: a checkpoint's folder, {@code embedded:NAME}, an address
     * @throws PlumblineException as {@link Models#openEncoder}
     */
    public static ApplicationEncoder open(String spec) {
        return of(Models.openEncoder(spec, ModelOptions.defaults()));
    }

    /** Takes over an encoder, which is closed with this. */
    public static ApplicationEncoder of(Encoder encoder) {
        int known = encoder.card().dimensions();
        int dimensions = known > 0
                ? known
                : encoder.encode(new EncodeRequest(List.of("text"), Role.NONE, standardTask(Role.NONE)))
                        .columns();
        return new ApplicationEncoder(encoder, Role.NONE, Optional.empty(), dimensions);
    }

    /** Texts are queries where nothing else is said. Shares the encoder, as the other two do. */
    public ApplicationEncoder forQueries() {
        return new ApplicationEncoder(encoder, Role.QUERY, task, dimensions);
    }

    /** Texts are documents where nothing else is said. */
    public ApplicationEncoder forDocuments() {
        return new ApplicationEncoder(encoder, Role.DOCUMENT, task, dimensions);
    }

    /**
     * Prompts are those of this task of mteb.
     *
     * @throws PlumblineException of kind USAGE for a task that is not known
     */
    public ApplicationEncoder forTask(String name) {
        return new ApplicationEncoder(
                encoder, usual, Optional.of(Manifest.bundled().task(name)), dimensions);
    }

    private static TaskSpec standardTask(Role role) {
        return Manifest.bundled().task(role == Role.NONE ? SYMMETRIC : SEARCH);
    }

    public ModelCard card() {
        return encoder.card();
    }

    /** Width of its vectors, at least 1. */
    public int dimensions() {
        return dimensions;
    }

    /**
     * Vectors of some texts.
     *
     * @param role instead of the usual one
     * @param width leading values wanted of each vector, scaled to length 1 again, as services that take such a wish do it;
     *     empty for all
     * @throws PlumblineException of kind USAGE for a width that the vectors do not have, or as {@link Encoder#encode}
     */
    public Embedded embed(List<String> texts, Optional<Role> role, OptionalInt width) {
        if (width.isPresent() && (width.getAsInt() < 1 || width.getAsInt() > dimensions)) {
            throw PlumblineException.usage(
                    card().name() + " has vectors of " + dimensions + " dimensions, not of " + width.getAsInt());
        }
        Role side = role.orElse(usual);
        TaskSpec chosen = task.orElseGet(() -> standardTask(side));
        EncodeRequest request = new EncodeRequest(texts, side, chosen);
        Gathered gathered = new Gathered(width);
        if (encoder instanceof IncrementalEncoder incremental) {
            incremental.encode(request, gathered);
        } else {
            FloatMatrix vectors = encoder.encode(request);
            gathered.accept(IntStream.range(0, vectors.rows()).toArray(), vectors);
        }
        if (gathered.rows.size() != texts.size()) {
            throw PlumblineException.model(
                    card().name() + " returned " + gathered.rows.size() + " vectors for " + texts.size() + " texts");
        }
        OptionalLong tokens =
                gathered.counted == texts.size() ? OptionalLong.of(gathered.tokens) : tokens(texts, side, chosen);
        return new Embedded(List.copyOf(gathered.rows.values()), tokens);
    }

    /** Vectors by the place of their text, and what the encoder says of tokens. */
    private static final class Gathered implements IncrementalEncoder.Sink {

        private final OptionalInt width;
        private final SortedMap<Integer, float[]> rows = new TreeMap<>();
        private int counted;
        private long tokens;

        Gathered(OptionalInt width) {
            this.width = width;
        }

        @Override
        public void accept(int[] places, FloatMatrix vectors) {
            for (int i = 0; i < places.length; i++) {
                rows.put(places[i], row(vectors, i, width));
            }
        }

        @Override
        public void counted(int[] places, int[] each) {
            counted += places.length;
            tokens += Arrays.stream(each).asLongStream().sum();
        }
    }

    private static float[] row(FloatMatrix vectors, int row, OptionalInt width) {
        int columns = vectors.columns();
        float[] values = new float[width.orElse(columns)];
        System.arraycopy(vectors.data(), row * columns, values, 0, values.length);
        if (width.isPresent() && values.length < columns) {
            double squares = 0;
            for (float value : values) {
                squares += (double) value * value;
            }
            double length = Math.sqrt(squares);
            for (int i = 0; i < values.length && length > 0; i++) {
                values[i] = (float) (values[i] / length);
            }
        }
        return values;
    }

    /** Where the encoder did not count: an endpoint's texts go through its tokenizer here, if it was given one. */
    private OptionalLong tokens(List<String> texts, Role side, TaskSpec chosen) {
        if (!(encoder instanceof Explainable explainable)) {
            return OptionalLong.empty();
        }
        long tokens = texts.stream()
                .mapToLong(
                        text -> explainable.explain(chosen, side, text).tokens().size())
                .sum();
        return tokens == 0 && !texts.isEmpty() ? OptionalLong.empty() : OptionalLong.of(tokens);
    }

    @Override
    public void close() {
        encoder.close();
    }

    /**
     * What a request gave.
     *
     * @param vectors one per text, for the caller to keep
     * @param tokens as the network got them, prompts and special tokens included; empty where the model does not show them
     */
    public record Embedded(List<float[]> vectors, OptionalLong tokens) {}
}
