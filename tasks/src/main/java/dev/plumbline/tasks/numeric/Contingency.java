package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/** How often each pair of a true and a predicted label occurs: only the cells that are not empty. */
final class Contingency {

    private final int rows;
    private final int[] cellTruth;
    private final int[] cellPredicted;
    private final int[] cellCount;
    private final int[] truthCounts;
    private final int[] predictedCounts;

    private Contingency(
            int rows, int[] cellTruth, int[] cellPredicted, int[] cellCount, int[] truthCounts, int[] predictedCounts) {
        this.rows = rows;
        this.cellTruth = cellTruth;
        this.cellPredicted = cellPredicted;
        this.cellCount = cellCount;
        this.truthCounts = truthCounts;
        this.predictedCounts = predictedCounts;
    }

    static Contingency of(int[] truth, int[] predicted) {
        int n = truth.length;
        if (n != predicted.length) {
            throw new IllegalArgumentException(n + " true labels, " + predicted.length + " predicted ones");
        }
        int[] truthCounts = counts(truth);
        int[] predictedCounts = counts(predicted);
        long[] pairs = new long[n];
        for (int i = 0; i < n; i++) {
            pairs[i] = ((long) truth[i] << 32) | predicted[i];
        }
        Arrays.sort(pairs);
        int[] cellTruth = new int[n];
        int[] cellPredicted = new int[n];
        int[] cellCount = new int[n];
        int cells = 0;
        for (int i = 0; i < n; i++) {
            if (i == 0 || pairs[i] != pairs[i - 1]) {
                cellTruth[cells] = (int) (pairs[i] >>> 32);
                cellPredicted[cells] = (int) pairs[i];
                cells++;
            }
            cellCount[cells - 1]++;
        }
        return new Contingency(
                n,
                Arrays.copyOf(cellTruth, cells),
                Arrays.copyOf(cellPredicted, cells),
                Arrays.copyOf(cellCount, cells),
                truthCounts,
                predictedCounts);
    }

    private static int[] counts(int[] labels) {
        int max = -1;
        for (int label : labels) {
            if (label < 0) {
                throw new IllegalArgumentException("label " + label + " is negative");
            }
            max = Math.max(max, label);
        }
        int[] counts = new int[max + 1];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    int rows() {
        return rows;
    }

    /** The sizes of the true classes that occur, ascending. */
    int[] truthSizes() {
        return sizes(truthCounts);
    }

    /** The sizes of the predicted clusters that occur, ascending. */
    int[] predictedSizes() {
        return sizes(predictedCounts);
    }

    private static int[] sizes(int[] counts) {
        int[] sizes = counts.clone();
        Arrays.sort(sizes);
        int empty = 0;
        while (empty < sizes.length && sizes[empty] == 0) {
            empty++;
        }
        return Arrays.copyOfRange(sizes, empty, sizes.length);
    }

    /** Entropy of a partition of the rows into the given sizes; 0 for one part. */
    double entropy(int[] sizes) {
        if (sizes.length <= 1) {
            return 0;
        }
        double logRows = Math.log(rows);
        double sum = 0;
        for (int size : sizes) {
            sum -= (double) size / rows * (Math.log(size) - logRows);
        }
        return sum;
    }

    double mutualInformation() {
        if (truthSizes().length <= 1 || predictedSizes().length <= 1) {
            return 0;
        }
        double logRows = Math.log(rows);
        double sum = 0;
        for (int c = 0; c < cellCount.length; c++) {
            double share = (double) cellCount[c] / rows;
            double independent =
                    2 * logRows - Math.log(truthCounts[cellTruth[c]]) - Math.log(predictedCounts[cellPredicted[c]]);
            double term = share * (Math.log(cellCount[c]) - logRows) + share * independent;
            // independent partitions would otherwise leave rounding noise that homogeneity and completeness amplify
            sum += Math.abs(term) < Math.ulp(1.0) ? 0 : term;
        }
        return Math.max(0, sum);
    }
}
