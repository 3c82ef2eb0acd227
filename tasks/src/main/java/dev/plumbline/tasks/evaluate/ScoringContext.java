package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.data.Oddity;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import dev.plumbline.tasks.perturb.Perturbation;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.sample.SampleSink;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an evaluator may use besides its data and the encoder.
 *
 * @param parallel the threads to work on; no score depends on their number
 * @param search what finds the best documents of a corpus; no score depends on where
 * @param warnings takes one line about something legal that a reader of the score should know
 * @param samples takes what each sample of the subset scored
 * @param release whose numbers are computed
 * @param perturbation of what is asked, {@link #asked}; empty for scores as they are
 */
public record ScoringContext(
        Parallel parallel,
        VectorSearch search,
        Consumer<String> warnings,
        SampleSink samples,
        MtebRelease release,
        Optional<Perturbation> perturbation) {
    public ScoringContext {
        Objects.requireNonNull(samples, "samples");
        Objects.requireNonNull(parallel, "parallel");
        Objects.requireNonNull(search, "search");
        Objects.requireNonNull(warnings, "warnings");
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(perturbation, "perturbation");
    }

    /** Without keeping samples, as the newest release. */
    public ScoringContext(Parallel parallel, Consumer<String> warnings) {
        this(parallel, VectorSearch.local(parallel), warnings, SampleSink.NONE, MtebRelease.newest(), Optional.empty());
    }

    /**
     * Warns of what is odd and scored all the same, one line for each.
     *
     * @param place what the data are of, in front of the line
     */
    void odd(String place, List<Oddity> oddities) {
        oddities.forEach(oddity -> odd(place, oddity.text()));
    }

    /** The same for an oddity in words. */
    void odd(String place, String what) {
        warnings.accept(place + ": scored, but odd: " + what);
    }

    /** The same with another search. */
    public ScoringContext searchedBy(VectorSearch other) {
        return new ScoringContext(parallel, other, warnings, samples, release, perturbation);
    }

    /** The same with another place for samples. */
    public ScoringContext withSamples(SampleSink other) {
        return new ScoringContext(parallel, search, warnings, other, release, perturbation);
    }

    /** The same as another release. */
    public ScoringContext as(MtebRelease other) {
        return new ScoringContext(parallel, search, warnings, samples, other, perturbation);
    }

    /** The same with other texts in place of those that are asked. */
    public ScoringContext perturbed(Optional<Perturbation> other) {
        return new ScoringContext(parallel, search, warnings, samples, release, other);
    }

    /**
     * Texts of the side that is asked, as the model gets them: queries; of pairs the first sentence; what is classified or
     * clustered; summaries that are rated. What they are held against (documents, second sentences, training rows, people's
     * summaries) never goes through here, and neither do texts that only tell which samples belong together.
     */
    List<String> asked(List<String> texts) {
        return perturbation
                .map(change -> texts.stream().map(change::apply).toList())
                .orElse(texts);
    }
}
