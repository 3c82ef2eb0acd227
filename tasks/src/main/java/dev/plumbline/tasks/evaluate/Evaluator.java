package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.result.Scores;

/** Turns a model's vectors into the scores of one task. */
interface Evaluator {

    /** The scores of one subset of one split, in mteb's key order, in full precision, the main score last. */
    Scores score(String split, String subset, Encoder encoder, ScoringContext context);
}
