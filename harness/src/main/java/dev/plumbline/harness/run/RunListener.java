package dev.plumbline.harness.run;

import dev.plumbline.tasks.result.TaskResult;

/** Hears of a run's progress, on the runner's thread. */
public interface RunListener {

    /** A task begins; {@code position} counts from 1. */
    default void started(String task, int position, int total) {}

    /** A part of a task is about to be encoded: {@code texts} texts will pass through the model. */
    default void encoding(String task, int texts) {}

    /** Something that is good to know, and asks for nothing. */
    default void note(String message) {}

    /** Something legal that a reader of the score should know. */
    default void warning(String message) {}

    /** A task's result, in full precision, after it was written. */
    default void scored(TaskResult result) {}

    /** A task ended, one way or the other. */
    default void finished(TaskOutcome outcome) {}
}
