package dev.plumbline.models.probe;

import dev.plumbline.tasks.ModelCard;
import java.util.Optional;

/**
 * What a probe found.
 *
 * @param model as it describes itself
 * @param norms lengths of the vectors of the texts
 * @param repeated the texts one by one, and again
 * @param batched the texts one by one against all in one request
 * @param reordered all in one request against all in reverse order
 * @param length what becomes of long texts
 * @param empty what becomes of an empty text
 * @param speed time it took
 * @param agreement with another model, if one was given
 */
public record ProbeReport(
        ModelCard model,
        Norms norms,
        Likeness repeated,
        Likeness batched,
        Likeness reordered,
        Length length,
        Empty empty,
        Speed speed,
        Optional<Agreement> agreement) {

    private static final double UNIT = 1e-3;

    /** Lengths of vectors. */
    public record Norms(double least, double mean, double most) {
        /** Whether all have length one, up to rounding, in half precision too. */
        public boolean unit() {
            return Math.abs(least - 1) < UNIT && Math.abs(most - 1) < UNIT;
        }
    }

    /**
     * How like two sets of vectors of the same texts are.
     *
     * @param leastCosine over the texts
     * @param meanCosine over the texts
     * @param greatestDifference of two values; 0 if all bits are the same
     */
    public record Likeness(double leastCosine, double meanCosine, double greatestDifference) {}

    /** What becomes of long texts. */
    public enum LongText {
        /** Read to its end, as far as was tried. */
        READ,
        /** Cut without a word: what comes later changes nothing. */
        CUT,
        /** Refused. */
        REFUSED
    }

    /**
     * Up to which length texts are read.
     *
     * @param beyond what becomes of texts that are longer
     * @param words that are read for certain
     * @param limit words from which on it is {@code beyond}; the longest that was tried if all was read
     * @param message of the refusal, else empty
     */
    public record Length(LongText beyond, int words, int limit, String message) {}

    /**
     * What becomes of an empty text.
     *
     * @param norm of its vector, if it has one
     * @param message of the refusal, else empty
     */
    public record Empty(Optional<Double> norm, String message) {}

    /**
     * Time taken.
     *
     * @param oneText seconds for a request of one text, median
     * @param allTexts seconds for all texts in one request, the better of two
     * @param texts how many these are
     */
    public record Speed(double oneText, double allTexts, int texts) {}

    /**
     * A comparison with another model.
     *
     * @param other its description
     * @param norms of its vectors
     * @param likeness of the vectors; empty if they are not of the same width
     */
    public record Agreement(ModelCard other, Norms norms, Optional<Likeness> likeness) {}

    /**
     * Whether a text has one vector whatever comes with it, and the other model's vector if there is one.
     *
     * @param leastCosine to be reached
     */
    public boolean holds(double leastCosine) {
        return consistent(leastCosine)
                && agreement
                        .map(found -> found.likeness()
                                .map(likeness -> likeness.leastCosine() >= leastCosine)
                                .orElse(false))
                        .orElse(true);
    }

    /** Whether a text has one vector whatever comes with it. */
    public boolean consistent(double leastCosine) {
        return repeated.leastCosine() >= leastCosine
                && batched.leastCosine() >= leastCosine
                && reordered.leastCosine() >= leastCosine;
    }
}
