package dev.plumbline.tasks;

import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is scored: an {@link Encoder} makes vectors that a task compares, a {@link Searcher} ranks documents itself. */
public sealed interface Model extends AutoCloseable permits Encoder, Searcher {

    ModelCard card();

    /** Whether tasks of this kind can be scored with it; an aggregate can be where its sub-tasks can. */
    boolean handles(TaskKind kind);

    /**
     * What the model puts in front of a text of this role in this task; empty where it adds nothing. Recorded with the
     * results, and part of what decides whether an earlier result may be taken over.
     */
    String prompt(TaskSpec task, Role role);

    /**
     * Key of {@link #about} where vectors are cut: how many values are kept, and whether they are scaled to length 1 again.
     */
    String CUT = "cut";

    /** Key of {@link #about} where the network computes in another type than float32: which. */
    String DTYPE = "dtype";

    /** Key of {@link #about} where another model finds what is ranked: which, and how much of it. */
    String FIRST_STAGE = "first stage";

    /** What {@link #about} calls what a model is computed on. */
    String DEVICE = "device";

    /** Keys of {@link #about} whose values change scores: a result made with another value is another model's. */
    List<String> DECIDING = List.of("attention", "pooling", "maximum length", CUT, DTYPE, FIRST_STAGE);

    /**
     * How it is run, by name and in words, such as its kind of attention or the form of its weights: recorded with the
     * results. Its card is not repeated.
     */
    default Map<String, String> about() {
        return Map.of();
    }

    /** What a reader of its scores should know, said to the user when it was opened and recorded with each result. */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * Hash over what decides its scores beside name, revision, prompts and task, whatever the first two are made to say:
     * weights and all that is done with them. Empty for a model that has nothing of the kind.
     */
    default Optional<String> identity() {
        return Optional.empty();
    }

    /** What it has cost since it was opened; empty for a model that is not paid for by use. */
    default Optional<Charge> charge() {
        return Optional.empty();
    }

    @Override
    void close();
}
