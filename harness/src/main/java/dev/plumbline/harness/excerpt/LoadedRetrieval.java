package dev.plumbline.harness.excerpt;

import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.RetrievalData;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One split and subset of a retrieval task whose texts are found by their ids. */
final class LoadedRetrieval {

    private final String task;
    private final Selection part;
    private final RetrievalData data;
    private final Map<String, Integer> queries;
    private final Map<String, Integer> documents;

    LoadedRetrieval(String task, Selection part, RetrievalData data) {
        this.task = task;
        this.part = part;
        this.data = data;
        this.queries = places(data.queryIds());
        this.documents = places(data.documentIds());
    }

    private static Map<String, Integer> places(List<String> ids) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            places.putIfAbsent(ids.get(i), i);
        }
        return places;
    }

    boolean is(TaskSpec other, Selection otherPart) {
        return task.equals(other.name()) && part.equals(otherPart);
    }

    Optional<String> query(String id) {
        return Optional.ofNullable(queries.get(id)).map(data.queryTexts()::get);
    }

    Optional<String> document(String id) {
        return Optional.ofNullable(documents.get(id)).map(data.documentTexts()::get);
    }

    /** Relevance by document. */
    Map<String, Integer> judged(String query) {
        return data.qrels().getOrDefault(query, Map.of());
    }
}
