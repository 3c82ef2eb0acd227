package dev.plumbline.reports.diff;

import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultFacts;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One model's results in both folders.
 *
 * @param first what it is called in the first
 * @param second likewise
 * @param description where {@code model_meta.json} differs
 * @param onlyFirst tasks that only the first has
 * @param onlySecond likewise
 * @param tasks of both, sorted by name, also those that do not differ
 */
public record ModelDiff(
        String first,
        String second,
        List<Change> description,
        List<String> onlyFirst,
        List<String> onlySecond,
        List<TaskDiff> tasks) {
    public ModelDiff {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
        description = List.copyOf(description);
        onlyFirst = List.copyOf(onlyFirst);
        onlySecond = List.copyOf(onlySecond);
        tasks = List.copyOf(tasks);
    }

    static ModelDiff of(String firstLabel, ModelResults first, String secondLabel, ModelResults second) {
        return new ModelDiff(
                firstLabel,
                secondLabel,
                Change.between(description(first), description(second)),
                without(first, second),
                without(second, first),
                first.tasks().keySet().stream()
                        .filter(second.tasks()::containsKey)
                        .sorted()
                        .map(task -> TaskDiff.of(task, first, second))
                        .toList());
    }

    /** Whether both say the same, times aside. */
    public boolean same() {
        return description.isEmpty()
                && onlyFirst.isEmpty()
                && onlySecond.isEmpty()
                && tasks.stream().allMatch(TaskDiff::same);
    }

    private static Map<String, String> description(ModelResults model) {
        return model.folder().map(ResultFacts::ofModel).orElse(Map.of());
    }

    private static List<String> without(ModelResults some, ModelResults others) {
        return some.tasks().keySet().stream()
                .filter(task -> !others.tasks().containsKey(task))
                .sorted()
                .toList();
    }
}
