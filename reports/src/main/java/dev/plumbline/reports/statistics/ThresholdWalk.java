package dev.plumbline.reports.statistics;

/**
 * Goes down pairs by similarity and keeps the best threshold's rating, as {@code tasks.numeric.PairThresholds} and {@code
 * AveragePrecision} do, for pairs that may occur several times. A cut is tried after each pair but the last; average
 * precision counts equal similarities together.
 */
final class ThresholdWalk {

    private final ThresholdMeasure measure;
    private int total;
    private int positives;
    private int seen;
    private int found;
    private double best;
    private int foundBefore;

    ThresholdWalk(ThresholdMeasure measure) {
        this.measure = measure;
    }

    /** Starts anew with that many pairs to come, occurrences counted. */
    void start(int pairs, int positivePairs) {
        total = pairs;
        positives = positivePairs;
        seen = 0;
        found = 0;
        best = 0;
        foundBefore = 0;
    }

    /** Called before each pair: whether it is less similar than the one before. */
    void next(boolean lessSimilar) {
        if (lessSimilar && measure == ThresholdMeasure.AP) {
            takePrecision();
        }
    }

    void add(int label, int count) {
        seen += count;
        found += label * count;
        if (measure == ThresholdMeasure.AP || seen == total) {
            return;
        }
        if (measure == ThresholdMeasure.ACCURACY) {
            int negativesAfter = (total - positives) - (seen - found);
            best = Math.max(best, (double) (found + negativesAfter) / total);
        } else if (found > 0) {
            double precision = (double) found / seen;
            double recall = (double) found / positives;
            best = Math.max(best, 2 * precision * recall / (precision + recall));
        }
    }

    /** The rating after the last pair. */
    double value() {
        if (measure == ThresholdMeasure.AP) {
            takePrecision();
            return positives == 0 ? 0 : best / positives;
        }
        return best;
    }

    private void takePrecision() {
        if (found > foundBefore) {
            best += (found - foundBefore) * (double) found / seen;
            foundBefore = found;
        }
    }
}
