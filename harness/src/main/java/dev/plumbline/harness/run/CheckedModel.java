package dev.plumbline.harness.run;

import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Searcher;

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
}
