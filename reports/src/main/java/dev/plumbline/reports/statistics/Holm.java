package dev.plumbline.reports.statistics;

import dev.plumbline.tasks.numeric.Order;

/**
 * Holm's step-down correction of p-values (Holm 1979): rejecting where the corrected value is at most a level keeps the
 * chance of any false rejection among all tests at most that level, whatever their dependence.
 */
public final class Holm {

    private Holm() {}

    /**
     * Corrected p-values in the order given, at most 1.
     *
     * @param pValues each 0 to 1; NaN for a test that was not made, which stays NaN and does not count
     */
    public static double[] corrected(double[] pValues) {
        int tests = 0;
        for (double p : pValues) {
            tests += Double.isNaN(p) ? 0 : 1;
        }
        double[] corrected = pValues.clone();
        int[] order = Order.ascending(pValues);
        double greatest = 0;
        for (int i = 0; i < tests; i++) {
            greatest = Math.max(greatest, Math.min(1, (tests - i) * pValues[order[i]]));
            corrected[order[i]] = greatest;
        }
        return corrected;
    }
}
