package dev.plumbline.tasks.numeric;

/**
 * Exhaustive search, wherever it is computed. Whatever that is, lists end up with what {@link ExactSearch} puts into them: a
 * score depends on its two vectors alone, and of equal scores the tie order decides, not what came first.
 */
@FunctionalInterface
public interface VectorSearch {

    /**
     * Offers every document that can be among the best of a query to that query's list. Document j is offered as {@code
     * firstDocument + j}, so that a corpus can come in chunks.
     *
     * @param queries m x d
     * @param documents n x d
     * @param cosine whether rows are taken as if of length 1
     * @param best m lists of one capacity and one tie order
     * @throws IllegalArgumentException if the vectors differ in length or there is not one list per query
     */
    void search(FloatMatrix queries, FloatMatrix documents, boolean cosine, int firstDocument, TopK[] best);

    /** In this process. */
    static VectorSearch local(Parallel parallel) {
        return (queries, documents, cosine, firstDocument, best) -> {
            if (cosine) {
                ExactSearch.searchByCosine(queries, documents, firstDocument, best, parallel);
            } else {
                ExactSearch.search(queries, documents, firstDocument, best, parallel);
            }
        };
    }
}
