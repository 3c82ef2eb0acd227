package dev.plumbline.trainer.loop;

import java.util.Map;

/** Hears of a run's progress, on its thread. */
public interface TrainingListener {

    /** Hears nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /** A stage begins, or goes on after {@code done} of its steps. */
    default void began(String stage, long done, long steps) {}

    /** A step is done. */
    default void stepped(String stage, StepRecord step, long steps) {}

    /** A checkpoint was scored. */
    default void scored(String label, Map<String, Double> scores) {}

    /** A stage is done, after it was scored and before it is judged. */
    default void finished(String stage) {}

    /** Something to know, in one line. */
    default void note(String message) {}

    /** Something that may be wrong, in one line. */
    default void warning(String message) {}
}
