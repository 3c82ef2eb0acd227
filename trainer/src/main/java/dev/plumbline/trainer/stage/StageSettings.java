package dev.plumbline.trainer.stage;

/** One stage of a run. */
public sealed interface StageSettings permits OptimisedStage, SoupStage {

    /** Unique within the run; names its folder. */
    String name();
}
