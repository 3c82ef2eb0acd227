package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A training run, as its folder tells it.
 *
 * @param tasks scored at checkpoints, sorted
 * @param types their types, sorted, as far as they are known
 * @param stages in the order they were trained
 * @param overlaps test texts found in what it was trained on; empty if nobody looked
 */
public record TrainingRun(List<String> tasks, List<String> types, List<Stage> stages, Optional<Overlaps> overlaps) {

    /** What the scores of the network that a training begins with go by. */
    public static final String START = "start";

    public TrainingRun {
        Objects.requireNonNull(overlaps, "overlaps");
        tasks = List.copyOf(tasks);
        types = List.copyOf(types);
        stages = List.copyOf(stages);
    }

    /**
     * Test texts of the tasks that a run is scored on, in its training files.
     *
     * @param rows training rows looked at
     * @param overlappingRows of these, those with a test text in them
     * @param testTexts looked for
     * @param tasks those that texts were found of, most first
     */
    public record Overlaps(long rows, long overlappingRows, long testTexts, List<TaskOverlaps> tasks) {
        public Overlaps {
            tasks = List.copyOf(tasks);
        }
    }

    /** How many training texts hold a task's test texts. */
    public record TaskOverlaps(String task, long overlaps) {
        public TaskOverlaps {
            Objects.requireNonNull(task, "task");
        }
    }

    /**
     * A stage.
     *
     * @param name its folder
     * @param parents names of the stages it began with, or paths of directories outside the run
     * @param steps done
     * @param tokens trained on, without padding
     * @param seconds of all steps
     * @param seed where it was written down
     * @param scores of its checkpoints, in order of their steps; the stage's end has no step
     * @param gate what the gate said; empty if there was none
     * @param losses thinned to at most 100 points
     */
    public record Stage(
            String name,
            List<String> parents,
            long steps,
            long tokens,
            double seconds,
            OptionalLong seed,
            List<Scored> scores,
            Optional<Outcome> gate,
            List<Loss> losses) {
        public Stage {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(gate, "gate");
            parents = List.copyOf(parents);
            scores = List.copyOf(scores);
            losses = List.copyOf(losses);
        }
    }

    /**
     * A checkpoint's scores.
     *
     * @param step after which it was scored; empty at the stage's end
     * @param mean over the run's tasks; empty if one is missing
     * @param types mean by type, in the run's order
     * @param scores by task, in the run's order
     */
    public record Scored(
            OptionalLong step, OptionalDouble mean, List<OptionalDouble> types, List<OptionalDouble> scores) {
        public Scored {
            types = List.copyOf(types);
            scores = List.copyOf(scores);
        }
    }

    /**
     * What the gate said.
     *
     * @param passed whether the stage may stand
     * @param against what it was compared with
     * @param objections one line each
     */
    public record Outcome(boolean passed, String against, List<String> objections) {
        public Outcome {
            Objects.requireNonNull(against, "against");
            objections = List.copyOf(objections);
        }
    }

    /** The mean loss of the steps up to one. */
    public record Loss(long step, double loss) {}
}
