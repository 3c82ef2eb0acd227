package dev.plumbline.trainer.objective;

/** Whose hard negatives a query is contrasted with. */
public enum HardNegatives {
    /** Nobody's. */
    NONE,
    /** Its own. */
    OWN,
    /** Those of every query of the batch. */
    SHARED
}
