package dev.plumbline.reports.statistics;

/** The sum of the values whose clusters are exchanged, looked up for four of them at a time. */
final class FlippedSum {

    private static final int GROUP = 4;
    private static final int PATTERNS = 1 << GROUP;

    /** By group and pattern of its bits. */
    private final double[] sums;

    FlippedSum(double[] values) {
        int groups = (values.length + GROUP - 1) / GROUP;
        sums = new double[groups * PATTERNS];
        for (int group = 0; group < groups; group++) {
            int from = group * PATTERNS;
            for (int pattern = 1; pattern < PATTERNS; pattern++) {
                int lowest = Integer.numberOfTrailingZeros(pattern);
                int next = group * GROUP + lowest;
                sums[from + pattern] = sums[from + (pattern & pattern - 1)] + (next < values.length ? values[next] : 0);
            }
        }
    }

    /**
     * The sum.
     *
     * @param flips bit i % 64 of flips[i / 64] says whether value i is one of them
     */
    double of(long[] flips) {
        double sum = 0;
        int groups = sums.length / PATTERNS;
        for (int group = 0; group < groups; group++) {
            int pattern = (int) (flips[group >>> 4] >>> (group << 2)) & (PATTERNS - 1);
            sum += sums[group * PATTERNS + pattern];
        }
        return sum;
    }
}
