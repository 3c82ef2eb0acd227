package dev.plumbline.harness.run;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A task and what of it is to be scored.
 *
 * @param selection in mteb's order, which decides what fast clustering draws: splits as given ({@code filter_eval_splits}),
 *     subsets as the task lists them ({@code filter_languages}), each once
 */
public record RunItem(TaskSpec task, Selection selection) {
    public RunItem {
        Objects.requireNonNull(task, "task");
        List<String> known = task.allSubsets();
        selection = new Selection(
                selection.splits().stream().distinct().toList(),
                selection.subsets().stream()
                        .distinct()
                        .sorted(Comparator.comparingInt(known::indexOf))
                        .toList());
    }

    /** The items with the sub-tasks of each aggregate put before it, every task once. */
    public static List<RunItem> withSubtasks(Manifest manifest, List<RunItem> items) {
        Map<String, RunItem> plan = new LinkedHashMap<>();
        for (RunItem item : items) {
            for (String subtask : item.task().subtasks()) {
                TaskSpec spec = manifest.task(subtask);
                plan.putIfAbsent(
                        subtask,
                        new RunItem(spec, new Selection(item.selection().splits(), spec.allSubsets())));
            }
            plan.put(item.task().name(), item);
        }
        return List.copyOf(plan.values());
    }
}
