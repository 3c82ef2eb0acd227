package dev.plumbline.spark;

import dev.plumbline.tasks.numeric.TopK;
import java.io.Serializable;

/**
 * The best documents of each query of a group, of those that were looked at. A document is its place in the order of ties, so
 * that the best of two such lists are the best of all that either looked at, whichever is asked first.
 */
final class BestDocuments implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int[] ends;
    private final int[] documents;
    private final float[] scores;

    private BestDocuments(int[] ends, int[] documents, float[] scores) {
        this.ends = ends;
        this.documents = documents;
        this.scores = scores;
    }

    /** An empty list that takes documents by their places. */
    static TopK list(int capacity, float floor) {
        return new TopK(capacity, Integer::compare, floor);
    }

    static BestDocuments of(TopK[] lists) {
        int[] ends = new int[lists.length];
        int size = 0;
        int[][] documents = new int[lists.length][];
        for (int i = 0; i < lists.length; i++) {
            documents[i] = lists[i].sortedIndices();
            size += documents[i].length;
            ends[i] = size;
        }
        int[] all = new int[size];
        float[] scores = new float[size];
        for (int i = 0; i < lists.length; i++) {
            int from = i == 0 ? 0 : ends[i - 1];
            System.arraycopy(documents[i], 0, all, from, documents[i].length);
            System.arraycopy(lists[i].sortedScores(), 0, scores, from, documents[i].length);
        }
        return new BestDocuments(ends, all, scores);
    }

    int queries() {
        return ends.length;
    }

    /** Offers a query's documents to a list. */
    void offer(int query, int[] order, int firstDocument, TopK list) {
        for (int i = query == 0 ? 0 : ends[query - 1]; i < ends[query]; i++) {
            list.offer(scores[i], firstDocument + order[documents[i]]);
        }
    }

    /** The best of both. */
    BestDocuments with(BestDocuments other, int capacity) {
        TopK[] lists = new TopK[ends.length];
        for (int query = 0; query < lists.length; query++) {
            lists[query] = list(capacity, Float.NEGATIVE_INFINITY);
            offer(query, lists[query]);
            other.offer(query, lists[query]);
        }
        return of(lists);
    }

    private void offer(int query, TopK list) {
        for (int i = query == 0 ? 0 : ends[query - 1]; i < ends[query]; i++) {
            list.offer(scores[i], documents[i]);
        }
    }
}
