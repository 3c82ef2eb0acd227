package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/** Exhaustive search by dot product. Beside the matrices it needs memory for a few thousand documents only. */
public final class ExactSearch {

    /** Documents laid out at a time, in panels that all threads read. */
    private static final int CHUNK = 8 * FloatPanel.WIDTH;

    /** Queries that one thread takes at a time: enough to read a panel from the cache, few enough to share out. */
    private static final int QUERY_BLOCK = 36;

    /** Queries multiplied at a time. */
    private static final int ROWS = 12;

    private ExactSearch() {}

    /**
     * Offers every document's score to every query. The scores are products as of {@link MatrixProduct}: cosines
     * if the rows are normalised. Document j is offered as {@code firstDocument + j}, so that a corpus can come in
     * chunks.
     *
     * @param queries m x d
     * @param documents n x d
     * @param best m of them; each is filled by one thread at a time
     * @throws IllegalArgumentException if the vectors differ in length or there is not one per query
     */
    public static void search(
            FloatMatrix queries, FloatMatrix documents, int firstDocument, TopK[] best, Parallel parallel) {
        search(queries, documents, 0, documents.rows(), false, firstDocument, best, parallel);
    }

    /**
     * As {@link #search} on the rows that {@link Rows#normalised} would give, bit for bit: documents are divided by their
     * lengths while they are laid out, which saves a copy of them.
     */
    public static void searchByCosine(
            FloatMatrix queries, FloatMatrix documents, int firstDocument, TopK[] best, Parallel parallel) {
        FloatMatrix divided = Rows.normalised(queries, parallel);
        search(divided, documents, 0, documents.rows(), true, firstDocument, best, parallel);
    }

    /**
     * As {@link #search} or {@link #searchByCosine} on some of the documents.
     *
     * @param queries where documents are divided, {@linkplain Rows#normalised divided} before
     * @param from first of the documents
     * @param to one after the last of them
     * @param divide whether documents are divided by their lengths
     * @param firstDocument what the first document of all, not of those, is offered as
     */
    public static void search(
            FloatMatrix queries,
            FloatMatrix documents,
            int from,
            int to,
            boolean divide,
            int firstDocument,
            TopK[] best,
            Parallel parallel) {
        MatrixProduct.checkColumns(queries, documents);
        if (best.length != queries.rows()) {
            throw new IllegalArgumentException(best.length + " lists for " + queries.rows() + " queries");
        }
        int capacity = Math.min(CHUNK, to - from);
        FloatPanel[] panels = new FloatPanel[(capacity + FloatPanel.WIDTH - 1) / FloatPanel.WIDTH];
        Arrays.setAll(panels, p -> new FloatPanel(queries.columns(), Math.min(FloatPanel.WIDTH, capacity)));
        for (int chunk = from; chunk < to; chunk += CHUNK) {
            int first = chunk;
            int count = Math.min(CHUNK, to - chunk);
            parallel.forBlocks(
                    count,
                    FloatPanel.WIDTH,
                    (begin, end) ->
                            layOut(documents, first + begin, end - begin, divide, panels[begin / FloatPanel.WIDTH]));
            int used = (count + FloatPanel.WIDTH - 1) / FloatPanel.WIDTH;
            parallel.forBlocks(
                    queries.rows(),
                    QUERY_BLOCK,
                    (begin, end) -> searchPanels(queries, begin, end, panels, used, firstDocument + first, best));
        }
    }

    private static void layOut(FloatMatrix documents, int first, int count, boolean divide, FloatPanel panel) {
        panel.pack(documents.data(), first, count);
        if (divide) {
            float[] lengths = new float[FloatPanel.room(count)];
            for (int j = 0; j < count; j++) {
                lengths[j] = Rows.length(documents.data(), (first + j) * documents.columns(), documents.columns());
            }
            panel.divide(lengths);
        }
    }

    private static void searchPanels(
            FloatMatrix queries, int from, int to, FloatPanel[] panels, int used, int firstDocument, TopK[] best) {
        int d = queries.columns();
        float[][] scores = new float[ROWS][FloatPanel.WIDTH];
        for (int p = 0; p < used; p++) {
            for (int i = from; i < to; i += ROWS) {
                int rows = Math.min(ROWS, to - i);
                panels[p].multiply(queries.data(), i * d, d, rows, scores);
                for (int r = 0; r < rows; r++) {
                    offer(scores[r], panels[p].width(), firstDocument + p * FloatPanel.WIDTH, best[i + r]);
                }
            }
        }
    }

    private static void offer(float[] scores, int count, int firstDocument, TopK best) {
        float threshold = best.threshold();
        for (int j = 0; j < count; j++) {
            // written so that NaN on either side goes on
            if (!(scores[j] < threshold)) {
                best.offer(scores[j], firstDocument + j);
                threshold = best.threshold();
            }
        }
    }
}
