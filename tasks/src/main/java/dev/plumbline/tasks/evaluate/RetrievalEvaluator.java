package dev.plumbline.tasks.evaluate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.result.Scores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Retrieval and reranking, as mteb 2.20.0 to 2.26.24 {@code abstasks/retrieval.py}, {@code models/search_wrappers.py} and
 * {@code _evaluators/retrieval_evaluator.py}. A task with candidates ({@code top_ranked}) ranks those, any other one the
 * whole corpus. Where a first stage finds the candidates, it is as {@code convert_to_reranking} makes of that model's
 * predictions: the best of its {@link #depth} documents, whatever candidates the task has.
 */
final class RetrievalEvaluator implements Evaluator {

    private static final String SUBQUERY_PREFIX = "max_over_subqueries_";

    private static final int[] CUTOFFS = {1, 3, 5, 10, 20, 100, 1000};

    private final TaskSpec spec;
    private final int[] cutoffs;
    private final Map<String, RetrievalData> data;

    /** Data by {@link #key}. */
    RetrievalEvaluator(TaskSpec spec, Map<String, RetrievalData> data) {
        this.spec = spec;
        this.cutoffs = spec.params().integers("k_values", CUTOFFS);
        this.data = Map.copyOf(data);
    }

    static String key(String split, String subset) {
        return split + "/" + subset;
    }

    private RetrievalData data(String split, String subset) {
        RetrievalData wanted = data.get(key(split, subset));
        if (wanted == null) {
            throw new IllegalArgumentException(key(split, subset) + " was not selected");
        }
        return wanted;
    }

    /** With the queries that the model gets. */
    private RetrievalData asked(String split, String subset, ScoringContext context) {
        RetrievalData retrieval = data(split, subset);
        return context.perturbation().isEmpty()
                ? retrieval
                : retrieval.withQueryTexts(context.asked(retrieval.queryTexts()));
    }

    @Override
    public void texts(String split, String subset, TextSink sink) {
        RetrievalData retrieval = data(split, subset);
        retrieval.queryTexts().forEach(text -> sink.text("query", text));
        retrieval.documentTexts().forEach(text -> sink.text("document", text));
    }

    @Override
    public List<String> sampleIds(String split, String subset) {
        return data(split, subset).queryIds();
    }

    @Override
    public void encodedTexts(String split, String subset, EncodedTextSink sink) {
        RetrievalData retrieval = data(split, subset);
        retrieval.queryTexts().forEach(text -> sink.text(Role.QUERY, text));
        retrieval
                .topRanked()
                .map(candidates -> DenseSearch.candidateTexts(spec, retrieval, candidates))
                .orElseGet(retrieval::documentTexts)
                .forEach(text -> sink.text(Role.DOCUMENT, text));
    }

    @Override
    public Scores score(String split, String subset, Encoder encoder, ScoringContext context) {
        RetrievalData retrieval = asked(split, subset, context);
        context.odd(Evaluator.place(spec, split, subset), retrieval.oddities().all());
        return scores(retrieval, ranked(retrieval, encoder, context), retrieval.topRanked(), context);
    }

    private List<RankedList> ranked(RetrievalData retrieval, Encoder encoder, ScoringContext context) {
        FloatMatrix queries = encoder.encode(new EncodeRequest(retrieval.queryTexts(), Role.QUERY, spec));
        DenseSearch search = new DenseSearch(spec, encoder, depth(), context);
        return retrieval.topRanked().isPresent()
                ? search.rerank(queries, retrieval, retrieval.topRanked().get())
                : search.searchCorpus(queries, retrieval);
    }

    @Override
    public Scores score(String split, String subset, Searcher searcher, ScoringContext context) {
        RetrievalData retrieval = asked(split, subset, context);
        context.odd(Evaluator.place(spec, split, subset), retrieval.oddities().all());
        Optional<Map<String, List<String>>> candidates = searcher.firstStage()
                .map(stage -> best(stage, retrieval, subset, context))
                .or(retrieval::topRanked);
        List<RankedList> ranked = new CorpusSearch(spec, searcher).rank(retrieval, candidates, subset, depth());
        return scores(retrieval, ranked, candidates, context);
    }

    /** The first stage's best documents of each query. */
    private Map<String, List<String>> best(
            Searcher.FirstStage stage, RetrievalData retrieval, String subset, ScoringContext context) {
        List<RankedList> ranked = stage.model() instanceof Searcher searcher
                ? new CorpusSearch(spec, searcher).rank(retrieval, retrieval.topRanked(), subset, depth())
                : ranked(retrieval, (Encoder) stage.model(), context);
        Map<String, List<String>> best = new LinkedHashMap<>();
        perQuery(retrieval, ranked, retrieval.topRanked())
                .forEach((query, list) -> best.put(
                        query,
                        list.first(stage.best()).hits().stream()
                                .map(RankedList.Hit::documentId)
                                .toList()));
        return best;
    }

    private Map<String, RankedList> perQuery(
            RetrievalData retrieval, List<RankedList> ranked, Optional<Map<String, List<String>>> candidates) {
        return ScoreHeap.perQuery(retrieval, ranked, candidates.isPresent() ? Integer.MAX_VALUE : depth());
    }

    private Scores scores(
            RetrievalData retrieval,
            List<RankedList> ranked,
            Optional<Map<String, List<String>>> candidates,
            ScoringContext context) {
        boolean dropOwnId = spec.params().flag("ignore_identical_ids", false);
        Map<String, RankedList> run = new LinkedHashMap<>();
        perQuery(retrieval, ranked, candidates)
                // After the cut at 1000, so that such a query keeps at most 999 documents.
                .forEach((queryId, list) -> run.put(queryId, dropOwnId ? list.without(queryId) : list));
        RetrievalScores byQuery = RetrievalScores.of(run, retrieval.qrels(), cutoffs, context);
        RetrievalSamples samples = new RetrievalSamples(spec, context.samples());
        Scores.Builder scores = Scores.builder().putAll(byQuery.all());
        samples.add("", byQuery, run, retrieval.qrels());
        if (spec.params().text("task_specific_scores", "").equals("max_over_subqueries")) {
            scores.putAll(
                    overSubqueries(run, retrieval.qrels(), samples, context).prefixed(SUBQUERY_PREFIX));
        }
        return scores.mainScoreFrom(spec.mainScore()).build();
    }

    /** Documents kept per query: none of the measures looks further. */
    private int depth() {
        return cutoffs[cutoffs.length - 1];
    }

    /**
     * The same measures over groups of sub-queries whose ids agree up to the last underscore: each document counts with
     * its best score in the group, as mteb 2.20.0 to 2.26.24 {@code tasks/reranking/eng/mind_small_reranking.py}. A group's
     * judgements are those of one of its members, which are identical.
     */
    private Scores overSubqueries(
            Map<String, RankedList> run,
            Map<String, Map<String, Integer>> qrels,
            RetrievalSamples samples,
            ScoringContext context) {
        Map<String, List<RankedList.Hit>> hits = new LinkedHashMap<>();
        Map<String, Map<String, Integer>> groupQrels = new LinkedHashMap<>();
        qrels.forEach((queryId, judged) -> {
            RankedList list = run.get(queryId);
            if (list == null) {
                throw PlumblineException.data(
                        spec.name() + ": sub-query " + queryId + " is judged but has no text; add it to the queries");
            }
            int cut = queryId.lastIndexOf('_');
            String group = cut < 0 ? queryId : queryId.substring(0, cut);
            hits.computeIfAbsent(group, key -> new ArrayList<>()).addAll(list.hits());
            groupQrels.put(group, judged);
        });
        Map<String, RankedList> groups = new LinkedHashMap<>();
        hits.forEach((group, all) -> groups.put(group, RankedList.of(all)));
        RetrievalScores byGroup = RetrievalScores.of(groups, groupQrels, cutoffs, context);
        samples.add(SUBQUERY_PREFIX, byGroup, groups, groupQrels);
        return byGroup.all();
    }
}
