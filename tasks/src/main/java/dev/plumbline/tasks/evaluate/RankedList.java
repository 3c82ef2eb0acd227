package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.data.CodePoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What a search returned for one query: documents by score descending, and between equal scores by id descending, which
 * is how mteb 2.20.0 to 2.26.24 orders a run ({@code _evaluators/retrieval_metrics.py}). Ids compare by code point. Each
 * document occurs once.
 */
final class RankedList {

    private static final Comparator<Hit> BEST_FIRST = Comparator.<Hit>comparingDouble(hit -> hit.score + 0.0)
            .thenComparing(Hit::documentId, CodePoints.ORDER)
            .reversed();

    private final String[] documentIds;
    private final float[] scores;

    private RankedList(String[] documentIds, float[] scores) {
        this.documentIds = documentIds;
        this.scores = scores;
    }

    /** One document with its similarity, a float32 value. */
    record Hit(String documentId, float score) {
        Hit {
            Objects.requireNonNull(documentId, "documentId");
        }
    }

    /** Ranks hits in any order; of a document that occurs twice the better score stays. */
    static RankedList of(Iterable<Hit> unordered) {
        Map<String, Hit> best = new LinkedHashMap<>();
        for (Hit hit : unordered) {
            best.merge(hit.documentId, hit, (a, b) -> a.score >= b.score ? a : b);
        }
        List<Hit> ranked = new ArrayList<>(best.values());
        ranked.sort(BEST_FIRST);
        float[] scores = new float[ranked.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = ranked.get(i).score;
        }
        return new RankedList(ranked.stream().map(Hit::documentId).toArray(String[]::new), scores);
    }

    /** Takes over documents that are ranked already, each of them once. */
    static RankedList ofRanked(String[] documentIds, float[] scores) {
        if (documentIds.length != scores.length) {
            throw new IllegalArgumentException(documentIds.length + " documents, " + scores.length + " scores");
        }
        return new RankedList(documentIds, scores);
    }

    static RankedList empty() {
        return new RankedList(new String[0], new float[0]);
    }

    int size() {
        return scores.length;
    }

    /** The document at a rank, from 0. */
    String documentId(int rank) {
        return documentIds[rank];
    }

    /** The score at a rank, from 0. */
    float score(int rank) {
        return scores[rank];
    }

    /** The documents with their scores, best first. */
    List<Hit> hits() {
        return IntStream.range(0, size())
                .mapToObj(rank -> new Hit(documentIds[rank], scores[rank]))
                .toList();
    }

    /** The list without one document. */
    RankedList without(String documentId) {
        int[] others = IntStream.range(0, size())
                .filter(rank -> !documentIds[rank].equals(documentId))
                .toArray();
        if (others.length == size()) {
            return this;
        }
        float[] left = new float[others.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = scores[others[i]];
        }
        return new RankedList(
                Arrays.stream(others).mapToObj(rank -> documentIds[rank]).toArray(String[]::new), left);
    }

    /** The best {@code most} of it. */
    RankedList first(int most) {
        return size() <= most ? this : new RankedList(Arrays.copyOf(documentIds, most), Arrays.copyOf(scores, most));
    }
}
