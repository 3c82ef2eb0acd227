package dev.plumbline.models.onnx;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.DistinctTexts;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.TokenBatches;
import dev.plumbline.models.batching.Workers;
import dev.plumbline.models.hash.Sha256;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An encoder made of a tokenizer, an ONNX graph and pooling, in single precision.
 *
 * <p>Distinct texts are tokenised and encoded in windows, so that besides the vectors only one window's tokens are held;
 * within a window texts are batched by length. A text's vector does not depend on its batch, beyond rounding (1e-6).
 * Requests from several threads wait for each other: one request already keeps every worker busy.
 */
public final class OnnxEncoder implements Encoder {

    /** Distinct texts tokenised before they are batched; padding within so many texts is a fraction of a percent. */
    private static final int WINDOW = 32_768;

    private static final int TOKENISE_AT_ONCE = 64;
    /** torch.nn.functional.normalize's eps. */
    private static final float MIN_NORM = 1e-12f;

    private static final int SHOWN = 60;
    /** To be counted up by whoever changes the vectors this class makes of the same files. */
    private static final String COMPUTATION = "onnx 1";

    private final ModelCard card;
    private final OnnxGraph graph;
    private final TextTokenizer tokenizer;
    private final Pooling pooling;
    private final boolean normalise;
    private final PromptRule prompts;
    private final int batchTokens;
    private final EncodeProgress progress;
    private final Workers workers;
    private final BatchRun[] runs;
    private boolean released;

    /**
     * Takes over graph and tokenizer, which it closes.
     *
     * @param execution threads, batch size, listener
     * @throws PlumblineException of kind MODEL if the graph's width is not the card's
     */
    public OnnxEncoder(
            ModelCard card,
            OnnxGraph graph,
            TextTokenizer tokenizer,
            SentenceVector head,
            PromptRule prompts,
            Execution execution) {
        if (card.dimensions() != graph.width()) {
            throw PlumblineException.model(card.name() + ": the graph's vectors have " + graph.width()
                    + " dimensions, the model's description says " + card.dimensions());
        }
        this.card = card;
        this.graph = graph;
        this.tokenizer = tokenizer;
        this.pooling = head.pooling();
        this.normalise = head.normalise();
        this.prompts = prompts;
        this.batchTokens = execution.batchTokens();
        this.progress = execution.progress();
        this.workers = new Workers("onnx", execution.threads());
        this.runs = new BatchRun[execution.threads()];
        Arrays.setAll(runs, worker -> new BatchRun(graph));
    }

    /** The layers after the graph. */
    public record SentenceVector(Pooling pooling, boolean normalise) {}

    /**
     * How requests are worked through.
     *
     * @param threads batches encoded at the same time, at least 1
     * @param batchTokens padded tokens per batch, at least 1
     * @param progress told of each batch
     */
    public record Execution(int threads, int batchTokens, EncodeProgress progress) {
        public Execution {
            if (threads < 1 || batchTokens < 1) {
                throw new IllegalArgumentException(
                        "threads " + threads + " and batch tokens " + batchTokens + " must be at least 1");
            }
        }
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public synchronized FloatMatrix encode(EncodeRequest request) {
        if (released) {
            throw new IllegalStateException(card.name() + " is closed");
        }
        DistinctTexts distinct = DistinctTexts.of(request.texts());
        String prefix = prompts.prefix(request.task(), request.role());
        List<String> texts = distinct.texts();
        FloatMatrix vectors = FloatMatrix.zeros(texts.size(), graph.width());
        for (int start = 0; start < texts.size(); start += WINDOW) {
            List<String> window = texts.subList(start, Math.min(texts.size(), start + WINDOW));
            encodeWindow(window, prefix, vectors.data(), start);
        }
        return distinct.spread(vectors);
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return prompts.prefix(task, role);
    }

    @Override
    public Optional<String> fingerprint() {
        String facts = String.join(
                "\n", COMPUTATION, graph.facts(), tokenizer.facts(), pooling.name(), Boolean.toString(normalise));
        return Optional.of(Sha256.hex(facts.getBytes(StandardCharsets.UTF_8)));
    }

    private void encodeWindow(List<String> texts, String prefix, float[] vectors, int firstRow) {
        int[][] tokens = new int[texts.size()][];
        int chunks = (texts.size() + TOKENISE_AT_ONCE - 1) / TOKENISE_AT_ONCE;
        workers.forEach(chunks, (worker, chunk) -> {
            int end = Math.min(tokens.length, (chunk + 1) * TOKENISE_AT_ONCE);
            for (int i = chunk * TOKENISE_AT_ONCE; i < end; i++) {
                tokens[i] = tokenizer.encode(prefix + texts.get(i));
            }
        });
        int[] lengths = Arrays.stream(tokens).mapToInt(ids -> ids.length).toArray();
        TokenBatches batches = TokenBatches.plan(lengths, batchTokens);
        workers.forEach(batches.count(), (worker, number) -> {
            int[] batch = batches.batch(number);
            int[][] ids = Arrays.stream(batch).mapToObj(i -> tokens[i]).toArray(int[][]::new);
            if (ids[0].length > 0) {
                runs[worker].run(ids);
            }
            for (int i = 0; i < ids.length; i++) {
                float[] vector = pooled(runs[worker], i, ids);
                if (!finite(vector)) {
                    throw PlumblineException.model(card.name() + " gave a vector that is not finite for the text '"
                            + shown(prefix + texts.get(batch[i])) + "'; its weights or the text are damaged");
                }
                System.arraycopy(vector, 0, vectors, (firstRow + batch[i]) * vector.length, vector.length);
            }
            progress.encoded(
                    ids.length, Arrays.stream(ids).mapToLong(t -> t.length).sum());
        });
    }

    private float[] pooled(BatchRun run, int text, int[][] batch) {
        float[] vector = new float[graph.width()];
        int count = batch[text].length;
        if (count == 0) {
            // a tokenizer without special tokens makes nothing of an empty text; torch pools that to zeros
            return vector;
        }
        pooling.pool(run.tokenVectors(text, batch[0].length, count), count, vector);
        if (normalise) {
            normalise(vector);
        }
        return vector;
    }

    private static void normalise(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float norm = Math.max((float) Math.sqrt(squares), MIN_NORM);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= norm;
        }
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
        synchronized (this) {
            if (!released) {
                released = true;
                workers.close();
                graph.close();
                tokenizer.close();
            }
        }
    }
}
