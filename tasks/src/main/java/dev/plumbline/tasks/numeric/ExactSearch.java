package dev.plumbline.tasks.numeric;

/** Exhaustive search by dot product. Memory is bounded by the block, not by the number of documents. */
public final class ExactSearch {

    private static final int MAX_QUERY_BLOCK = 128;

    /** Few queries are cut into about this many blocks, so that every thread gets some. */
    private static final int MIN_BLOCKS = 16;

    private ExactSearch() {}

    /**
     * Offers every document's score to every query's heap. The scores are products as of {@link MatrixProduct}: cosines if
     * the rows are normalised. Document j is offered as {@code firstDocument + j}, so that a corpus can come in chunks.
     *
     * @param queries m x d
     * @param documents n x d
     * @param best m heaps; each is filled by one thread at a time
     * @throws IllegalArgumentException if the vectors differ in length or there is not one heap per query
     */
    public static void search(
            FloatMatrix queries, FloatMatrix documents, int firstDocument, TopK[] best, Parallel parallel) {
        MatrixProduct.checkColumns(queries, documents);
        if (best.length != queries.rows()) {
            throw new IllegalArgumentException(best.length + " heaps for " + queries.rows() + " queries");
        }
        int share = (queries.rows() + MIN_BLOCKS - 1) / MIN_BLOCKS;
        int block = Math.max(4, Math.min(MAX_QUERY_BLOCK, share));
        parallel.forBlocks(
                queries.rows(), block, (from, to) -> searchBlock(queries, from, to, documents, firstDocument, best));
    }

    private static void searchBlock(
            FloatMatrix queries, int from, int to, FloatMatrix documents, int firstDocument, TopK[] best) {
        int d = queries.columns();
        int capacity = Math.min(FloatPanel.WIDTH, documents.rows());
        FloatPanel panel = new FloatPanel(d, capacity);
        float[][] scores = new float[4][capacity];
        for (int first = 0; first < documents.rows(); first += FloatPanel.WIDTH) {
            panel.pack(documents.data(), first, Math.min(FloatPanel.WIDTH, documents.rows() - first));
            for (int i = from; i < to; i += 4) {
                int rows = Math.min(4, to - i);
                panel.multiply(queries.data(), i * d, d, rows, scores);
                for (int r = 0; r < rows; r++) {
                    offer(scores[r], panel.width(), firstDocument + first, best[i + r]);
                }
            }
        }
    }

    private static void offer(float[] scores, int count, int firstDocument, TopK heap) {
        float threshold = heap.threshold();
        for (int j = 0; j < count; j++) {
            // written so that NaN on either side goes on to the heap
            if (!(scores[j] < threshold)) {
                heap.offer(scores[j], firstDocument + j);
                threshold = heap.threshold();
            }
        }
    }
}
