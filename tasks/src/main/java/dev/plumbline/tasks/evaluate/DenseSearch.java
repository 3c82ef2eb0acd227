package dev.plumbline.tasks.evaluate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.CodePoints;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.Rows;
import dev.plumbline.tasks.numeric.TopK;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Exact nearest-neighbour search over an encoder's vectors, as mteb 2.20.0 to 2.26.24 {@code models/search_wrappers.py}. The
 * corpus is encoded and searched in chunks, so that memory holds the vectors of one chunk and the best documents per query,
 * never a matrix of scores.
 */
final class DenseSearch {

    /** mteb's chunk; any size gives the same ranking. */
    static final int CHUNK = 50_000;

    /** Queries a thread takes at a time. */
    private static final int QUERY_BLOCK = 16;

    private final TaskSpec task;
    private final Encoder encoder;
    private final int topK;
    private final Parallel parallel;
    private final VectorSearch search;
    private final boolean cosine;

    /** @param topK documents kept per query */
    DenseSearch(TaskSpec task, Encoder encoder, int topK, ScoringContext context) {
        this.task = task;
        this.encoder = encoder;
        this.topK = topK;
        this.parallel = context.parallel();
        this.search = encoder.searching(context.search(), context.parallel());
        this.cosine = encoder.card().similarity() == Similarity.COSINE;
    }

    /** Ranks the whole corpus for each query. At the cut, of equal scores the greater document id stays. */
    List<RankedList> searchCorpus(FloatMatrix queries, RetrievalData data) {
        List<String> ids = data.documentIds();
        List<String> texts = data.documentTexts();
        TopK[] best = new TopK[queries.rows()];
        int kept = Math.min(topK, ids.size());
        for (int i = 0; i < best.length; i++) {
            best[i] = new TopK(kept, (a, b) -> CodePoints.ORDER.compare(ids.get(a), ids.get(b)));
        }
        for (int from = 0; from < texts.size(); from += CHUNK) {
            int to = Math.min(texts.size(), from + CHUNK);
            FloatMatrix chunk = encoder.encode(new EncodeRequest(texts.subList(from, to), Role.DOCUMENT, task));
            search.search(queries, chunk, cosine, from, best);
        }
        RankedList[] ranked = new RankedList[best.length];
        parallel.forBlocks(best.length, QUERY_BLOCK, (from, to) -> {
            for (int query = from; query < to; query++) {
                ranked[query] = ranked(best[query], ids);
            }
        });
        return List.of(ranked);
    }

    /** Texts of the documents that are some query's candidates. */
    static List<String> candidateTexts(TaskSpec task, RetrievalData data, Map<String, List<String>> candidates) {
        return Candidates.of(task, data, candidates, false).texts;
    }

    /** Ranks each query's own candidates; a query without candidates gets an empty list. */
    List<RankedList> rerank(FloatMatrix queries, RetrievalData data, Map<String, List<String>> candidates) {
        FloatMatrix prepared = prepared(queries);
        Candidates needed = Candidates.of(task, data, candidates, !encoder.independent());
        FloatMatrix documents = prepared(encoder.encode(new EncodeRequest(needed.texts, Role.DOCUMENT, task)));
        RankedList[] ranked = new RankedList[prepared.rows()];
        parallel.forBlocks(ranked.length, QUERY_BLOCK, (from, to) -> {
            for (int query = from; query < to; query++) {
                String queryId = data.queryIds().get(query);
                List<String> own = candidates.getOrDefault(queryId, List.of());
                List<RankedList.Hit> hits = new ArrayList<>(own.size());
                for (String documentId : own) {
                    float score = Rows.dot(prepared, query, documents, needed.row(documentId));
                    if (Float.isNaN(score)) {
                        throw PlumblineException.model(task.name() + ": the similarity of query " + queryId
                                + " and document " + documentId + " is not a number; check the model's vectors");
                    }
                    hits.add(new RankedList.Hit(documentId, score));
                }
                ranked[query] = RankedList.of(hits).first(topK);
            }
        });
        return List.of(ranked);
    }

    private FloatMatrix prepared(FloatMatrix vectors) {
        return cosine ? Rows.normalised(vectors, parallel) : vectors;
    }

    private static RankedList ranked(TopK best, List<String> ids) {
        String[] documentIds =
                Arrays.stream(best.sortedIndices()).mapToObj(ids::get).toArray(String[]::new);
        return RankedList.ofRanked(documentIds, best.sortedScores());
    }

    /**
     * The documents that are encoded: those some query has as a candidate, or the whole corpus as mteb does, where the
     * others could change a vector. Of documents with one id the last one stands, as in mteb.
     */
    private record Candidates(List<String> texts, Map<String, Integer> rows) {

        int row(String documentId) {
            Integer row = rows.get(documentId);
            if (row == null) {
                throw new IllegalArgumentException(documentId + " is no candidate");
            }
            return row;
        }

        static Candidates of(TaskSpec task, RetrievalData data, Map<String, List<String>> candidates, boolean whole) {
            Set<String> wanted = new LinkedHashSet<>();
            data.queryIds().forEach(queryId -> wanted.addAll(candidates.getOrDefault(queryId, List.of())));
            List<String> texts = new ArrayList<>();
            Map<String, Integer> rows = new HashMap<>();
            for (int i = 0; i < data.documentIds().size(); i++) {
                String id = data.documentIds().get(i);
                if (whole || wanted.contains(id)) {
                    rows.put(id, texts.size());
                    texts.add(data.documentTexts().get(i));
                }
            }
            wanted.removeAll(rows.keySet());
            if (!wanted.isEmpty()) {
                throw PlumblineException.data(task.name() + ": " + wanted.size()
                        + " candidates are not in the corpus, for example \""
                        + wanted.iterator().next() + "\"; complete the corpus or top_ranked");
            }
            return new Candidates(texts, rows);
        }
    }
}
