package dev.plumbline.tasks;

import dev.plumbline.manifest.TaskKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A system that ranks documents for queries without giving vectors away, such as BM25. */
public non-sealed interface Searcher extends Model {

    /**
     * Ranks the corpus, or each query's candidates where the request names some.
     *
     * @return one ranking per query, in the order of the request; the same at any number of threads
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it cannot, of kind STORAGE if its index has no room
     */
    List<Ranking> search(SearchRequest request);

    /** Whether it ranks candidates that a request names, and no corpus. */
    default boolean needsCandidates() {
        return false;
    }

    /** What finds the candidates that are ranked, whatever candidates a task has; empty if these or the whole corpus are. */
    default Optional<FirstStage> firstStage() {
        return Optional.empty();
    }

    /**
     * The first of two stages.
     *
     * @param model ranks the corpus, or a task's candidates
     * @param best so many of them are ranked again, at least 1
     */
    record FirstStage(Model model, int best) {
        public FirstStage {
            Objects.requireNonNull(model, "model");
            if (best < 1) {
                throw new IllegalArgumentException("at least one document is ranked again, not " + best);
            }
        }
    }

    @Override
    default boolean handles(TaskKind kind) {
        return kind == TaskKind.RETRIEVAL || kind == TaskKind.AGGREGATE;
    }
}
