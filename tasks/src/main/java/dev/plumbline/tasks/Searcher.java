package dev.plumbline.tasks;

import dev.plumbline.manifest.TaskKind;
import java.util.List;

/** A system that ranks documents for queries without giving vectors away, such as BM25. */
public non-sealed interface Searcher extends Model {

    /**
     * Ranks the corpus, or each query's candidates where the request names some.
     *
     * @return one ranking per query, in the order of the request; the same at any number of threads
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it cannot, of kind STORAGE if its index has no room
     */
    List<Ranking> search(SearchRequest request);

    @Override
    default boolean handles(TaskKind kind) {
        return kind == TaskKind.RETRIEVAL || kind == TaskKind.AGGREGATE;
    }
}
