package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Scores without the samples that training data hold. The same samples are left out of every column.
 *
 * @param sources whose training data were looked at
 * @param tasks those looked at of which a column has samples
 * @param means by column over the same tasks, those of which every column with samples has both scores; in the order of the
 *     report's columns
 */
public record Unseen(List<Source> sources, List<Task> tasks, List<Mean> means) {
    public Unseen {
        sources = List.copyOf(sources);
        tasks = List.copyOf(tasks);
        means = List.copyOf(means);
    }

    /**
     * A file of seen samples.
     *
     * @param model whose training data they are; empty if the file does not say
     * @param training what was looked at
     * @param missing what the model was trained on too, and was not looked at
     */
    public record Source(Optional<String> model, List<String> training, List<String> missing) {
        public Source {
            Objects.requireNonNull(model, "model");
            training = List.copyOf(training);
            missing = List.copyOf(missing);
        }
    }

    /**
     * A task.
     *
     * @param task its name
     * @param samples of it
     * @param seen of these, those that training data hold
     * @param cells by column, in the order of the report's columns
     */
    public record Task(String task, int samples, int seen, List<Cell> cells) {
        public Task {
            Objects.requireNonNull(task, "task");
            cells = List.copyOf(cells);
        }
    }

    /**
     * A model on a task.
     *
     * @param score of all samples
     * @param without the score of those that are left; empty where there are no samples
     */
    public record Cell(OptionalDouble score, OptionalDouble without) {}

    /**
     * A model over tasks.
     *
     * @param tasks how many
     * @param score mean of all samples' scores; empty if there is no task, or it lacks one
     * @param without mean of the scores of those that are left; empty likewise, and where there are no samples
     */
    public record Mean(int tasks, OptionalDouble score, OptionalDouble without) {}
}
