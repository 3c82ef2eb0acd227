package dev.plumbline.tasks.evaluate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.data.RowsById;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has a searcher rank a task's corpus, or each query's candidates, and holds its answer to the contract. */
final class CorpusSearch {

    private final TaskSpec task;
    private final Searcher searcher;

    CorpusSearch(TaskSpec task, Searcher searcher) {
        this.task = task;
        this.searcher = searcher;
    }

    /**
     * A ranked list per query of at most {@code depth} documents.
     *
     * @param among ids of each query's candidates; of the whole corpus if empty
     */
    List<RankedList> rank(RetrievalData data, Optional<Map<String, List<String>>> among, String subset, int depth) {
        Optional<List<int[]>> candidates = among.map(lists -> positions(data, lists));
        List<Ranking> rankings = searcher.search(new SearchRequest(
                task,
                task.languagesOf(subset),
                data.documentIds(),
                data.documentTexts(),
                data.queryTexts(),
                candidates,
                depth));
        if (rankings.size() != data.queryIds().size()) {
            throw PlumblineException.model(searcher.card().name() + " returned " + rankings.size() + " rankings for "
                    + data.queryIds().size() + " queries");
        }
        return rankings.stream().map(ranking -> ranked(ranking, data)).toList();
    }

    private RankedList ranked(Ranking ranking, RetrievalData data) {
        List<RankedList.Hit> hits = new ArrayList<>(ranking.size());
        for (int rank = 0; rank < ranking.size(); rank++) {
            if (!Float.isFinite(ranking.score(rank))) {
                throw PlumblineException.model(searcher.card().name() + " gave document "
                        + data.documentIds().get(ranking.document(rank)) + " the score " + ranking.score(rank));
            }
            hits.add(new RankedList.Hit(data.documentIds().get(ranking.document(rank)), ranking.score(rank)));
        }
        return RankedList.of(hits);
    }

    /** Positions in the corpus of each query's candidates; none for a query that has no list. */
    private List<int[]> positions(RetrievalData data, Map<String, List<String>> candidates) {
        // of two documents with one id mteb's cross-encoders see the last
        RowsById byId = searcher.needsCandidates()
                ? RowsById.lastOf(data.documentIds())
                : RowsById.firstOf(data.documentIds(), row -> {});
        List<int[]> lists = new ArrayList<>(data.queryIds().size());
        for (String queryId : data.queryIds()) {
            lists.add(candidates.getOrDefault(queryId, List.of()).stream()
                    .distinct()
                    .mapToInt(id -> position(id, queryId, byId))
                    .toArray());
        }
        return lists;
    }

    private int position(String id, String queryId, RowsById byId) {
        int position = byId.row(id);
        if (position == RowsById.ABSENT) {
            throw PlumblineException.data(task.name() + ": candidate \"" + id + "\" of query " + queryId
                    + " is not in the corpus; complete the corpus or top_ranked");
        }
        return position;
    }
}
