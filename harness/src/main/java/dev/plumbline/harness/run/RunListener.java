package dev.plumbline.harness.run;

import dev.plumbline.tasks.result.TaskResult;
import java.util.List;

/** Hears of a run's progress, on the runner's thread. */
public interface RunListener {

    /** What will be scored, in order and without the sub-tasks of averages, and with what; before the first task begins. */
    default void planned(List<RunItem> items, List<RunTarget> targets) {}

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

    /** Whether the tasks that are left need not be scored any more; asked after each that every target has finished. */
    default boolean enough() {
        return false;
    }
}
