package dev.plumbline.tasks;

import java.util.Arrays;

/** What a search found for one query: documents by their position in the corpus with their scores, best first. */
public final class Ranking {

    private final int[] documents;
    private final float[] scores;

    /**
     * Takes copies.
     *
     * @param documents positions in the corpus
     * @param scores one per document, not increasing
     */
    public Ranking(int[] documents, float[] scores) {
        if (documents.length != scores.length) {
            throw new IllegalArgumentException(documents.length + " documents and " + scores.length + " scores");
        }
        this.documents = Arrays.copyOf(documents, documents.length);
        this.scores = Arrays.copyOf(scores, scores.length);
    }

    public int size() {
        return documents.length;
    }

    /** Position in the corpus of the document of that rank; ranks count from 0. */
    public int document(int rank) {
        return documents[rank];
    }

    /** Score of the document of that rank. */
    public float score(int rank) {
        return scores[rank];
    }
}
