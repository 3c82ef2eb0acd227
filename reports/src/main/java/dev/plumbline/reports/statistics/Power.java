package dev.plumbline.reports.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The power of a one-sided test of a drop, by the normal approximation. */
public final class Power {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Power() {}

    /**
     * The chance that a true drop is found.
     *
     * @param drop beyond what is allowed
     * @param standardError of the difference
     * @param level of the test
     */
    public static double of(double drop, double standardError, double level) {
        if (standardError == 0) {
            return drop > 0 ? 1 : level;
        }
        return NORMAL.cumulativeProbability(drop / standardError + NORMAL.inverseCumulativeProbability(level));
    }

    /**
     * The chance that a true drop is found where a drop also has to be of some size to count.
     *
     * @param drop true one
     * @param allowed that the test allows
     * @param least that is seen for the drop to count
     * @param standardError of the difference
     * @param level of the test
     */
    public static double of(double drop, double allowed, double least, double standardError, double level) {
        if (standardError == 0) {
            return drop >= least ? of(drop - allowed, standardError, level) : 0;
        }
        double seen = Math.max(least, allowed + standardError * NORMAL.inverseSurvivalProbability(level));
        return NORMAL.cumulativeProbability((drop - seen) / standardError);
    }

    /** The least true drop that is found with a power, where a drop also has to be of some size to count. */
    public static double found(double allowed, double least, double standardError, double level, double power) {
        double seen = Math.max(least, allowed + standardError * NORMAL.inverseSurvivalProbability(level));
        return seen + standardError * NORMAL.inverseCumulativeProbability(power);
    }
}
