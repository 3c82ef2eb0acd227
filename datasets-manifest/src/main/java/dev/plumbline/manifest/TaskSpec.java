package dev.plumbline.manifest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.WrongValueException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One task as a manifest file states it.
 *
 * @param name mteb's name, unique
 * @param type what benchmarks group it under
 * @param kind the evaluator
 * @param dataset repository and pinned revision
 * @param evalSplits all splits mteb can score; a benchmark selects among them
 * @param mainScore key of the score that stands for the task
 * @param category mteb's modality pair such as {@code t2t}; may be null in a user's file
 * @param multilingual subsets are configs (or values of a {@code lang} column) rather than one {@code default}
 * @param isPublic false where mteb withholds the data
 * @param allSubsets every subset the task has
 * @param languages subset to ISO codes such as {@code eng-Latn}
 * @param params evaluation parameters
 * @param transform name of the transform run once over what was loaded, or null
 * @param prompt mteb's own instruction: a string, a mapping by prompt type, or null
 * @param expectedStats mteb's published statistics, split to subset to counts, or null
 * @param subtasks names of the tasks an aggregate averages, else empty
 */
@JsonIgnoreProperties({"$schema", "note", "benchmarks"})
public record TaskSpec(
        @JsonProperty("name") String name,
        @JsonProperty("type") TaskType type,
        @JsonProperty("kind") TaskKind kind,
        @JsonProperty("dataset") DatasetRef dataset,
        @JsonProperty("eval_splits") List<String> evalSplits,
        @JsonProperty("main_score") String mainScore,
        @JsonProperty("category") @Nullable String category,
        @JsonProperty("multilingual") boolean multilingual,
        @JsonProperty("is_public") Boolean isPublic,
        @JsonProperty("all_subsets") List<String> allSubsets,
        @JsonProperty("languages") Map<String, List<String>> languages,
        @JsonProperty("params") TaskParameters params,
        @JsonProperty("transform") @Nullable String transform,
        @JsonProperty("prompt") @Nullable JsonNode prompt,
        @JsonProperty("expected_stats") @Nullable JsonNode expectedStats,
        @JsonProperty("subtasks") List<String> subtasks) {

    /** The subset name of a task that has no configs. */
    public static final String DEFAULT_SUBSET = "default";

    private static final Map<String, String> EXAMPLES = Map.of("eval_splits", "test", "all_subsets", DEFAULT_SUBSET);

    public TaskSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(evalSplits, "eval_splits");
        Objects.requireNonNull(mainScore, "main_score");
        checkTask("name", name);
        // Jackson gives null for a key that is not there; of these no task has null
        evalSplits = List.copyOf(evalSplits);
        isPublic = isPublic == null || isPublic;
        if (languages == null) {
            languages = Map.of(DEFAULT_SUBSET, List.of());
        }
        Map<String, List<String>> copied = new LinkedHashMap<>();
        languages.forEach((subset, codes) -> {
            if (codes != null && codes.stream().anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("languages." + subset + " has an element that says nothing");
            }
            copied.put(subset, codes == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(codes)));
        });
        languages = Collections.unmodifiableMap(copied);
        allSubsets = allSubsets == null ? List.copyOf(new ArrayList<>(copied.keySet())) : List.copyOf(allSubsets);
        params = params == null ? TaskParameters.none() : params;
        prompt = prompt == null || prompt.isNull() ? null : prompt;
        expectedStats = expectedStats == null || expectedStats.isNull() ? null : expectedStats;
        subtasks = subtasks == null ? List.of() : List.copyOf(subtasks);
        subtasks.forEach(subtask -> checkTask("subtasks", subtask));
        checkParts("eval_splits", "split", evalSplits);
        checkParts("all_subsets", "subset", allSubsets);
        checkDistinct("subtasks", "task", subtasks);
        if (kind == TaskKind.AGGREGATE && subtasks.isEmpty()) {
            throw new WrongValueException("subtasks", "must name the tasks that an aggregate averages", "[MyTask]");
        }
    }

    private static void checkTask(String key, String task) {
        FileNames.taskObjection(task).ifPresent(objection -> {
            throw new WrongValueException(
                    key, "'" + FileNames.shown(task) + "' cannot name a result: it " + objection, "MyTask");
        });
    }

    private static void checkParts(String key, String what, List<String> parts) {
        if (parts.isEmpty()) {
            throw new WrongValueException(key, "must name at least one " + what, "[" + EXAMPLES.get(key) + "]");
        }
        parts.forEach(part -> checkPart(key, part));
        checkDistinct(key, what, parts);
    }

    private static void checkDistinct(String key, String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new WrongValueException(
                        key, "names the " + what + " '" + FileNames.shown(name) + "' twice; take one out", "");
            }
        }
    }

    /** A subset may be in a folder of its data set. */
    private static void checkPart(String key, String part) {
        FileNames.objectionToParts(part).ifPresent(objection -> {
            throw new WrongValueException(
                    key,
                    "has the name '" + FileNames.shown(part) + "', which " + objection,
                    EXAMPLES.getOrDefault(key, ""));
        });
    }

    /** Every split and subset of the task. */
    public Selection everything() {
        return new Selection(evalSplits, allSubsets);
    }

    /** ISO codes of a subset, empty if the manifest names none. */
    public List<String> languagesOf(String subset) {
        return languages.getOrDefault(subset, List.of());
    }
}
