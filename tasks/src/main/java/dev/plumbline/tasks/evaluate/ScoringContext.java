package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.sample.SampleSink;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What an evaluator may use besides its data and the encoder.
 *
 * @param parallel the threads to work on; no score depends on their number
 * @param warnings takes one line about something legal that a reader of the score should know
 * @param samples takes what each sample of the subset scored
 */
public record ScoringContext(Parallel parallel, Consumer<String> warnings, SampleSink samples) {
    public ScoringContext {
        Objects.requireNonNull(samples, "samples");
        Objects.requireNonNull(parallel, "parallel");
        Objects.requireNonNull(warnings, "warnings");
    }

    /** Without keeping samples. */
    public ScoringContext(Parallel parallel, Consumer<String> warnings) {
        this(parallel, warnings, SampleSink.NONE);
    }

    /** The same with another place for samples. */
    public ScoringContext withSamples(SampleSink other) {
        return new ScoringContext(parallel, warnings, other);
    }
}
