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
 * @param texts that went through the model
 * @param tokens of these, where they were counted
 * @param encodeSeconds time that took
 * @param seconds time of the whole tasks
 * @param textsPerSecond empty if no text went through the model
 */
public record SpeedRow(
        String model,
        String machine,
        int tasks,
        long texts,
        OptionalLong tokens,
        double encodeSeconds,
        double seconds,
        OptionalDouble textsPerSecond) {
    public SpeedRow {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(machine, "machine");
    }
}
