package dev.plumbline.reports.statistics;

import dev.plumbline.tasks.numeric.PairThresholds;

/**
 * Goes down pairs by similarity and keeps the best threshold's rating, as {@code tasks.numeric.PairThresholds} and {@code
 * AveragePrecision} do, for pairs that may occur several times. The end is no cut; average precision counts equal
 * similarities together.
 */
final class ThresholdWalk {

    private final ThresholdMeasure measure;
    private final PairThresholds.Cuts cuts;
    private int total;
    private int positives;
    private int seen;
    private int found;
    private double best;
    private int foundBefore;

    ThresholdWalk(ThresholdMeasure measure, PairThresholds.Cuts cuts) {
        this.measure = measure;
        this.cuts = cuts;
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
        if (!lessSimilar) {
            return;
        }
        if (measure == ThresholdMeasure.AP) {
            takePrecision();
        } else if (cuts == PairThresholds.Cuts.BETWEEN_SCORES && seen > 0) {
            cut();
        }
    }

    void add(int label, int count) {
        seen += count;
        found += label * count;
        if (measure != ThresholdMeasure.AP && cuts == PairThresholds.Cuts.AFTER_EACH_PAIR && seen < total) {
            cut();
        }
    }

    private void cut() {
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
