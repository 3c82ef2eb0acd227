package dev.plumbline.models.text;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.DistinctTexts;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.models.batching.TokenBatches;
import dev.plumbline.models.batching.Workers;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.models.explain.Explanation;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.prompt.PromptChoice;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * An encoder made of a tokenizer, a network and what pools its token vectors.
 *
 * <p>Distinct texts are tokenised and encoded in windows, so that besides the vectors only one window's tokens are held;
 * within a window texts are batched by length. A text's vector does not depend on its batch, beyond rounding (1e-6).
 * Requests from several threads wait for each other: one request already keeps every worker busy.
 */
public final class TextEncoder implements IncrementalEncoder, Explainable {

    /** Distinct texts tokenised before they are batched; padding within so many texts is a fraction of a percent. */
    private static final int WINDOW = 32_768;

    /** The same where a device pools: no padding to be saved, and the sooner it has work. */
    private static final int DEVICE_WINDOW = 4096;

    /**
     * Small batches, one thread each: a layer's activations stay in a core's second-level cache. Of 256 to 1024 the smaller
     * ones took a tenth less processor time with a small BERT; below, texts no longer fill a batch.
     */
    public static final int BATCH_TOKENS = 384;

    /** Batches that a device of its own has at once: while it works on one, the others are prepared. */
    public static final int BATCHES_OF_DEVICE = 3;

    private static final int TOKENISE_AT_ONCE = 64;
    private static final int SHOWN = 60;
    /**
     * To be counted up by whoever changes the vectors this class makes of the same files. 2: batches are of texts of one
     * length, where they were padded.
     */
    private static final String COMPUTATION = "encoder 2";

    private final ModelCard card;
    private final TokenNetwork network;
    private final TextTokenizer tokenizer;
    private final SentenceHead head;
    private final PromptRule prompts;
    private final Map<String, String> about;
    private final List<String> warnings;
    private final EncodeProgress progress;
    /** For tokens; batches have their own. */
    private final Workers workers;

    private final BatchWorkers batches;

    /** Held by the thread that hands vectors over. */
    private final Object handover = new Object();

    private boolean released;

    /**
     * Takes over network and tokenizer, which it closes.
     *
     * @param execution threads, batch size, listener
     * @throws PlumblineException of kind MODEL if the network's vectors do not go through the head, or do not come out of it
     *     in the card's width
     */
    public TextEncoder(ModelCard card, Parts parts, Execution execution) {
        int width = width(card, parts);
        if (card.dimensions() != width) {
            throw PlumblineException.model(card.name() + ": its vectors have " + width
                    + " dimensions, the model's description says " + card.dimensions());
        }
        this.card = card;
        this.network = parts.network();
        this.tokenizer = parts.tokenizer();
        this.head = parts.head();
        this.prompts = parts.prompts();
        this.about = parts.about();
        this.warnings = parts.warnings();
        this.progress = execution.progress();
        this.workers = new Workers("encode", execution.threads());
        this.batches = new BatchWorkers(network, head, execution);
    }

    private static int width(ModelCard card, Parts parts) {
        try {
            return parts.head().width(parts.network().width());
        } catch (IllegalArgumentException e) {
            throw PlumblineException.model(
                    card.name() + ": token vectors of " + parts.network().width() + " values: " + e.getMessage(), e);
        }
    }

