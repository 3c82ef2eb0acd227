package dev.plumbline.reports.compare;

import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultFacts;
import dev.plumbline.reports.read.SeenFile;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.tasks.result.TaskResult;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One side of a comparison.
 *
 * @param figures its scores, under the name it is shown by
 * @param samples a task's samples, as far as they are there
 * @param facts how a task's result came about, {@link ResultFacts#ofTask}; empty where that is not known
 */
public record Contender(
        ModelFigures figures, Function<String, Samples> samples, Function<String, Map<String, String>> facts) {
    public Contender {
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(figures, "figures");
        Objects.requireNonNull(samples, "samples");
    }

    /**
     * Samples, or why there are none.
     *
     * @param found empty where there are none that can be used
     * @param reason for a reader; empty where they were found
     */
    public record Samples(Optional<TaskSamples> found, String reason) {
        public Samples {
            Objects.requireNonNull(found, "found");
            Objects.requireNonNull(reason, "reason");
        }

        static Samples none(String reason) {
            return new Samples(Optional.empty(), reason);
        }
    }

    /** Figures without samples, as published ones. */
    public static Contender of(ModelFigures figures) {
        return new Contender(figures, task -> Samples.none("no samples"), task -> Map.of());
    }

    /** Results with the samples that lie beside them; samples that do not make the result's scores are left aside. */
    public static Contender of(ModelResults results, String name) {
        return new Contender(
                results.figures().named(name),
                task -> samples(results, task),
                task -> results.folder()
                        .map(folder -> ResultFacts.ofTask(folder, task))
                        .orElse(Map.of()));
    }

    /** The same with other figures of it. */
    public Contender with(ModelFigures other) {
        return new Contender(other, samples, facts);
    }

    /**
     * The same without the samples that training data hold: scores are of those that are left. Tasks that were not looked at,
     * and those without samples, have no such score and are not there any more; neither are those that average others.
     */
    public Contender without(List<SeenFile> seen) {
        Map<String, Samples> kept = new HashMap<>();
        Map<String, List<Figure>> left = new LinkedHashMap<>();
        figures.tasks().forEach((task, own) -> {
            Optional<TaskSamples> found =
                    seen.stream().noneMatch(file -> file.tasks().containsKey(task))
                            ? Optional.empty()
                            : samples.apply(task).found().map(all -> all.without(task, seen));
            kept.put(task, found.isPresent() ? new Samples(found, "") : Samples.none("no samples"));
            List<Figure> scored = own.stream()
                    .flatMap(figure -> found
                            .flatMap(all -> all.subset(figure.split(), figure.subset()))
                            .map(samples -> figure.scored(
                                    samples.scores(figure.mtebVersion()).value()))
                            .stream())
                    .toList();
            if (!scored.isEmpty()) {
                left.put(task, scored);
            }
        });
        return new Contender(
                new ModelFigures(figures.model(), figures.facts(), left),
                task -> kept.getOrDefault(task, Samples.none("no samples")),
                facts);
    }

    public String name() {
        return figures.model();
    }

    private static Samples samples(ModelResults results, String task) {
        TaskResult result = results.tasks().get(task);
        if (result == null || results.folder().isEmpty()) {
            return Samples.none("no samples");
        }
        Optional<TaskSamples> read = TaskSamples.beside(results.folder().get().resolve(task + ".json"))
                .map(TaskSamples::read);
        if (read.isEmpty()) {
            return Samples.none("no samples");
        }
        if (!read.get().decisive()) {
            return Samples.none("its main score cannot be computed from samples");
        }
        List<String> differences = read.get().differences(result);
        return differences.isEmpty()
                ? new Samples(read, "")
                : Samples.none("samples of another result (" + differences.get(0) + ")");
    }
}
