package dev.plumbline.reports.statistics;

/** What the best threshold on the similarity of pairs is rated by, as {@code tasks.numeric.PairThresholds} defines it. */
public enum ThresholdMeasure {
    /** The best share of right decisions. */
    ACCURACY,
    /** The best F1. */
    F1,
    /** Average precision over all thresholds. */
    AP
}
