package dev.plumbline.trainer.stage;

import dev.plumbline.trainer.config.SettingsNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is scored after each stage.
 *
 * @param tasks by name; all of the benchmark, or of the task files, if empty
 * @param benchmark whose tasks, splits and subsets are scored
 * @param taskFiles files with tasks of one's own
 * @param data folder of data sets
 * @param gate rules that a stage must pass against the one before
 */
public record EvaluationSettings(
        List<String> tasks,
        Optional<String> benchmark,
        List<Path> taskFiles,
        Optional<Path> data,
        Optional<Path> gate) {

    public EvaluationSettings {
        Objects.requireNonNull(benchmark, "benchmark");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(gate, "gate");
        tasks = List.copyOf(tasks);
        taskFiles = List.copyOf(taskFiles);
        if (tasks.isEmpty() && benchmark.isEmpty() && taskFiles.isEmpty()) {
            throw new IllegalArgumentException("evaluation must name tasks, a benchmark or task_files");
        }
    }

    static EvaluationSettings read(SettingsNode node) {
        List<String> tasks = node.texts("tasks");
        Optional<String> benchmark = node.optionalText("benchmark");
        List<Path> files =
                node.texts("task_files").stream().map(node.folder()::resolve).toList();
        Optional<Path> data = node.optionalText("data").map(node.folder()::resolve);
        Optional<Path> gate = node.optionalText("gate").map(node.folder()::resolve);
        node.end();
        return node.checked(() -> new EvaluationSettings(tasks, benchmark, files, data, gate));
    }
}
