package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.result.Scores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetrievalScoresTest {

    private static final int[] CUTOFFS = {1, 2, 3, 5, 10};

    /** The measures by their textbook definitions, one query and one cutoff at a time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void meansAreThoseOfTheDefinitions(long seed) {
        Case random = new Case(seed, 40);
        Scores scores = score(random, 1);

        for (int k : CUTOFFS) {
            check(scores, "ndcg_at_" + k, random.mean(query -> random.ndcg(query, k)), 5e-6);
            check(scores, "map_at_" + k, random.mean(query -> random.averagePrecision(query, k)), 5e-6);
            check(scores, "recall_at_" + k, random.mean(query -> random.recall(query, k)), 5e-6);
            check(scores, "precision_at_" + k, random.mean(query -> (double) random.found(query, k) / k), 5e-6);
            check(scores, "mrr_at_" + k, random.mean(query -> random.reciprocalRank(query, k)), 1e-12);
            check(scores, "hit_rate_at_" + k, random.mean(query -> random.found(query, k) > 0 ? 1 : 0), 5e-6);
        }
        check(scores, "accuracy", random.mean(query -> random.recall(query, 1)), 5e-6);
    }

    private static void check(Scores scores, String name, double expected, double tolerance) {
        assertThat(scores.number(name)).as(name).isCloseTo(expected, within(tolerance));
    }

    /** Each measure by query is unrounded, and its mean is the score. */
    @Test
    void measuresOfEachQueryMakeTheMeans() {
        Case random = new Case(7, 33);
        try (Parallel parallel = Parallel.of(1)) {
            RetrievalScores scores =
                    RetrievalScores.of(random.run, random.qrels, CUTOFFS, new ScoringContext(parallel, warning -> {}));
            List<String> queries = List.copyOf(random.run.keySet());
            for (String metric : List.of("ndcg", "map", "recall", "precision", "mrr", "hit_rate")) {
                double[] values = scores.byQuery(metric + "_at_5").orElseThrow();
                assertThat(values).hasSize(33);
                double sum = 0;
                for (double value : values) {
                    sum += value;
                    assertThat(value).isBetween(0.0, 1.0);
                }
                check(scores.all(), metric + "_at_5", sum / 33, 5e-6);
            }
            double[] ndcg = scores.byQuery("ndcg_at_3").orElseThrow();
            for (int i = 0; i < ndcg.length; i++) {
                assertThat(ndcg[i]).isCloseTo(random.ndcg(queries.get(i), 3), within(1e-12));
            }
            assertThat(scores.byQuery("accuracy")).isEqualTo(scores.byQuery("recall_at_1"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ndcg", "ndcg_at_4", "ndcg_at_", "ndcg_at_05", "gain_at_5", "", "nauc_ndcg_at_5_max", "at_5"})
    void whatIsNoMeasureOfAQueryHasNoValues(String measure) {
        Case random = new Case(8, 3);
        try (Parallel parallel = Parallel.of(1)) {
            assertThat(RetrievalScores.of(
                                    random.run, random.qrels, CUTOFFS, new ScoringContext(parallel, warning -> {}))
                            .byQuery(measure))
                    .isEmpty();
        }
    }

    @Test
    void everyKeyOfMtebIsThereInItsOrder() {
        Scores scores = score(new Case(9, 20), 1);
        List<String> names = List.copyOf(scores.names());

        assertThat(names).hasSize(6 * CUTOFFS.length + 1 + 5 * CUTOFFS.length * 3);
        assertThat(names.subList(0, 6))
                .containsExactly("ndcg_at_1", "ndcg_at_2", "ndcg_at_3", "ndcg_at_5", "ndcg_at_10", "map_at_1");
        assertThat(names.indexOf("accuracy")).isEqualTo(names.indexOf("recall_at_10") + 1);
        assertThat(names.indexOf("precision_at_1")).isEqualTo(names.indexOf("accuracy") + 1);
        assertThat(names.indexOf("nauc_ndcg_at_1_max")).isEqualTo(names.indexOf("mrr_at_10") + 1);
        assertThat(names.subList(names.indexOf("nauc_ndcg_at_1_max"), names.indexOf("nauc_ndcg_at_1_max") + 4))
                .containsExactly(
                        "nauc_ndcg_at_1_max", "nauc_ndcg_at_1_std", "nauc_ndcg_at_1_diff1", "nauc_ndcg_at_2_max");
        assertThat(names.get(names.size() - 1)).isEqualTo("hit_rate_at_10");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void threadsChangeNothing(int threads) {
        Case random = new Case(10, 100);

        assertThat(score(random, threads)).isEqualTo(score(random, 1));
    }

    @Test
    void theOrderOfTheQueriesChangesNothingInTheNewestRelease() {
        Case random = new Case(11, 50);
        Scores before = score(random, 1);
        List<Map.Entry<String, RankedList>> entries = new ArrayList<>(random.run.entrySet());
        Collections.reverse(entries);
        Map<String, RankedList> reversed = new LinkedHashMap<>();
        entries.forEach(entry -> reversed.put(entry.getKey(), entry.getValue()));

        Scores after = score(reversed, random.qrels, MtebRelease.newest(), 1);

        assertThat(after.names()).isEqualTo(before.names());
        before.names()
                .forEach(name -> assertThat(after.number(name))
                        .as(name)
                        .satisfiesAnyOf(
                                value -> assertThat(value).isCloseTo(before.number(name), within(1e-9)),
                                value -> assertThat(List.of(value, before.number(name)))
                                        .containsOnly(Double.NaN)));
    }

    @Test
    void oldReleasesBreakTiesOfConfidenceByTheOrderOfTheQueries() {
        Map<String, RankedList> run = new LinkedHashMap<>();
        Map<String, Map<String, Integer>> qrels = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            run.put("q" + i, RankedList.of(RankedListTest.parsed("a 1, b 0.5")));
            qrels.put("q" + i, Map.of(i < 10 ? "a" : "b", 1));
        }

        double averaged = number(score(run, qrels, MtebRelease.V2_26_24, 1), "nauc_ndcg_at_1_max");
        double ordered = number(score(run, qrels, MtebRelease.V2_20_0, 1), "nauc_ndcg_at_1_max");

        // a confidence that is the same everywhere knows nothing
        assertThat(averaged).isCloseTo(0, within(1e-9));
        // the queries dropped first are those that were answered
        assertThat(ordered).isLessThan(-0.5);
    }

    @Test
    void aConfidenceThatIsTheMeasureItselfIsPerfect() {
        Map<String, RankedList> run = new LinkedHashMap<>();
        Map<String, Map<String, Integer>> qrels = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            run.put("q" + i, RankedList.of(RankedListTest.parsed("a " + (i + 1) + ", b -" + i)));
            qrels.put("q" + i, Map.of(i < 10 ? "b" : "a", 1));
        }
        Scores scores = score(run, qrels, MtebRelease.newest(), 1);

        for (String confidence : List.of("max", "std", "diff1")) {
            check(scores, "nauc_ndcg_at_1_" + confidence, 1, 1e-9);
            check(scores, "nauc_map_at_1_" + confidence, 1, 1e-9);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // hits, judged, ndcg@2, map@2, recall@2, precision@2, mrr@2
                "a 2, b 1      | a=1      | 1                  | 1    | 1   | 0.5 | 1",
                "a 2, b 1      | b=1      | 0.63093            | 0.5  | 1   | 0.5 | 0.5",
                "a 2, b 1      | c=1      | 0                  | 0    | 0   | 0   | 0",
                "a 2, b 1      | a=1, b=1 | 1                  | 1    | 1   | 1   | 1",
                "a 2, b 1      | a=1, c=1 | 0.61315            | 0.5  | 0.5 | 0.5 | 1",
                "a 2, b 1      | a=2, b=1 | 1                  | 1    | 1   | 1   | 1",
                "a 2, b 1      | a=1, b=2 | 0.85972            | 1    | 1   | 1   | 1",
                "a 2, b 1      | a=0, b=1 | 0.63093            | 0.5  | 1   | 0.5 | 0.5",
                "a 2, b 1      | a=-1,b=1 | 0.63093            | 0.5  | 1   | 0.5 | 0.5",
                "a 2, b 1      | a=-1     | 0                  | 0    | 0   | 0   | 0",
                "a 3, b 2, c 1 | c=1      | 0                  | 0    | 0   | 0   | 0",
                "a 3           | a=1, b=1 | 0.61315            | 0.5  | 0.5 | 0.5 | 1",
                "''            | a=1      | 0                  | 0    | 0   | 0   | 0",
            })
    void oneQueryByHand(
            String hits, String judged, double ndcg, double map, double recall, double precision, double mrr) {
        Map<String, Integer> judgements = new LinkedHashMap<>();
        for (String judgement : judged.split(", *", -1)) {
            judgements.put(
                    judgement.split("=", -1)[0], Integer.valueOf(judgement.split("=", -1)[1]));
        }

        Scores scores = score(
                Map.of("q", RankedList.of(RankedListTest.parsed(hits))),
                Map.of("q", judgements),
                MtebRelease.newest(),
                1);

        check(scores, "ndcg_at_2", ndcg, 1e-9);
        check(scores, "map_at_2", map, 1e-9);
        check(scores, "recall_at_2", recall, 1e-9);
        check(scores, "precision_at_2", precision, 1e-9);
        check(scores, "mrr_at_2", mrr, 1e-9);
        check(scores, "hit_rate_at_2", precision > 0 ? 1 : 0, 0);
    }

    private static double number(Scores scores, String name) {
        Double number = scores.number(name);
        assertThat(number).as(name).isNotNull();
        return number;
    }

    private static Scores score(Case random, int threads) {
        return score(random.run, random.qrels, MtebRelease.newest(), threads);
    }

    private static Scores score(
            Map<String, RankedList> run, Map<String, Map<String, Integer>> qrels, MtebRelease release, int threads) {
        try (Parallel parallel = Parallel.of(threads)) {
            return RetrievalScores.of(run, qrels, CUTOFFS, new ScoringContext(parallel, warning -> {}).as(release))
                    .all();
        }
    }

    /** A run by chance with ties, graded and negative judgements, unjudged documents and relevant ones never found. */
    private static final class Case {
        private final Map<String, RankedList> run = new LinkedHashMap<>();
        private final Map<String, Map<String, Integer>> qrels = new LinkedHashMap<>();

        Case(long seed, int queries) {
            Random random = new Random(seed);
            for (int i = 0; i < queries; i++) {
                List<RankedList.Hit> hits = new ArrayList<>();
                int found = random.nextInt(13);
                for (int d = 0; d < found; d++) {
                    hits.add(new RankedList.Hit("d" + random.nextInt(20), random.nextInt(8) / 8f));
                }
                Map<String, Integer> judged = new LinkedHashMap<>();
                int judgements = random.nextInt(7);
                for (int d = 0; d < judgements; d++) {
                    judged.put("d" + random.nextInt(20), random.nextInt(5) - 1);
                }
                run.put("q" + i, RankedList.of(hits));
                qrels.put("q" + i, judged);
            }
        }

        double mean(ToDoubleFunction<String> measure) {
            return run.keySet().stream().mapToDouble(measure).average().orElseThrow();
        }

        int gain(String query, int rank) {
            RankedList list = run.get(query);
            return rank < list.size() ? Math.max(0, qrels.get(query).getOrDefault(list.documentId(rank), 0)) : 0;
        }

        int found(String query, int k) {
            int found = 0;
            for (int rank = 0; rank < k; rank++) {
                found += gain(query, rank) > 0 ? 1 : 0;
            }
            return found;
        }

        long relevant(String query) {
            return qrels.get(query).values().stream().filter(gain -> gain > 0).count();
        }

        double recall(String query, int k) {
            return relevant(query) == 0 ? 0 : (double) found(query, k) / relevant(query);
        }

        double averagePrecision(String query, int k) {
            double sum = 0;
            for (int rank = 0; rank < k; rank++) {
                if (gain(query, rank) > 0) {
                    sum += (double) found(query, rank + 1) / (rank + 1);
                }
            }
            return relevant(query) == 0 ? 0 : sum / relevant(query);
        }

        double reciprocalRank(String query, int k) {
            for (int rank = 0; rank < k; rank++) {
                if (gain(query, rank) > 0) {
                    return 1.0 / (rank + 1);
                }
            }
            return 0;
        }

        double ndcg(String query, int k) {
            List<Integer> ideal = new ArrayList<>(qrels.get(query).values());
            ideal.removeIf(gain -> gain <= 0);
            ideal.sort(Collections.reverseOrder());
            double gained = 0;
            double best = 0;
            for (int rank = 0; rank < k; rank++) {
                double discount = Math.log(rank + 2) / Math.log(2);
                gained += gain(query, rank) / discount;
                best += rank < ideal.size() ? ideal.get(rank) / discount : 0;
            }
            return best == 0 ? 0 : gained / best;
        }
    }
}
