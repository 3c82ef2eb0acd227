package dev.plumbline.tasks;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a service that computes for money has answered.
 *
 * @param requests answered
 * @param texts in them
 * @param tokens that it says it charges for; empty where not every answer said so
 * @param cost of these in the currency of the price; empty where there is none, or the tokens are not known
 */
public record Charge(long requests, long texts, OptionalLong tokens, OptionalDouble cost) {

    /** What came after an earlier state of the same account. */
    public Charge since(Charge earlier) {
        return new Charge(
                requests - earlier.requests,
                texts - earlier.texts,
                tokens.isPresent() && earlier.tokens.isPresent()
                        ? OptionalLong.of(tokens.getAsLong() - earlier.tokens.getAsLong())
                        : OptionalLong.empty(),
                cost.isPresent() && earlier.cost.isPresent()
                        ? OptionalDouble.of(cost.getAsDouble() - earlier.cost.getAsDouble())
                        : OptionalDouble.empty());
    }
}
