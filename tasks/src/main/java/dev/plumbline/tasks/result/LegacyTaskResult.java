package dev.plumbline.tasks.result;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Result files from before mteb 1.11, which put the splits at the top level and nested pair scores by distance. Converted
 * as {@code _convert_from_before_v1_11_0} of mteb 2.20.0 to 2.26.24, except that reranking's {@code map} is taken for the
 * main score, which is what those releases ranked by and what {@code map_at_1000} is called today.
 */
final class LegacyTaskResult {

    private static final Set<String> NOT_SPLITS = Set.of("dataset_revision", "mteb_dataset_name", "mteb_version");

    private static final Map<String, String> GROUPS = groups();

    static final Map<String, String> RENAMED_TASKS =
            Map.of("CMedQAv1", "CMedQAv1-reranking", "CMedQAv2", "CMedQAv2-reranking");

    private LegacyTaskResult() {}

    static TaskResult convert(JsonNode root, String origin) {
        String written = TaskResultReader.taskName(root.get("mteb_dataset_name").asText(), origin);
        String name = RENAMED_TASKS.getOrDefault(written, written);
        Manifest manifest = Manifest.bundled();
        TaskSpec task = manifest.taskNames().contains(name) ? manifest.task(name) : null;
        Map<String, List<SubsetResult>> scores = new LinkedHashMap<>();
        double seconds = 0;
        for (Map.Entry<String, JsonNode> split : root.properties()) {
            if (NOT_SPLITS.contains(split.getKey())) {
                continue;
            }
            if (!split.getValue().isObject()) {
                throw PlumblineException.result(
                        origin + " is not a result file: split " + split.getKey() + " must be an object");
            }
            seconds += split.getValue().path("evaluation_time").asDouble(0);
            scores.put(split.getKey(), subsets(split.getValue(), task));
        }
        JsonNode revision = root.get("dataset_revision");
        return new TaskResult(
                revision != null && revision.isTextual() ? revision.asText() : "dataset revision not available",
                name,
                root.path("mteb_version").asText("mteb version not available"),
                scores,
                seconds,
                null,
                null,
                null);
    }

    private static List<SubsetResult> subsets(JsonNode split, @Nullable TaskSpec task) {
        boolean named = split.properties().stream()
                .anyMatch(field -> field.getValue().isObject()
                        && !GROUPS.containsKey(field.getKey())
                        && !field.getKey().equals("v_measures"));
        if (!named) {
            return List.of(subset(TaskSpec.DEFAULT_SUBSET, split, task));
        }
        return split.properties().stream()
                .filter(field -> field.getValue().isObject())
                .map(field -> subset(field.getKey(), field.getValue(), task))
                .toList();
    }

    private static SubsetResult subset(String name, JsonNode node, @Nullable TaskSpec task) {
        Map<String, Object> flat = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String group = GROUPS.get(field.getKey());
            if (group != null && field.getValue().isObject()) {
                field.getValue()
                        .properties()
                        .forEach(score ->
                                flat.put(group + "_" + score.getKey(), TaskResultReader.value(score.getValue())));
            } else if (!field.getKey().equals("evaluation_time")) {
                flat.put(field.getKey(), TaskResultReader.value(field.getValue()));
            }
        }
        if (!flat.containsKey(Scores.MAIN_SCORE)) {
            flat.put(Scores.MAIN_SCORE, mainScore(flat, task));
        }
        Scores.Builder scores = Scores.builder();
        flat.forEach(scores::putValue);
        return new SubsetResult(name, task == null ? List.of() : task.languagesOf(name), null, scores.build());
    }

    private static @Nullable Object mainScore(Map<String, Object> scores, @Nullable TaskSpec task) {
        if (task == null) {
            return null;
        }
        Object named = scores.get(task.mainScore());
        return named == null && task.mainScore().endsWith("map_at_1000") ? scores.get("map") : named;
    }

    private static Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("cos_sim", "cosine");
        groups.put("manhattan", "manhattan");
        groups.put("euclidean", "euclidean");
        groups.put("dot", "dot");
        groups.put("max", "max");
        groups.put("similarity", "similarity");
        return groups;
    }
}
