package dev.plumbline.tasks.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts of one split and subset after the transform, by the keys of mteb's descriptive statistics
 * ({@code calculate_descriptive_statistics_from_split} of each task type).
 *
 * @param counts {@code num_samples}, and where they apply {@code num_documents}, {@code num_queries},
 *     {@code unique_labels}
 * @param labels rows per label by {@code str(label)}, empty for tasks without labels
 */
public record DatasetStatistics(String split, String subset, Map<String, Integer> counts, Map<String, Integer> labels) {

    private static final String SAMPLES = "num_samples";

    public DatasetStatistics {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        if (!counts.containsKey(SAMPLES)) {
            throw new IllegalArgumentException("statistics need " + SAMPLES);
        }
    }

    /** Samples are documents and kept queries together. */
    public static DatasetStatistics of(String split, String subset, RetrievalData data) {
        int documents = data.documentIds().size();
        int queries = data.queryIds().size();
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put(SAMPLES, documents + queries);
        counts.put("num_documents", documents);
        counts.put("num_queries", queries);
        return new DatasetStatistics(split, subset, counts, Map.of());
    }

    /**
     * Samples are rows, or, where a row is a list, its elements: clustering sets, and pairs stored in a single row. A
     * label that is itself a list (hierarchical clustering) counts once per element, but the row is one sample.
     */
    public static DatasetStatistics of(TaskSpec task, String split, String subset, Table table) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, Integer> labels = new LinkedHashMap<>();
        String labelColumn = labelColumn(task);
        if (labelColumn == null) {
            counts.put(SAMPLES, table.rows());
            return new DatasetStatistics(split, subset, counts, labels);
        }
        int total = 0;
        for (Object label : table.column(labelColumn)) {
            List<?> elements = label instanceof List<?> list ? list : Collections.singletonList(label);
            for (Object element : elements) {
                labels.merge(String.valueOf(element), 1, Integer::sum);
            }
            total += elements.size();
        }
        counts.put(SAMPLES, rowsAreSamples(task, table) ? table.rows() : total);
        counts.put("unique_labels", labels.size());
        return new DatasetStatistics(split, subset, counts, labels);
    }

    private static @Nullable String labelColumn(TaskSpec task) {
        return switch (task.kind()) {
            case CLASSIFICATION -> task.params().text("label_column_name", "label");
            case CLUSTERING_FAST, CLUSTERING_LEGACY, PAIR_CLASSIFICATION ->
                task.params().text("label_column_name", "labels");
            case RETRIEVAL, AGGREGATE, STS, SUMMARIZATION -> null;
        };
    }

    private static boolean rowsAreSamples(TaskSpec task, Table table) {
        return task.kind() == TaskKind.CLUSTERING_FAST
                || task.kind() == TaskKind.CLASSIFICATION
                || (task.kind() == TaskKind.PAIR_CLASSIFICATION && table.rows() != 1);
    }

    /** What the result table calls samples. */
    public int samples() {
        return counts.getOrDefault(SAMPLES, 0);
    }

    /** Where these counts differ from the published ones; empty if the task file has none for this split and subset. */
    public List<CountDifference> differences(TaskSpec task) {
        List<CountDifference> differences = new ArrayList<>();
        if (task.expectedStats() == null) {
            return differences;
        }
        JsonNode expected = task.expectedStats().path(split).path(subset);
        counts.forEach((key, found) -> {
            JsonNode wanted = expected.path(key);
            if (wanted.isNumber() && wanted.intValue() != found) {
                differences.add(difference(key, wanted.asText(), found.toString()));
            }
        });
        JsonNode wantedLabels = expected.path("label_counts");
        if (wantedLabels.isObject()) {
            Set<String> names = new LinkedHashSet<>(labels.keySet());
            wantedLabels.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                int wanted = wantedLabels.path(name).asInt(0);
                int found = labels.getOrDefault(name, 0);
                if (wanted != found) {
                    differences.add(difference(
                            "label_counts[" + name + "]", Integer.toString(wanted), Integer.toString(found)));
                }
            }
        }
        return differences;
    }

    private CountDifference difference(String statistic, String expected, String found) {
        return new CountDifference(split, subset, statistic, expected, found);
    }
}
