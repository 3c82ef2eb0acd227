package dev.plumbline.tasks.evaluate;

import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.result.Scores;

/**
 * A task whose data are read and transformed, ready to be scored once.
 *
 * <p>Subsets are scored split by split in the order of the selection, each once: fast clustering draws from one generator
 * that runs on from subset to subset, as mteb's task object does.
 */
public interface LoadedTask {

    TaskSpec spec();

    Selection selection();

    /** Rows, pairs, queries or documents that the score of a subset stands for, as users count them. */
    long samples(String split, String subset);

    /**
     * Scores one subset of one split.
     *
     * @return every key mteb writes, in its order, in full precision, the main score last
     * @throws dev.plumbline.error.PlumblineException of kind DATA or MODEL
     */
    Scores score(String split, String subset, Encoder encoder, ScoringContext context);
}
