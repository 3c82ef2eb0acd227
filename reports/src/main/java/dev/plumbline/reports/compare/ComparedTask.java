package dev.plumbline.reports.compare;

import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.ModelFigures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A task and the part of it that is compared.
 *
 * @param name as in result files
 * @param type empty for a task that the manifest does not know
 * @param selection the entries whose mean is the task's score
 */
public record ComparedTask(String name, Optional<TaskType> type, Selection selection) {
    public ComparedTask {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(selection, "selection");
    }

    /** A benchmark's tasks with the splits and subsets it selects. */
    public static List<ComparedTask> of(Manifest manifest, Benchmark benchmark) {
        return benchmark.tasks().stream()
                .map(entry -> new ComparedTask(
                        entry.task(), Optional.of(manifest.task(entry.task()).type()), entry.selection()))
                .toList();
    }

    /**
     * Every task that one of the models has: with what the benchmarks select of it, or, if the manifest does not know it,
     * with every split and subset that one of them has.
     */
    public static List<ComparedTask> of(Manifest manifest, ModelFigures first, ModelFigures second) {
        Set<String> names = new TreeSet<>(first.tasks().keySet());
        names.addAll(second.tasks().keySet());
        List<ComparedTask> tasks = new ArrayList<>();
        for (String name : names) {
            if (manifest.taskNames().contains(name)) {
                TaskSpec spec = manifest.task(name);
                tasks.add(new ComparedTask(name, Optional.of(spec.type()), manifest.selection(spec)));
            } else {
                tasks.add(new ComparedTask(name, Optional.empty(), everything(name, first, second)));
            }
        }
        return tasks;
    }

    private static Selection everything(String task, ModelFigures first, ModelFigures second) {
        Set<String> splits = new LinkedHashSet<>();
        Set<String> subsets = new LinkedHashSet<>();
        Stream.of(first, second)
                .flatMap(model -> model.tasks().getOrDefault(task, List.<Figure>of()).stream())
                .forEach(figure -> {
                    splits.add(figure.split());
                    subsets.add(figure.subset());
                });
        return new Selection(List.copyOf(splits), List.copyOf(subsets));
    }

    /** As benchmarks count it; empty for a task without a type. */
    public Optional<BenchmarkTask> counted() {
        return type.map(known -> new BenchmarkTask(name, known, selection));
    }
}
