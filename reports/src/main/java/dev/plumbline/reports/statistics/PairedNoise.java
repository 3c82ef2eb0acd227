package dev.plumbline.reports.statistics;

/**
 * How far the difference of two models would move by the choice of samples, where only one of them, or none, has samples.
 * Models find the same samples hard, so that a difference moves less than a score does.
 */
public final class PairedNoise {

    /**
     * The standard error of a difference over that of a score, of two checkpoints that are near each other. Of
     * all-MiniLM-L6-v2 against its vectors cut to 160 of 384 dimensions, about one point worse, six real STS tasks have 0.14 to
     * 0.21 and Banking77 0.49, samples taken as independent; cut to 256 they have 0.08 to 0.12 and 0.31.
     */
    public static final double SHARE = 0.5;

    /**
     * The same of models of different families: all-MiniLM-L6-v2 and bge-small-zh-v1.5 on twelve tasks of Plumbline(mini) have
     * 0.9 to 1.9 and once 3.9, in the middle 1.3, samples taken as independent.
     */
    public static final double FAMILIES = 1.3;

    /**
     * Of a sample's score between 0 and 1, or of what a pair contributes to a correlation: of all-MiniLM-L6-v2 on 20 real tasks
     * 0.12 to 0.40, in the middle 0.26.
     */
    private static final double DEVIATION = 0.26;

    /** Where nobody says how many samples a task has: an assumption. */
    private static final long USUAL = 1_000;

    private PairedNoise() {}

    /**
     * A guess at the standard error of the difference of two models of different families.
     *
     * @param samples of the task; 0 where that is not known
     */
    public static double guessed(long samples) {
        return FAMILIES * DEVIATION / Math.sqrt((double) (samples < 1 ? USUAL : samples));
    }
}
