package dev.plumbline.tasks.numeric;

/** Average precision of a ranking, as scikit-learn 1.9.1 (sklearn/metrics/_ranking.py): no interpolation. */
public final class AveragePrecision {

    private AveragePrecision() {}

    /**
     * The sum over distinct scores, greatest first, of the recall gained there times the precision; equal scores count
     * together.
     *
     * @param truth 1 for a positive, anything else for a negative
     * @param scores greater means more likely positive
     * @return 0 to 1; 0 if there is no positive
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double of(int[] truth, double[] scores) {
        if (truth.length != scores.length) {
            throw new IllegalArgumentException(truth.length + " labels, " + scores.length + " scores");
        }
        int positives = 0;
        for (int label : truth) {
            positives += label == 1 ? 1 : 0;
        }
        if (positives == 0) {
            return 0;
        }
        int[] order = Order.descending(scores);
        double sum = 0;
        double recallBefore = 0;
        int found = 0;
        for (int i = 0; i < order.length; i++) {
            found += truth[order[i]] == 1 ? 1 : 0;
            if (i + 1 == order.length || scores[order[i + 1]] != scores[order[i]]) {
                double recall = (double) found / positives;
                sum += (recall - recallBefore) * ((double) found / (i + 1));
                recallBefore = recall;
            }
        }
        return sum;
    }
}
