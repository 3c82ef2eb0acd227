package dev.plumbline.tasks;

import dev.plumbline.manifest.TaskSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A corpus and the queries to rank it for.
 *
 * @param task what is being scored
 * @param languages ISO codes of the texts such as {@code eng-Latn}; empty if not known
 * @param documentIds in corpus order; between documents of equal score the greater id, by code point, comes first
 * @param documentTexts as the task hands them over
 * @param queryTexts as the task hands them over
 * @param candidates per query the positions in the corpus to rank, for reranking; otherwise the whole corpus is ranked
 * @param depth documents wanted per query at most, at least 1
 */
public record SearchRequest(
        TaskSpec task,
        List<String> languages,
        List<String> documentIds,
        List<String> documentTexts,
        List<String> queryTexts,
        Optional<List<int[]>> candidates,
        int depth) {
    public SearchRequest {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(languages, "languages");
        if (documentIds.size() != documentTexts.size() || depth < 1) {
            throw new IllegalArgumentException(documentIds.size() + " ids, " + documentTexts.size() + " texts, depth "
                    + depth + ": not a search request");
        }
        if (candidates.isPresent() && candidates.get().size() != queryTexts.size()) {
            throw new IllegalArgumentException(
                    candidates.get().size() + " lists of candidates for " + queryTexts.size() + " queries");
        }
    }
}
