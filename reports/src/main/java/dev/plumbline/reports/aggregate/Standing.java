package dev.plumbline.reports.aggregate;

import dev.plumbline.manifest.TaskType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One model's row in a benchmark's table. Values are fractions of 1.
 *
 * @param model its name
 * @param tasks every task of the benchmark in its order, also those without a score
 * @param meanTask mean over tasks; empty unless every task has all its entries
 * @param meanTaskType mean over the types' means; empty unless every task has all its entries
 * @param typeMeans every type of the benchmark, in order of its first task; empty where one of the type's tasks lacks an
 *     entry
 * @param bordaPoints over the tasks it has any entry of
 * @param rank 1 is the best; models with the same points share the better rank
 */
public record Standing(
        String model,
        Map<String, TaskScore> tasks,
        OptionalDouble meanTask,
        OptionalDouble meanTaskType,
        Map<TaskType, OptionalDouble> typeMeans,
        double bordaPoints,
        int rank) {
    public Standing {
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        typeMeans = Collections.unmodifiableMap(new LinkedHashMap<>(typeMeans));
    }

    /** A task's; one of the benchmark's. */
    public TaskScore score(String task) {
        return Objects.requireNonNull(tasks.get(task), task);
    }

    /** A type's mean; one of the benchmark's. */
    public OptionalDouble typeMean(TaskType type) {
        return Objects.requireNonNull(typeMeans.get(type), type::label);
    }

    /** Tasks with all their entries. */
    public long completeTasks() {
        return tasks.values().stream().filter(score -> score.mean().isPresent()).count();
    }

    /**
     * Mean over the tasks that have all their entries, whatever else is missing: not comparable with another model's mean
     * over other tasks. Empty if there is no such task.
     */
    public OptionalDouble meanOfComplete() {
        return tasks.values().stream()
                .map(TaskScore::mean)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }

    /** What is missing, in order: a task's name, with its missing entries where it has others. */
    public List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        tasks.forEach((name, score) -> {
            if (score.available().isEmpty()) {
                gaps.add(name);
            } else if (!score.gaps().isEmpty()) {
                gaps.add(name + " (" + String.join(", ", score.gaps()) + ")");
            }
        });
        return gaps;
    }

    /** What it scored in a task it was ranked by. */
    public TaskScore task(String name) {
        return score(tasks, name);
    }

    static TaskScore score(Map<String, TaskScore> tasks, String name) {
        TaskScore score = tasks.get(name);
        if (score == null) {
            throw new IllegalArgumentException(name + " is not among " + tasks.keySet());
        }
        return score;
    }

    /**
     * The row as mteb's {@code Benchmark.get_score} returns it: {@code Mean(Task)}, {@code Mean(TaskType)} and one key per
     * type, all of them empty where an entry is missing or NaN; where a task has no entry at all, every task's name
     * instead, each empty. {@code Rank} is {@link #rank()} in either case.
     */
    public Map<String, OptionalDouble> toMteb() {
        Map<String, OptionalDouble> row = new LinkedHashMap<>();
        if (tasks.values().stream().anyMatch(score -> score.available().isEmpty())) {
            tasks.keySet().forEach(name -> row.put(name, OptionalDouble.empty()));
        } else {
            row.put("Mean(Task)", meanTask);
            row.put("Mean(TaskType)", meanTaskType);
            boolean complete = meanTask.isPresent();
            typeMeans.forEach((type, mean) -> row.put(type.label(), complete ? mean : OptionalDouble.empty()));
        }
        row.put("Rank", OptionalDouble.of(rank));
        return row;
    }
}
