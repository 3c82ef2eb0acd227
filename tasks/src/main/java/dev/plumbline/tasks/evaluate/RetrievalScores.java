package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.numeric.HalfEven;
import dev.plumbline.tasks.numeric.Nauc;
import dev.plumbline.tasks.numeric.PairwiseSum;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.RankMetrics;
import dev.plumbline.tasks.release.ScoringChange;
import dev.plumbline.tasks.result.Scores;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scores of a run: trec_eval measures per query averaged over the queries, and the abstention measures nAUC, as mteb's
 * {@code _evaluators/retrieval_metrics.py}.
 */
final class RetrievalScores {

    private static final List<String> ABSTENTION_METRICS = List.of("ndcg", "map", "recall", "precision", "mrr");

    private static final int DECIMALS = 5;

    /** Queries a thread takes at a time. */
    private static final int QUERY_BLOCK = 16;

    private final int[] cutoffs;
    private final Nauc.Ties ties;
    private final Parallel parallel;
    private final List<Map.Entry<String, RankedList>> queries;
    private final PerQuery perQuery;
    private final Scores.Builder scores = Scores.builder();

    private RetrievalScores(Map<String, RankedList> run, int[] cutoffs, ScoringContext context) {
        this.cutoffs = cutoffs;
        this.parallel = context.parallel();
        this.ties = context.release().has(ScoringChange.CONFIDENCE_TIES_AVERAGED)
                ? Nauc.Ties.AVERAGED
                : Nauc.Ties.INPUT_ORDER;
        this.queries = List.copyOf(run.entrySet());
        this.perQuery = new PerQuery(queries.size(), cutoffs);
    }

    /**
     * Scores a run.
     *
     * @param run query to ranked list, in query order; mteb 2.20.0's nAUC breaks ties by that order,
     *     2.26.24's does not
     * @param qrels query to judgements; every query of the run is judged
     * @param cutoffs ranks at which to measure, ascending
     */
    static RetrievalScores of(
            Map<String, RankedList> run,
            Map<String, Map<String, Integer>> qrels,
            int[] cutoffs,
            ScoringContext context) {
        RetrievalScores scores = new RetrievalScores(run, cutoffs, context);
        scores.measure(qrels);
        scores.average();
        return scores;
    }

    /** Every score in mteb's order, without a main score; 148 of them for mteb's usual seven cutoffs. */
    Scores all() {
        return scores.build();
    }

    /**
     * A measure of each query, in query order, unrounded.
     *
     * @param measure such as {@code ndcg_at_10}
     * @return empty if no query has such a measure
     */
    Optional<double[]> byQuery(String measure) {
        if (measure.equals("accuracy")) {
            return byQuery("recall_at_1");
        }
        int at = measure.lastIndexOf("_at_");
        double[][] values = at < 0 ? null : perQuery.named(measure.substring(0, at));
        for (int k = 0; values != null && k < cutoffs.length; k++) {
            if (measure.substring(at + "_at_".length()).equals(String.valueOf(cutoffs[k]))) {
                return Optional.of(values[k]);
            }
        }
        return Optional.empty();
    }

    private void measure(Map<String, Map<String, Integer>> qrels) {
        parallel.forBlocks(queries.size(), QUERY_BLOCK, (from, to) -> {
            for (int query = from; query < to; query++) {
                Map.Entry<String, RankedList> entry = queries.get(query);
                perQuery.set(query, entry.getValue(), qrels.getOrDefault(entry.getKey(), Map.of()));
            }
        });
    }

    private void average() {
        putRoundedMeans("ndcg", perQuery.ndcg);
        putRoundedMeans("map", perQuery.map);
        putRoundedMeans("recall", perQuery.recall);
        scores.put("accuracy", scores.get("recall_at_1"));
        putRoundedMeans("precision", perQuery.precision);
        for (int k = 0; k < cutoffs.length; k++) {
            scores.put("mrr_at_" + cutoffs[k], mean(perQuery.mrr[k]));
        }
        putNaucs();
        putRoundedMeans("hit_rate", perQuery.success);
    }

    /** mteb rounds these means to five decimals before anything else is computed from them. */
    private void putRoundedMeans(String metric, double[][] values) {
        for (int k = 0; k < cutoffs.length; k++) {
            scores.put(metric + "_at_" + cutoffs[k], HalfEven.round(mean(values[k]), DECIMALS));
        }
    }

    private void putNaucs() {
        double[][][] metrics = {perQuery.ndcg, perQuery.map, perQuery.recall, perQuery.precision, perQuery.mrr};
        Nauc abstention = Nauc.by(ties, perQuery.greatest, perQuery.deviation, perQuery.lead);
        double[][] areas = new double[metrics.length * cutoffs.length][];
        parallel.forBlocks(areas.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                areas[i] = abstention.of(metrics[i / cutoffs.length][i % cutoffs.length]);
            }
        });
        for (int i = 0; i < areas.length; i++) {
            String key = "nauc_" + ABSTENTION_METRICS.get(i / cutoffs.length) + "_at_" + cutoffs[i % cutoffs.length];
            scores.put(key + "_max", areas[i][0]);
            scores.put(key + "_std", areas[i][1]);
            scores.put(key + "_diff1", areas[i][2]);
        }
    }

    /** Left to right, as Python's sum. */
    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Metric values [cutoff][query] and the three confidences [query]. */
    private static final class PerQuery {
        private final int[] cutoffs;
        private final double[][] ndcg;
        private final double[][] map;
        private final double[][] recall;
        private final double[][] precision;
        private final double[][] mrr;
        private final double[][] success;
        private final double[] greatest;
        private final double[] deviation;
        private final double[] lead;

        PerQuery(int queries, int[] cutoffs) {
            this.cutoffs = cutoffs;
            ndcg = new double[cutoffs.length][queries];
            map = new double[cutoffs.length][queries];
            recall = new double[cutoffs.length][queries];
            precision = new double[cutoffs.length][queries];
            mrr = new double[cutoffs.length][queries];
            success = new double[cutoffs.length][queries];
            greatest = new double[queries];
            deviation = new double[queries];
            lead = new double[queries];
        }

        /** Null for a measure that is not taken by query. */
        double @Nullable [][] named(String metric) {
            return switch (metric) {
                case "ndcg" -> ndcg;
                case "map" -> map;
                case "recall" -> recall;
                case "precision" -> precision;
                case "mrr" -> mrr;
                case "hit_rate" -> success;
                default -> null;
            };
        }

        void set(int query, RankedList ranked, Map<String, Integer> judged) {
            int[] gains = new int[ranked.size()];
            double[] scores = new double[ranked.size()];
            for (int rank = 0; rank < gains.length; rank++) {
                gains[rank] = judged.getOrDefault(ranked.documentId(rank), 0);
                scores[rank] = ranked.score(rank);
            }
            int[] ideal = judged.values().stream().mapToInt(Integer::intValue).toArray();
            RankMetrics metrics = RankMetrics.of(gains, ideal, cutoffs);
            for (int k = 0; k < cutoffs.length; k++) {
                ndcg[k][query] = metrics.ndcg()[k];
                map[k][query] = metrics.map()[k];
                recall[k][query] = metrics.recall()[k];
                precision[k][query] = metrics.precision()[k];
                mrr[k][query] = metrics.mrr()[k];
                success[k][query] = metrics.success()[k];
            }
            if (scores.length > 0) {
                greatest[query] = scores[0];
                deviation[query] = PairwiseSum.standardDeviation(scores);
                lead[query] = scores.length > 1 ? scores[0] - scores[1] : 0;
            }
        }
    }
}
