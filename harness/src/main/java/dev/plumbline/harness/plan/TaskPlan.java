package dev.plumbline.harness.plan;

import java.util.Objects;

/**
 * What one task would have a model encode.
 *
 * @param task its name
 * @param texts handed to the model, repeated ones each time
 * @param distinct of them, that no task before it has
 * @param kept of those, read from the store
 * @param fresh of those, to be encoded
 * @param tokens of the fresh ones; counted in some thousands of them and multiplied
 * @param heap bytes that the task's texts and vectors need at once
 * @param problem why it cannot be planned, empty if it can
 */
public record TaskPlan(
        String task, long texts, long distinct, long kept, long fresh, long tokens, long heap, String problem) {
    public TaskPlan {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(problem, "problem");
    }

    /** Of a task whose data cannot be read, or which the model cannot do. */
    static TaskPlan without(String task, String problem) {
        return new TaskPlan(task, 0, 0, 0, 0, 0, 0, problem);
    }
}
