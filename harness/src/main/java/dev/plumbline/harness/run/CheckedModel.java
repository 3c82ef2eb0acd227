package dev.plumbline.harness.run;

import dev.plumbline.tasks.Charge;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Searcher;
import java.util.Optional;

/** A model that is watched while it is scored on one task. */
interface CheckedModel {

    /** Watches a model. */
    static CheckedModel of(Model model, RunListener listener) {
        return model instanceof Searcher searcher
                ? new CheckedSearcher(searcher, listener)
                : new CheckedEncoder((Encoder) model, listener);
    }

    /** What the task is to work with. */
    Model model();

    /** Texts that went in so far. */
    long texts();

    /** Of these, those that the model really worked on, see {@link dev.plumbline.tasks.Encoder#work}. */
    long encodedTexts();

    /** Zero vectors that came out so far. */
    long zeroVectors();

    /** Time the model took for those so far. */
    double seconds();

    /** Vectors of those that could not be kept for later runs. */
    long unkept();

    /** What that cost, see {@link Model#charge}. */
    Optional<Charge> charge();

    /** What a model cost since an earlier state of its account. */
    static Optional<Charge> since(Optional<Charge> earlier, Model model) {
        return model.charge().map(now -> earlier.map(now::since).orElse(now));
    }
}
