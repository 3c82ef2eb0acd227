package dev.plumbline.trainer.loop;

import java.util.List;

/** Says whether a stage may stand. */
@FunctionalInterface
public interface StageGate {

    /** Lets everything pass. */
    StageGate NONE = (before, after) -> List.of();

    /**
     * Compares two scored checkpoints.
     *
     * @param before the stage before, which an earlier process may have made and scored, or nobody yet
     * @param after the stage that was made and scored now
     * @return what speaks against it, one line each; empty if nothing does
     */
    List<String> objections(LabelledCheckpoint before, LabelledCheckpoint after);
}
