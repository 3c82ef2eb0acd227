package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.numeric.Parallel;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What an evaluator may use besides its data and the encoder.
 *
 * @param parallel the threads to work on; no score depends on their number
 * @param warnings takes one line about something legal that a reader of the score should know
 */
public record ScoringContext(Parallel parallel, Consumer<String> warnings) {
    public ScoringContext {
        Objects.requireNonNull(parallel, "parallel");
        Objects.requireNonNull(warnings, "warnings");
    }
}
