package dev.plumbline.tasks.numeric;

/**
 * Scores of single documents that something else has found, to the last bit those of {@link ExactSearch}: the same chain of
 * fused multiply-adds, first column to last. Keeps some rows' memory; not safe for use by several threads.
 */
public final class CandidateScores {

    /** Chains side by side: each waits for its own last sum. */
    private static final int ROWS = 8;

    private final FloatMatrix queries;
    private final FloatMatrix documents;
    private final boolean divide;
    private final float[][] rows;
    private final float[] scores = new float[ROWS];

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
        this.rows = new float[ROWS][documents.columns()];
    }

    /**
     * Offers some documents to a query's list.
     *
     * @param chosen has the documents' rows, from {@code from} (included) to {@code to} (excluded)
     * @param firstDocument what document 0 is offered as
     */
    public void offer(int query, int[] chosen, int from, int to, int firstDocument, TopK best) {
        for (int start = from; start < to; start += ROWS) {
            int count = Math.min(ROWS, to - start);
            for (int row = 0; row < count; row++) {
                take(chosen[start + row], rows[row]);
            }
            multiply(queries.data(), query * queries.columns(), rows, scores);
            for (int row = 0; row < count; row++) {
                best.offer(scores[row], firstDocument + chosen[start + row]);
            }
        }
    }

    private void take(int document, float[] row) {
        int d = row.length;
        System.arraycopy(documents.data(), document * d, row, 0, d);
        if (divide) {
            float length = Rows.length(row, 0, d);
            for (int k = 0; k < d; k++) {
                row[k] /= length;
            }
        }
    }

    /** Rows that are left over have earlier documents, whose scores nobody reads. */
    private static void multiply(float[] a, int offset, float[][] rows, float[] scores) {
        float[] r0 = rows[0];
        float[] r1 = rows[1];
        float[] r2 = rows[2];
        float[] r3 = rows[3];
        float[] r4 = rows[4];
        float[] r5 = rows[5];
        float[] r6 = rows[6];
        float[] r7 = rows[7];
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int k = 0; k < r0.length; k++) {
            float x = a[offset + k];
            s0 = Math.fma(x, r0[k], s0);
            s1 = Math.fma(x, r1[k], s1);
            s2 = Math.fma(x, r2[k], s2);
            s3 = Math.fma(x, r3[k], s3);
            s4 = Math.fma(x, r4[k], s4);
            s5 = Math.fma(x, r5[k], s5);
            s6 = Math.fma(x, r6[k], s6);
            s7 = Math.fma(x, r7[k], s7);
        }
        scores[0] = s0;
        scores[1] = s1;
        scores[2] = s2;
        scores[3] = s3;
        scores[4] = s4;
        scores[5] = s5;
        scores[6] = s6;
        scores[7] = s7;
    }
}
