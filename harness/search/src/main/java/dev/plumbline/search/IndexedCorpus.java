package dev.plumbline.search;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.data.CodePoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request's documents by id, and rankings made of what an index says. */
final class IndexedCorpus {

    private static final Comparator<Hit> BEST_FIRST =
            Comparator.comparingDouble((Hit hit) -> -hit.score()).thenComparing(Hit::id, CodePoints.ORDER.reversed());

    private final String index;
    private final SearchRequest request;
    private final Map<String, Integer> positions;

    /** A document that was found. */
    record Hit(String id, float score) {}

    IndexedCorpus(String index, SearchRequest request) {
        this.index = index;
        this.request = request;
        this.positions = new HashMap<>();
        for (int position = 0; position < request.documentIds().size(); position++) {
            positions.put(request.documentIds().get(position), position);
        }
    }

    /**
     * An index with more or fewer documents would give scores of another task.
     *
     * @throws PlumblineException of kind DATA if the numbers differ
     */
    void checkSize(long indexed) {
        int wanted = positions.size();
        if (indexed != wanted) {
            throw PlumblineException.data(index + " has " + indexed + " documents and the corpus of "
                    + request.task().name() + " has " + wanted
                    + "; index these documents and no others, each under its id");
        }
    }

    /** One that the index does not have. */
    PlumblineException missing(String id) {
        return PlumblineException.data(index + " has no document '" + id + "' of "
                + request.task().name() + "; index its corpus, each document under its id");
    }

    /** Ids of a query's candidates. */
    List<String> candidates(int[] places) {
        return Arrays.stream(places)
                .mapToObj(place -> request.documentIds().get(place))
                .toList();
    }

    /** What was found in the whole corpus. */
    Ranking ranking(List<Hit> hits) {
        List<Hit> sorted = new ArrayList<>(hits);
        sorted.sort(BEST_FIRST);
        int size = Math.min(sorted.size(), request.depth());
        int[] documents = new int[size];
        float[] scores = new float[size];
        for (int rank = 0; rank < size; rank++) {
            Hit hit = sorted.get(rank);
            Integer position = positions.get(hit.id());
            if (position == null) {
                throw PlumblineException.data(index + " found a document '" + hit.id() + "', which "
                        + request.task().name() + " does not have");
            }
            documents[rank] = position;
            scores[rank] = hit.score();
        }
        return new Ranking(documents, scores);
    }

    /** What was found among candidates; those that were not have score 0, as with BM25 here. */
    Ranking ranking(List<Hit> hits, int[] places) {
        Set<String> found = new HashSet<>();
        hits.forEach(hit -> found.add(hit.id()));
        List<Hit> all = new ArrayList<>(hits);
        candidates(places).stream().filter(id -> !found.contains(id)).forEach(id -> all.add(new Hit(id, 0)));
        return ranking(all);
    }
}
