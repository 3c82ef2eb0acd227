package dev.plumbline.reports.statistics;

/**
 * How far the difference of two models would move by the choice of samples, where only one of them, or none, has samples.
 * Models find the same samples hard, so that a difference moves less than a score does.
 */
public final class PairedNoise {

    /**
     * The standard error of a difference over that of a score: the float32 and the quantised all-MiniLM-L6-v2 have 0.1 to 0.5
     * by task, two models of different families about one.
     */
    public static final double SHARE = 0.5;

    /** Of a sample's score between 0 and 1. */
    private static final double DEVIATION = 0.35;

    /** Where nobody says how many samples a task has. */
    private static final long USUAL = 1_000;

    private PairedNoise() {}

    /**
     * A guess at the standard error of a difference.
     *
     * @param samples of the task; 0 where that is not known
     */
    public static double guessed(long samples) {
        return SHARE * DEVIATION / Math.sqrt((double) (samples < 1 ? USUAL : samples));
    }
}
