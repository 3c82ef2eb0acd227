package dev.plumbline.reports.report;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A form of a model's vectors.
 *
 * @param model its name
 * @param dimensions kept; empty where the width of the full vectors is not known
 * @param scaled whether vectors that were cut were scaled to length 1 again, which mteb's {@code embed_dim} does not do
 * @param type of a value: f32, int8 or binary
 * @param bytes of one vector
 * @param tasks scored in every form of the model
 * @param mean over them
 * @param kept share of the full vectors' mean
 */
public record FormRow(
        String model,
        OptionalInt dimensions,
        boolean scaled,
        String type,
        OptionalLong bytes,
        int tasks,
        double mean,
        double kept) {
    public FormRow {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(type, "type");
    }
}
