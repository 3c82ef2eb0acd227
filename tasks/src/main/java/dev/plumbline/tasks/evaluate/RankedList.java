package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.data.CodePoints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a search returned for one query: documents by score descending, and between equal scores by id descending, which
 * is how mteb 2.20.0 orders a run ({@code _evaluators/retrieval_metrics.py}). Ids compare by code point.
 *
 * @param hits best first, each document once
 */
record RankedList(List<Hit> hits) {

    private static final Comparator<Hit> BEST_FIRST = Comparator.comparingDouble(Hit::score)
            .thenComparing(Hit::documentId, CodePoints.ORDER)
            .reversed();

    /** One document with its similarity, a float32 value. */
    record Hit(String documentId, float score) {
        Hit {
            Objects.requireNonNull(documentId, "documentId");
        }
    }

    RankedList {
        hits = List.copyOf(hits);
    }

    /** Ranks hits in any order; of a document that occurs twice the better score stays. */
    static RankedList of(Iterable<Hit> unordered) {
        Map<String, Hit> best = new LinkedHashMap<>();
        for (Hit hit : unordered) {
            best.merge(hit.documentId, hit, (a, b) -> a.score >= b.score ? a : b);
        }
        List<Hit> ranked = new ArrayList<>(best.values());
        ranked.sort(BEST_FIRST);
        return new RankedList(ranked);
    }

    static RankedList empty() {
        return new RankedList(List.of());
    }

    /** The list without one document. */
    RankedList without(String documentId) {
        return new RankedList(
                hits.stream().filter(hit -> !hit.documentId.equals(documentId)).toList());
    }

    /** The best {@code size} of it. */
    RankedList first(int size) {
        return hits.size() <= size ? this : new RankedList(hits.subList(0, size));
    }
}
