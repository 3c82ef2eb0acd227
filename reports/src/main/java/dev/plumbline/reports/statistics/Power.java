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

    /** The least true drop that is found with a power. */
    public static double found(double standardError, double level, double power) {
        return standardError * (NORMAL.inverseSurvivalProbability(level) + NORMAL.inverseCumulativeProbability(power));
    }
}
