package dev.plumbline.trainer.run;

import java.util.List;

/** Says whether a stage may stand. */
@FunctionalInterface
public interface StageGate {

    /** Lets everything pass. */
    StageGate NONE = (before, after) -> List.of();

    /**
     * Compares two scored checkpoints.
     *
     * @param before label of the one the stage began with
     * @param after label of the one it ended with
     * @return what speaks against it, one line each; empty if nothing does
     */
    List<String> objections(String before, String after);
}
