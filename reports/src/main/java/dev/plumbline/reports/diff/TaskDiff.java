package dev.plumbline.reports.diff;

import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultFacts;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task's two results.
 *
 * @param task its name
 * @param scores that differ, {@code split/subset measure}; main scores first; entries and measures that only one has
 *     among them
 * @param provenance versions, revision, prompts, hashes and whatever else is recorded, where they differ
 * @param timing times, dates and throughput where they differ, which they always do
 */
public record TaskDiff(String task, List<Change> scores, List<Change> provenance, List<Change> timing) {

    /** Facts that no two runs have in common. */
    private static final Set<String> TIMING = Set.of(
            "seconds", "encoded_texts", "encode_seconds", "vectors_not_kept", "endpoint", "evaluation_time", "date");

    public TaskDiff {
        Objects.requireNonNull(task, "task");
        scores = List.copyOf(scores);
        provenance = List.copyOf(provenance);
        timing = List.copyOf(timing);
    }

    static TaskDiff of(String task, ModelResults first, ModelResults second) {
        TaskResult one = first.result(task);
        TaskResult other = second.result(task);
        List<Change> facts = Change.between(facts(first, one), facts(second, other));
        return new TaskDiff(
                task,
                scores(one, other),
                facts.stream().filter(change -> !TIMING.contains(change.name())).toList(),
                facts.stream().filter(change -> TIMING.contains(change.name())).toList());
    }

    /** Whether both say the same, times aside. */
    public boolean same() {
        return scores.isEmpty() && provenance.isEmpty();
    }

    private static List<Change> scores(TaskResult one, TaskResult other) {
        List<Change> changes = Change.between(scores(one, true), scores(other, true));
        List<Change> rest = Change.between(scores(one, false), scores(other, false));
        return Stream.concat(changes.stream(), rest.stream()).toList();
    }

    private static Map<String, String> scores(TaskResult result, boolean main) {
        Map<String, String> scores = new LinkedHashMap<>();
        for (Map.Entry<String, List<SubsetResult>> split : result.scores().entrySet()) {
            for (SubsetResult entry : split.getValue()) {
                entry.scores().toMap().forEach((name, value) -> {
                    if (name.equals(Scores.MAIN_SCORE) == main) {
                        scores.put(split.getKey() + "/" + entry.hfSubset() + " " + name, String.valueOf(value));
                    }
                });
            }
        }
        return scores;
    }

    private static Map<String, String> facts(ModelResults model, TaskResult result) {
        Map<String, String> facts = new TreeMap<>();
        model.folder().ifPresent(folder -> facts.putAll(ResultFacts.ofTask(folder, result.taskName())));
        facts.put("dataset_revision", result.datasetRevision());
        put(facts, "mteb_version", result.mtebVersion());
        put(facts, "evaluation_time", result.evaluationTime());
        put(facts, "date", result.date());
        TreeSet<String> versions = new TreeSet<>();
        result.scores().values().stream()
                .flatMap(List::stream)
                .map(SubsetResult::mtebVersion)
                .filter(Objects::nonNull)
                .forEach(versions::add);
        put(facts, "mteb_version of the entries", versions.isEmpty() ? null : String.join(", ", versions));
        return facts;
    }

    private static void put(Map<String, String> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.put(name, value.toString());
        }
    }
}
