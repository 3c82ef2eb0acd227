package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * A test set that keeps the label proportions: {@code Dataset.train_test_split(test_size, seed,
 * stratify_by_column)["test"]} of datasets 5.2.0 (datasets/utils/stratify.py), as mteb's stratified subsampling uses
 * it.
 */
public final class StratifiedSubsample {

    private StratifiedSubsample() {}

    /**
     * Chooses the rows of the subsample.
     *
     * @param labelIndex the label of each row, 0 to classes - 1
     * @param testSize rows wanted; at least as many as there are classes
     * @return row numbers in the order of the subsample; 0, 1, ... if there are no more rows than wanted
     * @throws IllegalArgumentException if a label has a single row, or if one of the two parts would have fewer rows
     *     than there are classes
     */
    public static int[] testIndices(int[] labelIndex, int classes, int testSize, long seed) {
        int n = labelIndex.length;
        if (n <= testSize) {
            return Draws.range(n);
        }
        int[] counts = counts(labelIndex, classes);
        int trainSize = n - testSize;
        if (trainSize < classes || testSize < classes) {
            throw new IllegalArgumentException(
                    "cannot split " + n + " rows of " + classes + " labels into " + trainSize + " and " + testSize);
        }
        NumpyGenerator generator = new NumpyGenerator(seed);
        int[] train = mode(counts, trainSize, generator);
        int[] rest = new int[classes];
        for (int c = 0; c < classes; c++) {
            rest[c] = counts[c] - train[c];
        }
        int[] test = mode(rest, testSize, generator);
        int[] picked = pick(rowsByLabel(labelIndex, counts), counts, train, test, testSize, generator);
        // the other part is shuffled first; only its draws matter here
        generator.permutation(trainSize);
        int[] order = generator.permutation(picked.length);
        for (int i = 0; i < order.length; i++) {
            order[i] = picked[order[i]];
        }
        return order;
    }

    private static int[] counts(int[] labelIndex, int classes) {
        int[] counts = new int[classes];
        for (int label : labelIndex) {
            counts[label]++;
        }
        for (int c = 0; c < classes; c++) {
            if (counts[c] < 2) {
                throw new IllegalArgumentException(
                        "label index " + c + " has " + counts[c] + " rows, stratification needs at least 2");
            }
        }
        return counts;
    }

    /** All row numbers, label by label, each label's in data order. */
    private static int[] rowsByLabel(int[] labelIndex, int[] counts) {
        int[] next = new int[counts.length];
        for (int c = 1; c < counts.length; c++) {
            next[c] = next[c - 1] + counts[c - 1];
        }
        int[] rows = new int[labelIndex.length];
        for (int i = 0; i < labelIndex.length; i++) {
            rows[next[labelIndex[i]]++] = i;
        }
        return rows;
    }

    private static int[] pick(
            int[] rows, int[] counts, int[] train, int[] test, int testSize, NumpyGenerator generator) {
        int[] picked = new int[testSize];
        int size = 0;
        int first = 0;
        for (int c = 0; c < counts.length; c++) {
            int[] order = generator.permutation(counts[c]);
            for (int i = 0; i < test[c]; i++) {
                picked[size++] = rows[first + order[train[c] + i]];
            }
            first += counts[c];
        }
        return picked;
    }

    /** The most likely counts when drawing so many rows out of the given counts; ties between labels are drawn. */
    private static int[] mode(int[] counts, int draws, NumpyGenerator generator) {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        int[] floored = new int[counts.length];
        double[] remainder = new double[counts.length];
        int missing = draws;
        for (int c = 0; c < counts.length; c++) {
            double share = (double) ((long) draws * counts[c]) / total;
            floored[c] = (int) share;
            remainder[c] = share - floored[c];
            missing -= floored[c];
        }
        double[] values = remainder.clone();
        Arrays.sort(values);
        for (int v = values.length - 1; v >= 0 && missing > 0; v--) {
            if (v + 1 < values.length && values[v] == values[v + 1]) {
                continue;
            }
            missing -= addOne(floored, remainder, values[v], missing, generator);
        }
        return floored;
    }

    private static int addOne(int[] floored, double[] remainder, double value, int missing, NumpyGenerator generator) {
        int[] tied = new int[remainder.length];
        int size = 0;
        for (int c = 0; c < remainder.length; c++) {
            if (remainder[c] == value) {
                tied[size++] = c;
            }
        }
        int added = Math.min(size, missing);
        for (int pick : generator.choiceWithoutReplacement(size, added)) {
            floored[tied[pick]]++;
        }
        return added;
    }
}
