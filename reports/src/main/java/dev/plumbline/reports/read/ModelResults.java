package dev.plumbline.reports.read;

import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.figure.ResultFigures;
import dev.plumbline.tasks.result.TaskResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one revision of a model scored, with one set of settings.
 *
 * @param name {@code org/name}
 * @param revision its folder
 * @param experiment the settings' folder below {@code experiments/}; empty for the model as it is
 * @param folder where its result files are; empty if they are in memory only
 * @param tasks task name to result
 */
public record ModelResults(
        String name,
        String revision,
        Optional<String> experiment,
        Optional<Path> folder,
        Map<String, TaskResult> tasks) {
    public ModelResults {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(experiment, "experiment");
        Objects.requireNonNull(folder, "folder");
        tasks = Map.copyOf(tasks);
    }

    /** Results in memory. */
    public ModelResults(String name, String revision, Map<String, TaskResult> tasks) {
        this(name, revision, Optional.empty(), Optional.empty(), tasks);
    }

    /** The result of one of its tasks. */
    public TaskResult result(String task) {
        TaskResult result = tasks.get(task);
        if (result == null) {
            throw new IllegalArgumentException(name + " has no result of " + task);
        }
        return result;
    }

    /** The main scores with what they were measured on, under the model's name. */
    public ModelFigures figures() {
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        new TreeMap<>(tasks)
                .forEach((task, result) ->
                        figures.put(task, ResultFigures.of(result, ResultFile.isSelfReported(revision))));
        return new ModelFigures(name, ModelFacts.NONE, figures);
    }

    /** The main scores alone, under a label that is unique among the models compared. */
    public ModelScores mainScores(String label) {
        return figures().named(label).scores();
    }
}
