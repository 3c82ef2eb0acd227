package dev.plumbline.trainer.loop;

import java.nio.file.Path;
import java.util.Map;

/** Scores a checkpoint on the run's tasks. */
@FunctionalInterface
public interface CheckpointScorer {

    /** Scores nothing. */
    CheckpointScorer NONE = (folder, label) -> Map.of();

    /**
     * Scores.
     *
     * @param folder the checkpoint
     * @param label names it in results, for example {@code finetune-final}
     * @return main score by task; empty if there is nothing to score
     */
    Map<String, Double> score(Path folder, String label);
}
