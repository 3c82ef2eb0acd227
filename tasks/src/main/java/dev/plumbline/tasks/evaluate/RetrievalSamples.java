package dev.plumbline.tasks.evaluate;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleClusters;
import dev.plumbline.tasks.sample.SampleSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Passes on what each query scored, or each group of sub-queries where the main score is of those. */
final class RetrievalSamples {

    private static final int SHOWN_DOCUMENTS = 10;

    /** Shown beside the main score where the task's cutoffs have them. */
    private static final List<String> METRICS =
            List.of("ndcg_at_10", "map_at_10", "mrr_at_10", "recall_at_10", "recall_at_100");

    private final TaskSpec spec;
    private final SampleSink sink;

    RetrievalSamples(TaskSpec spec, SampleSink sink) {
        this.spec = spec;
        this.sink = sink;
    }

    /**
     * Passes on a run's samples if the main score is one of its measures.
     *
     * @param prefix of the run's measures in the task's scores
     */
    void add(
            String prefix,
            RetrievalScores scores,
            Map<String, RankedList> run,
            Map<String, Map<String, Integer>> qrels) {
        if (sink == SampleSink.NONE || !spec.mainScore().startsWith(prefix)) {
            return;
        }
        scores.byQuery(spec.mainScore().substring(prefix.length())).ifPresent(main -> {
            Map<String, double[]> others = new LinkedHashMap<>();
            METRICS.forEach(metric -> scores.byQuery(metric).ifPresent(values -> others.put(metric, values)));
            List<String> ids = List.copyOf(run.keySet());
            SampleSink marked = SampleClusters.marking(
                    sink,
                    SampleClusters.of(ids.stream()
                            .map(id -> relevant(qrels.getOrDefault(id, Map.of())))
                            .toList()),
                    ids);
            int query = 0;
            for (Map.Entry<String, RankedList> entry : run.entrySet()) {
                Map<String, Object> details = new LinkedHashMap<>();
                Map<String, Object> metrics = new LinkedHashMap<>();
                for (Map.Entry<String, double[]> metric : others.entrySet()) {
                    metrics.put(metric.getKey(), metric.getValue()[query]);
                }
                details.put("metrics", metrics);
                details.put("top", top(entry.getValue(), qrels.getOrDefault(entry.getKey(), Map.of())));
                marked.add(new Sample.Scored(entry.getKey(), main[query], details));
                query++;
            }
        });
    }

    /** The relevant documents of a query, the most relevant first: queries of one document are not independent. */
    private static List<String> relevant(Map<String, Integer> judged) {
        return judged.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<Object> top(RankedList ranked, Map<String, Integer> judged) {
        List<Object> top = new ArrayList<>();
        for (int rank = 0; rank < Math.min(SHOWN_DOCUMENTS, ranked.size()); rank++) {
            String document = ranked.documentId(rank);
            top.add(List.of(document, ranked.score(rank), judged.getOrDefault(document, 0)));
        }
        return top;
    }
}
