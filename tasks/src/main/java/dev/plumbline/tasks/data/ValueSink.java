package dev.plumbline.tasks.data;

import org.jspecify.annotations.Nullable;

/** Where a Parquet converter puts what it decoded; the numeric methods spare a box where the receiver can do without. */
@FunctionalInterface
interface ValueSink {

    void add(@Nullable Object value);

    default void addFloat(float value) {
        add((double) value);
    }

    default void addDouble(double value) {
        add(value);
    }
}
