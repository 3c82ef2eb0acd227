package dev.plumbline.reports.assemble;

import dev.plumbline.tasks.sample.Sample;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A sample with both models' errors.
 *
 * @param sample the candidate's
 * @param theirs the baseline's, where it has one
 * @param own error of the candidate
 * @param other error of the baseline
 */
record JudgedSample(
        String split, String subset, Sample sample, Optional<Sample> theirs, double own, OptionalDouble other) {

    JudgedSample {
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(subset, "subset");
        Objects.requireNonNull(sample, "sample");
        Objects.requireNonNull(theirs, "theirs");
    }

    /** How much less wrong the candidate is than the baseline; less than 0 where it is more so. */
    double gain() {
        return other.orElse(own) - own;
    }
}
