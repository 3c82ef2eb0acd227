package dev.plumbline.tasks.data;

import java.util.Objects;

/** A split of a config: what a table is read from. */
public record DataPart(String config, String split) {
    public DataPart {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(split, "split");
    }
}
