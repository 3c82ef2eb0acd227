package dev.plumbline.models.transformer;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What is done to the products of queries and keys.
 *
 * @param scale they are multiplied by
 * @param cap the most that their size comes near to, by tanh
 */
public record ScoreScale(double scale, OptionalDouble cap) {

    public ScoreScale {
        Objects.requireNonNull(cap, "cap");
    }

    /** Divided by the square root of a head's width. */
    static ScoreScale of(Sizes sizes) {
        return new ScoreScale(1 / Math.sqrt(sizes.headWidth()), OptionalDouble.empty());
    }
}
