package dev.plumbline.harness.plan;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * What a run would have to do.
 *
 * @param model its name
 * @param tasks in the order they would be scored
 * @param vectorBytes that a fresh vector takes in the store; 0 where none are kept
 * @param room bytes free where vectors are kept; empty where none are kept
 * @param tokensPerSecond as measured on a few of the fresh texts; empty where it was not
 * @param textsPerRequest of an endpoint, 0 for a model that runs here
 * @param outsideHeap bytes that are taken outside of Java's heap; empty where it was not measured
 */
public record RunPlan(
        String model,
        List<TaskPlan> tasks,
        long vectorBytes,
        OptionalLong room,
        OptionalDouble tokensPerSecond,
        int textsPerRequest,
        OptionalLong outsideHeap) {

    /** Beside texts and vectors: the program, a batch's arrays, scores. */
    private static final long REST = 160L << 20;

    public RunPlan {
        tasks = List.copyOf(tasks);
    }

    /** A figure of all tasks together. */
    public long sum(ToLongFunction<TaskPlan> figure) {
        return tasks.stream().mapToLong(figure).sum();
    }

    /** Bytes that fresh vectors take in the store. */
    public long disk() {
        return sum(TaskPlan::fresh) * vectorBytes;
    }

    /** Java heap that the largest task needs, in bytes. */
    public long heap() {
        return REST + tasks.stream().mapToLong(TaskPlan::heap).max().orElse(0);
    }

    /** Bytes that a run takes of the machine's memory if Java's heap is no larger than {@link #heap}; empty where unknown. */
    public OptionalLong memory() {
        return outsideHeap.isPresent() ? OptionalLong.of(heap() + outsideHeap.getAsLong()) : OptionalLong.empty();
    }

    /** Seconds of encoding; scoring comes on top. Empty where no speed was measured. */
    public OptionalDouble seconds() {
        return tokensPerSecond.isPresent()
                ? OptionalDouble.of(sum(TaskPlan::tokens) / tokensPerSecond.getAsDouble())
                : OptionalDouble.empty();
    }

    /** Requests to an endpoint, if every one is full and answered at once. */
    public long requests() {
        return textsPerRequest == 0 ? 0 : sum(task -> (task.fresh() + textsPerRequest - 1) / textsPerRequest);
    }

    /** What an endpoint asks for the fresh tokens. */
    public double price(double perMillion) {
        return sum(TaskPlan::tokens) / 1e6 * perMillion;
    }

    /** Whether the vectors fit where they are kept. */
    public boolean fitsDisk() {
        return room.isEmpty() || disk() <= room.getAsLong();
    }

    /** Whether the largest task fits in a heap of so many bytes. */
    public boolean fitsHeap(long most) {
        return heap() <= most;
    }
}