    /**
     * What an encoder is made of.
     *
     * @param about facts of the model for {@link #about()} that these parts do not show
     * @param warnings what a reader of its scores should know
     */
    public record Parts(
            TokenNetwork network,
            TextTokenizer tokenizer,
            SentenceHead head,
            PromptRule prompts,
            Map<String, String> about,
            List<String> warnings) {
        public Parts {
            about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * How requests are worked through.
     *
     * @param threads batches encoded at the same time, at least 1
     * @param batchTokens tokens per batch, at least 1; empty for what suits what it is computed on
     * @param batchTexts texts per batch at most, at least 1
     * @param progress told of each batch
     */
    public record Execution(int threads, OptionalInt batchTokens, int batchTexts, EncodeProgress progress) {
        public Execution {
            if (threads < 1 || batchTokens.orElse(1) < 1 || batchTexts < 1) {
                throw new IllegalArgumentException("threads " + threads + ", batch tokens " + batchTokens
                        + " and batch texts " + batchTexts + " must be at least 1");
            }
        }

        /** With a number of tokens per batch. */
        public Execution(int threads, int batchTokens, EncodeProgress progress) {
            this(threads, OptionalInt.of(batchTokens), TokenBatches.MAX_TEXTS, progress);
        }
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public synchronized void encode(EncodeRequest request, Sink sink) {
        if (released) {
            throw new IllegalStateException(card.name() + " is closed");
        }
        DistinctTexts distinct = DistinctTexts.of(request.texts());
        Sink spread = distinct.spread(sink);
        String prefix = prompts.prefix(request.task(), request.role());
        List<String> texts = distinct.texts();
        if (batches.arePacked()) {
            encodeAhead(texts, prefix, spread, DEVICE_WINDOW * batches.devices());
        } else {
            for (int start = 0; start < texts.size(); start += WINDOW) {
                List<String> window = window(texts, start, WINDOW);
                encodeWindow(window, tokenise(window, prefix), prefix, spread, start, Optional.empty());
            }
        }
    }

    private static List<String> window(List<String> texts, int start, int size) {
        return texts.subList(Math.min(texts.size(), start), Math.min(texts.size(), start + size));
    }

    /** While the device is at work on one window, the next one is tokenised. */
    private void encodeAhead(List<String> texts, String prefix, Sink sink, int size) {
        Queue<int[][]> ahead = new ConcurrentLinkedQueue<>();
        ahead.add(tokenise(window(texts, 0, size), prefix));
        for (int start = 0; start < texts.size(); start += size) {
            List<String> next = window(texts, start + size, size);
            int[][] now = ahead.remove();
            encodeWindow(
                    window(texts, start, size),
                    now,
                    prefix,
                    sink,
                    start,
                    Optional.of(() -> ahead.add(tokenise(next, prefix))));
        }
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return prompts.prefix(task, role);
    }

    @Override
    public VectorSearch searching(VectorSearch here, Parallel parallel) {
        return network.searching(here, parallel, progress::note);
    }

    @Override
    public Optional<String> fingerprint() {
        if (!head.includePrompt()) {
            // vectors are kept under prompt and text put together; here it matters where one ends
            return Optional.empty();
        }
        return identity();
    }

    @Override
    public Optional<String> identity() {
        String facts = String.join("\n", COMPUTATION, network.facts(), tokenizer.facts(), head.facts());
        return Optional.of(Sha256.hex(facts));
    }

    private void encodeWindow(
            List<String> texts, int[][] tokens, String prefix, Sink sink, int firstRow, Optional<Runnable> meanwhile) {
        // a tokenizer without special tokens makes nothing of an empty text, of which there is nothing to run
        int[] rows = IntStream.range(0, tokens.length)
                .filter(i -> tokens[i].length > 0)
                .toArray();
        int[] lengths = Arrays.stream(rows).map(i -> tokens[i].length).toArray();
        TokenBatches planned = batches.plan(lengths);
        int promptTokens = head.includePrompt() ? 0 : tokenizer.promptTokens(prefix);
        int first = meanwhile.isPresent() ? 1 : 0;
        batches.forEach(first + planned.count(), (worker, piece) -> {
            if (piece < first) {
                meanwhile.orElseThrow().run();
                return;
            }
            int number = piece - first;
            int[] batch = Arrays.stream(planned.batch(number)).map(i -> rows[i]).toArray();
            int[][] ids = Arrays.stream(batch).mapToObj(i -> tokens[i]).toArray(int[][]::new);
            float[][] finished = batches.pass(worker).vectors(ids, Optional.empty(), promptTokens);
            FloatMatrix vectors = FloatMatrix.zeros(ids.length, card.dimensions());
            int[] places = new int[ids.length];
            for (int i = 0; i < ids.length; i++) {
                float[] vector = finished[i];
                places[i] = firstRow + batch[i];
                if (!finite(vector)) {
                    throw PlumblineException.model(card.name() + " gave a vector that is not finite for the text '"
                            + shown(prefix + texts.get(batch[i])) + "'; its weights or the text are damaged");
                }
                System.arraycopy(vector, 0, vectors.data(), i * vector.length, vector.length);
            }
            int[] counts = Arrays.stream(ids).mapToInt(text -> text.length).toArray();
            synchronized (handover) {
                sink.accept(places, vectors);
                sink.counted(places, counts);
            }
            progress.encoded(ids.length, Arrays.stream(counts).asLongStream().sum());
        });
        if (rows.length < tokens.length) {
            float[] nothing = head.apply(new float[0], 0, 0, network.width());
            for (int i = 0; i < tokens.length; i++) {
                if (tokens[i].length == 0) {
                    sink.accept(new int[] {firstRow + i}, FloatMatrix.of(1, nothing.length, nothing));
                    sink.counted(new int[] {firstRow + i}, new int[] {0});
                }
            }
            progress.encoded(tokens.length - rows.length, 0);
        }
    }

    private int[][] tokenise(List<String> texts, String prefix) {
        int[][] tokens = new int[texts.size()][];
        int chunks = (texts.size() + TOKENISE_AT_ONCE - 1) / TOKENISE_AT_ONCE;
        workers.forEach(chunks, (worker, chunk) -> {
            int end = Math.min(tokens.length, (chunk + 1) * TOKENISE_AT_ONCE);
            for (int i = chunk * TOKENISE_AT_ONCE; i < end; i++) {
                tokens[i] = tokenizer.encode(prefix + texts.get(i));
            }
        });
        return tokens;
    }

    @Override
    public Explanation explain(TaskSpec task, Role role, String text) {
        PromptChoice prompt = prompts.choice(task, role);
        String rendered = prompt.prefix() + text;
        List<Integer> ids = Arrays.stream(tokenizer.encode(rendered)).boxed().toList();
        return new Explanation(prompt, rendered, ids, tokenizer.truncated(rendered));
    }

    @Override
    public Map<String, String> about() {
        Map<String, String> facts = new LinkedHashMap<>(about);
        facts.put("pooling", head.label());
        boolean limited = tokenizer.maxTokens() != TokenizerSettings.UNLIMITED;
        facts.put("maximum length", limited ? tokenizer.maxTokens() + " tokens" : "no limit");
        return facts;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    private static boolean finite(float[] vector) {
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    /** Ends a request under way after its current batches, then releases native memory. */
    @Override
    public void close() {
        workers.stop();
        batches.stop();
        synchronized (this) {
            if (!released) {
                released = true;
                workers.close();
                batches.close();
                network.close();
                tokenizer.close();
            }
        }
    }
}
