package dev.plumbline.models.torch;

/**
 * How many queries and documents a device compares at once.
 *
 * @param queries at most
 * @param documents at most
 */
record SearchBlocks(int queries, int documents) {

    private static final int MOST_QUERIES = 1024;
    private static final int MOST_DOCUMENTS = 32_768;
    private static final int FEWEST_DOCUMENTS = 1024;

    /** A score, its place, and what top-k sorts them with. */
    private static final long BYTES_PER_SCORE = 24;

    /** Two blocks of documents, and one divided by their lengths. */
    private static final long COPIES = 3;

    /**
     * As many as fit.
     *
     * @param width of the vectors
     * @param bytes that they may take on the device
     */
    static SearchBlocks within(long bytes, int width) {
        int queries = MOST_QUERIES;
        int documents = MOST_DOCUMENTS;
        while (bytes(queries, documents, width) > bytes && documents > FEWEST_DOCUMENTS) {
            documents /= 2;
            queries = Math.max(1, documents < MOST_DOCUMENTS / 4 ? queries / 2 : queries);
        }
        return new SearchBlocks(queries, documents);
    }

    private static long bytes(long queries, long documents, long width) {
        return documents * (COPIES * width * Float.BYTES + queries * BYTES_PER_SCORE);
    }

    /** Half as many documents, or no block if that is too little to be worth the way. */
    SearchBlocks halved() {
        return new SearchBlocks(Math.max(1, queries / 2), documents / 2);
    }

    boolean isWorthwhile() {
        return documents >= FEWEST_DOCUMENTS / 4;
    }
}
