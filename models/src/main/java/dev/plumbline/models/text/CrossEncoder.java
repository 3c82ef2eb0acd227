package dev.plumbline.models.text;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.TokenBatches;
import dev.plumbline.models.batching.Workers;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.tokenize.PairTokens;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Scores pairs of a query and a document that are read together, as sentence-transformers' CrossEncoder (6.2.0 {@code
 * cross_encoder/model.py predict}) and mteb's wrapper of it (2.26.24 {@code models/sentence_transformer_wrapper.py}): the
 * classifier is computed in float32 whatever the network is. It ranks candidates, never a corpus.
 */
public final class CrossEncoder implements Searcher {

    /** Pairs tokenised before they are batched. */
    private static final int WINDOW = 16_384;

    private static final int TOKENISE_AT_ONCE = 64;

    /** To be counted up by whoever changes the scores that the same files give. */
    private static final String COMPUTATION = "pairs 2";

    private final ModelCard card;
    private final Parts parts;
    /** For tokens; batches have their own. */
    private final Workers workers;

    private final BatchWorkers batches;
    private final EncodeProgress progress;
    private boolean released;

    /**
     * What it is made of.
     *
     * @param typed whether the network is told which text of a pair a token belongs to
     * @param head from token vectors to what is classified
     * @param classifier to one score
     * @param activation what the score goes through
     * @param prompts in front of queries and documents
     */
    public record Parts(
            TokenNetwork network,
            TextTokenizer tokenizer,
            boolean typed,
            SentenceHead head,
            Dense classifier,
            DenseActivation activation,
            PromptRule prompts,
            Map<String, String> about,
            List<String> warnings) {
        public Parts {
            about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Takes over network and tokenizer, which it closes.
     *
     * @throws PlumblineException of kind MODEL if the network's vectors do not go through the head and classifier
     */
    public CrossEncoder(ModelCard card, Parts parts, TextEncoder.Execution execution) {
        try {
            parts.classifier().width(parts.head().width(parts.network().width()));
        } catch (IllegalArgumentException e) {
            throw PlumblineException.model(
                    card.name() + ": token vectors of " + parts.network().width() + " values: " + e.getMessage(), e);
        }
        this.card = card;
        this.parts = parts;
        boolean packed = parts.network().pooledTokens().isPresent();
        boolean alone = parts.head().type() != FloatType.FLOAT32 && !packed;
        // in half precision a pair's last digits depend on the pairs beside it
        this.batches = new BatchWorkers(
                parts.network(),
                parts.head(),
                alone
                        ? new TextEncoder.Execution(execution.threads(), OptionalInt.of(1), 1, execution.progress())
                        : execution);
        this.workers = new Workers("pairs", execution.threads());
        this.progress = execution.progress();
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public boolean needsCandidates() {
        return true;
    }

    @Override
    public List<Ranking> search(SearchRequest request) {
        List<int[]> candidates = request.candidates()
                .orElseThrow(() -> PlumblineException.usage(card.name()
                        + " is a cross-encoder, which ranks candidates and no corpus; --rerank-top N has another model"
                        + " find them"));
        int count = candidates.stream().mapToInt(list -> list.length).sum();
        List<String> queries = new ArrayList<>(count);
        List<String> documents = new ArrayList<>(count);
        for (int query = 0; query < candidates.size(); query++) {
            for (int document : candidates.get(query)) {
                queries.add(request.queryTexts().get(query));
                documents.add(request.documentTexts().get(document));
            }
        }
        float[] scores = scores(request.task(), queries, documents);
        List<Ranking> rankings = new ArrayList<>(candidates.size());
        int start = 0;
        for (int[] list : candidates) {
            int first = start;
            int[] order = IntStream.range(0, list.length)
                    .boxed()
                    .sorted((a, b) -> Float.compare(scores[first + b], scores[first + a]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            float[] ranked = new float[order.length];
            for (int i = 0; i < order.length; i++) {
                ranked[i] = scores[first + order[i]];
            }
            rankings.add(new Ranking(Arrays.stream(order).map(i -> list[i]).toArray(), ranked));
            start += list.length;
        }
        return rankings;
    }

    /**
     * A score for each pair, which does not depend on the other pairs beyond rounding.
     *
     * @param queries without prompt
     * @param documents one for each of them
     * @throws PlumblineException of kind MODEL if a score is not finite
     */
    public synchronized float[] scores(TaskSpec task, List<String> queries, List<String> documents) {
        if (queries.size() != documents.size()) {
            throw new IllegalArgumentException(queries.size() + " queries and " + documents.size() + " documents");
        }
        if (released) {
            throw new IllegalStateException(card.name() + " is closed");
        }
        String before = parts.prompts().prefix(task, Role.QUERY);
        String second = parts.prompts().prefix(task, Role.DOCUMENT);
        float[] scores = new float[queries.size()];
        for (int start = 0; start < scores.length; start += WINDOW) {
            int end = Math.min(scores.length, start + WINDOW);
            PairTokens[] pairs = new PairTokens[end - start];
            int first = start;
            workers.forEach((pairs.length + TOKENISE_AT_ONCE - 1) / TOKENISE_AT_ONCE, (worker, chunk) -> {
                int last = Math.min(pairs.length, (chunk + 1) * TOKENISE_AT_ONCE);
                for (int i = chunk * TOKENISE_AT_ONCE; i < last; i++) {
                    pairs[i] = parts.tokenizer()
                            .encode(before + queries.get(first + i), second + documents.get(first + i));
                }
            });
            score(pairs, scores, start);
        }
        return scores;
    }

    private void score(PairTokens[] pairs, float[] scores, int start) {
        int[] lengths = Arrays.stream(pairs).mapToInt(pair -> pair.ids().length).toArray();
        TokenBatches planned = batches.plan(lengths);
        batches.forEach(planned.count(), (worker, number) -> {
            int[] batch = planned.batch(number);
            int[][] ids = Arrays.stream(batch).mapToObj(i -> pairs[i].ids()).toArray(int[][]::new);
            Optional<int[][]> types = parts.typed()
                    ? Optional.of(
                            Arrays.stream(batch).mapToObj(i -> pairs[i].types()).toArray(int[][]::new))
                    : Optional.empty();
            float[][] vectors = batches.pass(worker).vectors(ids, types, 0);
            for (int i = 0; i < batch.length; i++) {
                double[] score = {parts.classifier().apply(vectors[i], FloatType.FLOAT32)[0]};
                parts.activation().apply(score);
                if (!Double.isFinite(score[0])) {
                    throw PlumblineException.model(
                            card.name() + " gave the score " + score[0] + "; its weights or a text are damaged");
                }
                scores[start + batch[i]] = (float) score[0];
            }
            progress.encoded(
                    ids.length, Arrays.stream(ids).mapToLong(t -> t.length).sum());
        });
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return parts.prompts().prefix(task, role);
    }

    @Override
    public Optional<String> identity() {
        return Optional.of(Sha256.hex(String.join(
                "\n",
                COMPUTATION,
                parts.network().facts(),
                parts.tokenizer().facts(),
                parts.typed() ? "types" : "no types",
                parts.head().facts(),
                parts.classifier().facts(),
                parts.activation().toString())));
    }

    @Override
    public Map<String, String> about() {
        Map<String, String> facts = new LinkedHashMap<>(parts.about());
        facts.put("kind", "cross-encoder");
        facts.put("pooling", parts.head().label());
        facts.put("scores", parts.activation().label());
        int limit = parts.tokenizer().maxTokens();
        facts.put("maximum length", limit == TokenizerSettings.UNLIMITED ? "no limit" : limit + " tokens");
        return facts;
    }

    @Override
    public List<String> warnings() {
        return parts.warnings();
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
                parts.network().close();
                parts.tokenizer().close();
            }
        }
    }
}
