package dev.plumbline.tasks.evaluate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.result.Scores;
import java.util.List;

/** Turns what a model returns into the scores of one task. */
interface Evaluator {

    /** What errors and warnings about one subset of one split begin with. */
    static String place(TaskSpec task, String split, String subset) {
        return task.name() + ", split " + split + ", subset " + subset;
    }

    /** The scores of one subset of one split, in mteb's key order, in full precision, the main score last. */
    Scores score(String split, String subset, Encoder encoder, ScoringContext context);

    /** Hands over every text of one subset of one split, those too that a scoring leaves out. */
    void texts(String split, String subset, TextSink sink);

    /** Ids of the samples of one subset of one split, in the order of its texts; empty where they are numbered. */
    default List<String> sampleIds(String split, String subset) {
        return List.of();
    }

    /** Hands over every text that {@link #score} would have encoded, of a training split too. */
    default void encodedTexts(String split, String subset, EncodedTextSink sink) {
        texts(split, subset, (part, text) -> sink.text(Role.NONE, text));
    }

    /**
     * As {@link #score(String, String, Encoder, ScoringContext)} for a model that ranks documents itself.
     *
     * @throws PlumblineException of kind MODEL where the task needs vectors
     */
    default Scores score(String split, String subset, Searcher searcher, ScoringContext context) {
        throw PlumblineException.model(searcher.card().name() + " ranks documents; this task needs vectors");
    }
}
