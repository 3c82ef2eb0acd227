package dev.plumbline.reports.compare;

import java.util.Objects;

/**
 * Why two figures are not the same measurement.
 *
 * @param kind what differs
 * @param text how, for a reader
 */
public record Mark(Kind kind, String text) {

    /** What differs. */
    public enum Kind {
        /** Another measure stands for the task. */
        MEASURE,
        /** One has a split or subset that the other lacks. */
        SPLIT,
        /** Another revision of the data set. */
        REVISION,
        /** Scored by releases of mteb between which the measure changed. */
        RELEASE,
        /** Vectors that were cut to as many dimensions are scaled to length 1 in one of them only. */
        SCALING,
        /** Another task on the same data set, such as a later version of the evaluation. */
        TASK,
        /** Only one of them has a figure at all. */
        MISSING
    }

    public Mark {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }
}
