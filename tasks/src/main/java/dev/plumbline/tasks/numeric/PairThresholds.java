package dev.plumbline.tasks.numeric;

/**
 * The best thresholds for telling pairs apart by a score, as mteb 2.20.0 and 2.26.24
 * ({@code _find_best_acc_and_threshold} and {@code _find_best_f1_and_threshold} of mteb/abstasks/pair_classification.py).
 */
public final class PairThresholds {

    private PairThresholds() {}

    /** Where a threshold may lie. */
    public enum Cuts {
        /** After each pair but the last, also inside a run of equal scores, where the input order decides. */
        AFTER_EACH_PAIR,
        /** Between different scores only; with one score for all there is no threshold and every rating is 0. */
        BETWEEN_SCORES
    }

    /**
     * What the best thresholds reach, each 0 to 1 where labels are 0 and 1.
     *
     * @param accuracy the best accuracy of any threshold
     * @param f1 the best F1 of any threshold
     * @param precision the precision at the first threshold of that F1
     * @param recall the recall at the same threshold
     * @param ap the average precision over all thresholds
     */
    public record Best(double accuracy, double f1, double precision, double recall, double ap) {}

    /**
     * Tries the cuts in order of similarity. The cut before the first pair is not tried.
     *
     * <p>mteb takes labels other than 0 and 1 too: only 1 is positive, only 0 counts as negative in the accuracy, and the
     * sum of all labels stands for the number of positives in recall and F1, which then are no shares.
     *
     * @param cuts which cuts there are
     * @param labels 1 for a positive pair, 0 for a negative one
     * @param higherIsSimilar false for distances
     * @throws IllegalArgumentException if the lengths differ
     */
    public static Best of(Cuts cuts, int[] labels, double[] scores, boolean higherIsSimilar) {
        int n = labels.length;
        if (n != scores.length) {
            throw new IllegalArgumentException(n + " labels, " + scores.length + " scores");
        }
        long sum = 0;
        int zeros = 0;
        for (int label : labels) {
            sum += label;
            zeros += label == 0 ? 1 : 0;
        }
        double[] similarity = scores.clone();
        if (!higherIsSimilar) {
            for (int i = 0; i < n; i++) {
                similarity[i] = -scores[i];
            }
        }
        int[] order = Order.descending(similarity);
        double accuracy = 0;
        double f1 = 0;
        double precision = 0;
        double recall = 0;
        int found = 0;
        for (int i = 0; i < n - 1; i++) {
            found += labels[order[i]] == 1 ? 1 : 0;
            if (cuts == Cuts.BETWEEN_SCORES && similarity[order[i]] == similarity[order[i + 1]]) {
                continue;
            }
            int negativesAfter = zeros - (i + 1 - found);
            accuracy = Math.max(accuracy, (double) (found + negativesAfter) / n);
            if (found > 0) {
                double p = (double) found / (i + 1);
                double r = (double) found / sum;
                double f = 2 * p * r / (p + r);
                if (f > f1) {
                    f1 = f;
                    precision = p;
                    recall = r;
                }
            }
        }
        return new Best(accuracy, f1, precision, recall, AveragePrecision.of(labels, similarity));
    }
}
