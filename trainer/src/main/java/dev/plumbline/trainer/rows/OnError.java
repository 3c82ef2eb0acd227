package dev.plumbline.trainer.rows;

/** What becomes of rows with errors. */
public enum OnError {
    /** The first few are named and nothing is trained. */
    STOP,
    /** They are left out, counted, and the first few named. */
    SKIP
}
