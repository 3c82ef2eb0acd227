package dev.plumbline.models.library;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.DistinctTexts;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Another library's embedding model as an encoder, compared by cosine. Requests go out one after the other, as the model's
 * owner would send them; the library repeats what it thinks worth repeating, and what it then throws ends the task with the
 * library's own words. Vectors that came before are handed over first.
 *
 * <p>Blank texts, which LangChain4j cannot carry and most services refuse, have a zero vector, as behind an endpoint; how many
 * is said. Every {@code with} gives a changed copy.
 */
public final class LibraryEncoder implements IncrementalEncoder {

    /** Texts of a request where nobody says otherwise: the least that a service of several takes (Cohere 96, OpenAI 2048). */
    public static final int BATCH_TEXTS = 64;

    private static final int SHOWN = 60;

    private final ModelCard card;
    private final Calls calls;
    private final Batches batches;
    private final PromptRule prompts;
    private final EncodeProgress progress;
    private final AtomicLong tokens;

    /** One request to the library. */
    @FunctionalInterface
    public interface Calls {
        /**
         * Vectors of some texts, prompts included.
         *
         * @throws RuntimeException whatever the library throws
         */
        Answer embed(List<String> texts, Role role);
    }

    /** How texts are cut into requests. */
    @FunctionalInterface
    public interface Batches {
        /** The same texts in the same order, in lists. */
        List<List<String>> of(List<String> texts);
    }

    /**
     * What came back.
     *
     * @param vectors one per text
     * @param tokens that the library counted, 0 if it does not
     */
    public record Answer(List<float @Nullable []> vectors, long tokens) {}

    private LibraryEncoder(
            ModelCard card,
            Calls calls,
            Batches batches,
            PromptRule prompts,
            EncodeProgress progress,
            AtomicLong tokens) {
        this.card = card;
        this.calls = calls;
        this.batches = batches;
        this.prompts = prompts;
        this.progress = progress;
        this.tokens = tokens;
    }

    /**
     * An encoder without prompts.
     *
     * @param name {@code org/name}; results lie under it
     * @param dimensions of its vectors, at least 1
     */
    public static LibraryEncoder of(String name, int dimensions, Calls calls) {
        if (dimensions < 1) {
            throw PlumblineException.model(name + " says that its vectors have " + dimensions + " dimensions");
        }
        ModelCard card = new ModelCard(name, "library", dimensions, 0, 0, Similarity.COSINE);
        return new LibraryEncoder(
                card,
                calls,
                texts -> pieces(texts, BATCH_TEXTS),
                PromptRule.NONE,
                EncodeProgress.NONE,
                new AtomicLong());
    }

    /** Requests of so many texts at most. */
    public LibraryEncoder withBatchTexts(int texts) {
        if (texts < 1) {
            throw PlumblineException.usage("a request has at least one text, not " + texts);
        }
        return withBatches(all -> pieces(all, texts));
    }

    /** Requests as somebody else cuts them. */
    public LibraryEncoder withBatches(Batches other) {
        return new LibraryEncoder(card, calls, other, prompts, progress, tokens);
    }

    /** Prompts put before texts. */
    public LibraryEncoder withPrompts(PromptRule rule) {
        return new LibraryEncoder(card, calls, batches, rule, progress, tokens);
    }

    /** Somebody to be told of every request with its tokens. */
    public LibraryEncoder withProgress(EncodeProgress listener) {
        return new LibraryEncoder(card, calls, batches, prompts, listener, tokens);
    }

    /** Results are published under another name; a new revision where the model behind it is another. */
    public LibraryEncoder named(String name, String revision) {
        return new LibraryEncoder(card.renamed(name, revision), calls, batches, prompts, progress, tokens);
    }

    /** Tokens that the library has counted so far, of copies too. */
    public long tokens() {
        return tokens.get();
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public void encode(EncodeRequest request, Sink sink) {
        String prefix = prompts.prefix(request.task(), request.role());
        List<Integer> places = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int place = 0; place < request.texts().size(); place++) {
            String text = prefix + request.texts().get(place);
            if (text.isBlank()) {
                sink.accept(new int[] {place}, FloatMatrix.zeros(1, card.dimensions()));
            } else {
                places.add(place);
                sent.add(text);
            }
        }
        int blank = request.texts().size() - sent.size();
        if (blank > 0) {
            progress.warning(card.name() + ": " + blank + " texts are blank and have a zero vector");
        }
        DistinctTexts distinct = DistinctTexts.of(sent);
        Sink spread = distinct.spread((indices, vectors) ->
                sink.accept(Arrays.stream(indices).map(places::get).toArray(), vectors));
        int first = 0;
        for (List<String> batch : cut(distinct.texts())) {
            FloatMatrix vectors = ask(batch, request.role());
            spread.accept(IntStream.range(first, first + batch.size()).toArray(), vectors);
            first += batch.size();
        }
    }

    private List<List<String>> cut(List<String> texts) {
        List<List<String>> cut = texts.isEmpty() ? List.of() : batches.of(texts);
        if (!cut.stream().flatMap(List::stream).toList().equals(texts)) {
            throw PlumblineException.model(card.name() + ": the batches of " + texts.size()
                    + " texts are not these texts in their order; its batching strategy changes them");
        }
        return cut.stream().filter(batch -> !batch.isEmpty()).toList();
    }

    private FloatMatrix ask(List<String> texts, Role role) {
        Answer answer = answer(texts, role);
        if (answer.vectors().size() != texts.size()) {
            throw PlumblineException.model(
                    card.name() + " returned " + answer.vectors().size() + " vectors for " + texts.size() + " texts");
        }
        int width = card.dimensions();
        FloatMatrix vectors = FloatMatrix.zeros(texts.size(), width);
        for (int row = 0; row < texts.size(); row++) {
            float[] vector = answer.vectors().get(row);
            if (vector == null || vector.length != width) {
                throw PlumblineException.model(card.name() + " returned "
                        + (vector == null ? "no vector" : "a vector of length " + vector.length) + " where " + width
                        + " values were expected, for the text '" + shown(texts.get(row)) + "'");
            }
            System.arraycopy(vector, 0, vectors.data(), row * width, width);
        }
        tokens.addAndGet(answer.tokens());
        progress.encoded(texts.size(), answer.tokens());
        return vectors;
    }

    private Answer answer(List<String> texts, Role role) {
        try {
            return calls.embed(texts, role);
        } catch (PlumblineException e) {
            throw e;
        } catch (RuntimeException e) {
            // a library has exceptions of its own, and those of whatever it stands on
            throw PlumblineException.model(
                    card.name() + " failed at a request of " + texts.size() + " texts, the first of them '"
                            + shown(texts.get(0)) + "': " + reason(e),
                    e);
        }
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage();
        return message == null || message.isBlank()
                ? "the library gives no reason"
                : message.strip().lines().findFirst().orElseThrow();
    }

    private static String shown(String text) {
        int end = Math.min(text.length(), SHOWN);
        return text.substring(0, end) + (end < text.length() ? "..." : "");
    }

    private static List<List<String>> pieces(List<String> texts, int size) {
        List<List<String>> pieces = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += size) {
            pieces.add(texts.subList(from, Math.min(texts.size(), from + size)));
        }
        return pieces;
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return prompts.prefix(task, role);
    }

    /** The library's model is closed by whoever opened it. */
    @Override
    public void close() {}
}
