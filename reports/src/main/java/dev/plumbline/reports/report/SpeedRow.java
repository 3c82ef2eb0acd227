package dev.plumbline.reports.report;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the runs of a model took on one machine.
 *
 * @param model its name
 * @param machine operating system, processors and Java
 * @param tasks number of them
 * @param texts that the tasks asked vectors of
 * @param encodedTexts of these, those that were really encoded: not found in a store, not encoded for another form of the
 *     same vectors; empty of runs that did not record it
 * @param tokens of these, where they were counted
 * @param encodeSeconds time that took; empty if no text was encoded, or it was not recorded
 * @param seconds time of the whole tasks
 * @param textsPerSecond encoded; empty if no text was, or it was not recorded
 */
public record SpeedRow(
        String model,
        String machine,
        int tasks,
        long texts,
        OptionalLong encodedTexts,
        OptionalLong tokens,
        OptionalDouble encodeSeconds,
        double seconds,
        OptionalDouble textsPerSecond) {
    public SpeedRow {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(machine, "machine");
    }
}
