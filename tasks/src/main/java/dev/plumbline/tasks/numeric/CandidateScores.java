package dev.plumbline.tasks.numeric;

/**
 * Scores of single documents that something else has found, to the last bit those of {@link ExactSearch}. Keeps what it lays
 * documents out in; not safe for use by several threads.
 */
public final class CandidateScores {

    private final FloatMatrix queries;
    private final FloatMatrix documents;
    private final boolean divide;
    private final FloatPanel panel;
    private final float[] lengths;
    private final float[][] scores = new float[1][FloatPanel.WIDTH];

    /**
     * Of queries and documents.
     *
     * @param queries m x d; where documents are divided, {@linkplain Rows#normalised divided} before
     * @param documents n x d
     * @param divide whether documents are divided by their lengths, which gives cosines
     * @throws IllegalArgumentException if the vectors differ in length
     */
    public CandidateScores(FloatMatrix queries, FloatMatrix documents, boolean divide) {
        MatrixProduct.checkColumns(queries, documents);
        this.queries = queries;
        this.documents = documents;
        this.divide = divide;
        this.panel = new FloatPanel(documents.columns(), FloatPanel.WIDTH);
        this.lengths = new float[FloatPanel.room(FloatPanel.WIDTH)];
    }

    /**
     * Offers some documents to a query's list.
     *
     * @param chosen has the documents' rows, from {@code from} (included) to {@code to} (excluded)
     * @param firstDocument what document 0 is offered as
     */
    public void offer(int query, int[] chosen, int from, int to, int firstDocument, TopK best) {
        int d = documents.columns();
        for (int start = from; start < to; start += FloatPanel.WIDTH) {
            int count = Math.min(FloatPanel.WIDTH, to - start);
            panel.pack(documents.data(), chosen, start, count);
            if (divide) {
                for (int j = 0; j < count; j++) {
                    lengths[j] = Rows.length(documents.data(), chosen[start + j] * d, d);
                }
                panel.divide(lengths);
            }
            panel.multiply(queries.data(), query * d, d, 1, scores);
            for (int j = 0; j < count; j++) {
                best.offer(scores[0][j], firstDocument + chosen[start + j]);
            }
        }
    }
}
