package dev.plumbline.tasks.numeric;

/**
 * Agreement of predicted with true labels, as scikit-learn 1.9.1 (sklearn/metrics/_classification.py), each 0 to 1. The
 * plain values are means over the labels that occur among the true or the predicted ones, the weighted ones count each
 * label by its true rows; 0/0 is 0.
 */
public record ClassificationMetrics(
        double accuracy,
        double f1,
        double f1Weighted,
        double precision,
        double precisionWeighted,
        double recall,
        double recallWeighted) {

    /**
     * Compares two labellings.
     *
     * @param truth true label of each row, an index into any list of classes
     * @param predicted predicted label of each row, an index into the same list
     * @throws IllegalArgumentException if there is no row or the lengths differ
     */
    public static ClassificationMetrics of(int[] truth, int[] predicted) {
        int n = truth.length;
        if (n == 0 || n != predicted.length) {
            throw new IllegalArgumentException(n + " true labels, " + predicted.length + " predicted ones");
        }
        int classes = 0;
        for (int i = 0; i < n; i++) {
            classes = Math.max(classes, 1 + Math.max(truth[i], predicted[i]));
        }
        int[] trueRows = new int[classes];
        int[] predictedRows = new int[classes];
        int[] hits = new int[classes];
        int correct = 0;
        for (int i = 0; i < n; i++) {
            trueRows[truth[i]]++;
            predictedRows[predicted[i]]++;
            if (truth[i] == predicted[i]) {
                hits[truth[i]]++;
                correct++;
            }
        }
        double[] sums = new double[6];
        int present = 0;
        for (int c = 0; c < classes; c++) {
            if (trueRows[c] + predictedRows[c] == 0) {
                continue;
            }
            present++;
            add(sums, 0, 2.0 * hits[c] / (trueRows[c] + predictedRows[c]), trueRows[c]);
            add(sums, 2, predictedRows[c] == 0 ? 0 : (double) hits[c] / predictedRows[c], trueRows[c]);
            add(sums, 4, trueRows[c] == 0 ? 0 : (double) hits[c] / trueRows[c], trueRows[c]);
        }
        return new ClassificationMetrics(
                (double) correct / n,
                sums[0] / present,
                sums[1] / n,
                sums[2] / present,
                sums[3] / n,
                sums[4] / present,
                sums[5] / n);
    }

    private static void add(double[] sums, int at, double value, int weight) {
        sums[at] += value;
        sums[at + 1] += value * weight;
    }
}
