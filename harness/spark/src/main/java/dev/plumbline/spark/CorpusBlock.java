package dev.plumbline.spark;

import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.Serializable;

/** Some documents' vectors, in the order in which equal scores are ranked: the last one first. */
final class CorpusBlock implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int first;
    private final int rows;
    private final int columns;
    private final float[] vectors;

    private CorpusBlock(int first, int rows, int columns, float[] vectors) {
        this.first = first;
        this.rows = rows;
        this.columns = columns;
        this.vectors = vectors;
    }

    /**
     * Picks documents.
     *
     * @param order documents in the order of ties
     * @param from the first of them
     */
    static CorpusBlock of(FloatMatrix documents, int[] order, int from, int to) {
        int columns = documents.columns();
        float[] vectors = new float[Math.multiplyExact(to - from, columns)];
        for (int i = from; i < to; i++) {
            System.arraycopy(documents.data(), order[i] * columns, vectors, (i - from) * columns, columns);
        }
        return new CorpusBlock(from, to - from, columns, vectors);
    }

    /** Place in the order of the first document. */
    int first() {
        return first;
    }

    FloatMatrix vectors() {
        return FloatMatrix.of(rows, columns, vectors);
    }
}
