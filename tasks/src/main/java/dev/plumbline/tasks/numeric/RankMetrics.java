package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * What trec_eval measures of one query's ranked list (pytrec_eval-terrier 0.5.11), and the reciprocal rank of mteb
 * 2.20.0 to 2.26.24. Each array holds one value per cutoff, in the order of the cutoffs; all values are 0 to 1.
 */
public final class RankMetrics {

    private final double[] ndcg;
    private final double[] map;
    private final double[] recall;
    private final double[] precision;
    private final double[] mrr;
    private final double[] success;

    private RankMetrics(int cutoffs) {
        ndcg = new double[cutoffs];
        map = new double[cutoffs];
        recall = new double[cutoffs];
        precision = new double[cutoffs];
        mrr = new double[cutoffs];
        success = new double[cutoffs];
    }

    /**
     * Measures one list.
     *
     * @param rankedGains the judged score of each ranked document from the best rank on, 0 if unjudged; 1 or more is
     *     relevant
     * @param judgedGains all judged scores of the query, whether retrieved or not, in any order
     * @param cutoffs ranks at which to measure, positive and ascending; may exceed the list
     * @throws IllegalArgumentException if the cutoffs are not positive and ascending
     */
    public static RankMetrics of(int[] rankedGains, int[] judgedGains, int[] cutoffs) {
        for (int i = 0; i < cutoffs.length; i++) {
            if (cutoffs[i] <= (i == 0 ? 0 : cutoffs[i - 1])) {
                throw new IllegalArgumentException("cutoffs are not ascending: " + Arrays.toString(cutoffs));
            }
        }
        int[] ideal = judgedGains.clone();
        Arrays.sort(ideal);
        int relevant = 0;
        for (int gain : ideal) {
            relevant += gain >= 1 ? 1 : 0;
        }
        RankMetrics metrics = new RankMetrics(cutoffs.length);
        Walk walk = new Walk(rankedGains, ideal);
        for (int i = 0; i < cutoffs.length; i++) {
            walk.to(cutoffs[i]);
            metrics.ndcg[i] = walk.idealGain > 0 ? walk.gain / walk.idealGain : 0;
            metrics.map[i] = relevant > 0 ? walk.precisions / relevant : 0;
            metrics.recall[i] = relevant > 0 ? (double) walk.found / relevant : 0;
            metrics.precision[i] = (double) walk.found / cutoffs[i];
            metrics.mrr[i] = walk.firstRank > 0 ? 1.0 / walk.firstRank : 0;
            metrics.success[i] = walk.found > 0 ? 1 : 0;
        }
        return metrics;
    }

    /** Discounted cumulative gain over that of the ideal list, with linear gain. */
    public double[] ndcg() {
        return ndcg;
    }

    /** Average precision at the cutoff, over all relevant documents. */
    public double[] map() {
        return map;
    }

    /** Share of the relevant documents found. */
    public double[] recall() {
        return recall;
    }

    /** Share of the cutoff that is relevant; missing ranks count as not relevant. */
    public double[] precision() {
        return precision;
    }

    /** One over the rank of the first relevant document, 0 if there is none. */
    public double[] mrr() {
        return mrr;
    }

    /** 1 if any document is relevant. */
    public double[] success() {
        return success;
    }

    /** Running sums down the ranked and the ideal list. */
    private static final class Walk {

        private final int[] ranked;
        private final int[] ascendingIdeal;
        private int rank;
        private double gain;
        private double idealGain;
        private double precisions;
        private int found;
        private int firstRank;

        Walk(int[] ranked, int[] ascendingIdeal) {
            this.ranked = ranked;
            this.ascendingIdeal = ascendingIdeal;
        }

        void to(int cutoff) {
            int end = Math.min(cutoff, Math.max(ranked.length, ascendingIdeal.length));
            for (; rank < end; rank++) {
                double discount = Log2.of(rank + 2);
                if (rank < ascendingIdeal.length) {
                    idealGain += Math.max(0, ascendingIdeal[ascendingIdeal.length - 1 - rank]) / discount;
                }
                if (rank < ranked.length && ranked[rank] >= 1) {
                    gain += ranked[rank] / discount;
                    found++;
                    precisions += (double) found / (rank + 1);
                    if (firstRank == 0) {
                        firstRank = rank + 1;
                    }
                }
            }
        }
    }
}
