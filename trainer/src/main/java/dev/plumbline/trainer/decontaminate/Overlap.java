package dev.plumbline.trainer.decontaminate;

import dev.plumbline.trainer.rows.RowPlace;
import java.util.Objects;

/**
 * A training text that is, or nearly is, a test text.
 *
 * @param place of the training row
 * @param part of the row: {@code query}, {@code pos[0]}, {@code neg[3]} ...
 * @param test where the test text comes from
 * @param similarity 1, or for a near overlap the part of the test text's 13-grams that the training text has
 * @param text the test text
 */
public record Overlap(RowPlace place, String part, TestSource test, Kind kind, double similarity, String text) {

    /** Stronger ones first. */
    public enum Kind {
        EXACT,
        NORMALISED,
        NEAR
    }

    public Overlap {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }
}
