package dev.plumbline.tasks.result;

import org.jspecify.annotations.Nullable;

/**
 * How long a phase of an evaluation took.
 *
 * @param name mteb's phase name, such as {@code Scoring}
 * @param start seconds since the task began
 * @param end seconds since the task began
 * @param split the split it belongs to, or null
 * @param subset the subset it belongs to, or null
 */
public record PhaseTiming(
        String name,
        double start,
        double end,
        @Nullable String split,
        @Nullable String subset) {}
