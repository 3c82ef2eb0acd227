package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.sample.SampleSink;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What an evaluator may use besides its data and the encoder.
 *
 * @param parallel the threads to work on; no score depends on their number
 * @param warnings takes one line about something legal that a reader of the score should know
 * @param samples takes what each sample of the subset scored
 * @param release whose numbers are computed
 */
public record ScoringContext(Parallel parallel, Consumer<String> warnings, SampleSink samples, MtebRelease release) {
    public ScoringContext {
        Objects.requireNonNull(samples, "samples");
        Objects.requireNonNull(parallel, "parallel");
        Objects.requireNonNull(warnings, "warnings");
        Objects.requireNonNull(release, "release");
    }

    /** Without keeping samples, as the newest release. */
    public ScoringContext(Parallel parallel, Consumer<String> warnings) {
        this(parallel, warnings, SampleSink.NONE, MtebRelease.newest());
    }

    /** The same with another place for samples. */
    public ScoringContext withSamples(SampleSink other) {
        return new ScoringContext(parallel, warnings, other, release);
    }

    /** The same as another release. */
    public ScoringContext as(MtebRelease other) {
        return new ScoringContext(parallel, warnings, samples, other);
    }
}
