package dev.plumbline.reports.compare;

import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.tasks.result.TaskResult;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One side of a comparison.
 *
 * @param figures its scores, under the name it is shown by
 * @param samples a task's samples, as far as they are there
 */
public record Contender(ModelFigures figures, Function<String, Samples> samples) {
    public Contender {
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
        return new Contender(figures, task -> Samples.none("no samples"));
    }

    /** Results with the samples that lie beside them; samples that do not make the result's scores are left aside. */
    public static Contender of(ModelResults results, String name) {
        return new Contender(results.figures().named(name), task -> samples(results, task));
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
