package dev.plumbline.tasks.numeric;

import static dev.plumbline.tasks.numeric.Vectors.doubles;
import static dev.plumbline.tasks.numeric.Vectors.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every metric recorded in metrics.json. */
class GoldenMetricsTest {

    private static final int[] CUTOFFS = {1, 3, 5, 10, 20, 100, 1000};

    private static JsonNode cases(Vectors vectors, String metric) throws IOException {
        JsonNode cases = vectors.read("metrics").get(metric);
        assertThat(cases).isNotEmpty();
        return cases;
    }

    private static void check(String what, double actual, JsonNode expected, double tolerance) {
        if (Double.isNaN(expected.doubleValue())) {
            assertThat(actual).as(what).isNaN();
        } else {
            assertThat(actual).as(what).isCloseTo(expected.doubleValue(), within(tolerance));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void clusterAgreement(Vectors vectors) throws IOException {
        for (JsonNode golden : cases(vectors, "clustering")) {
            int[] truth = indices(golden.get("true"), golden.get("true"));
            int[] predicted = indices(golden.get("pred"), golden.get("pred"));
            check("v", ClusterAgreement.vMeasure(truth, predicted), golden.get("v_measure"), 1e-12);
            check("ami", ClusterAgreement.adjustedMutualInformation(truth, predicted), golden.get("ami"), 1e-9);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void averagePrecision(Vectors vectors) throws IOException {
        for (JsonNode golden : cases(vectors, "average_precision")) {
            double ap = AveragePrecision.of(ints(golden.get("y")), doubles(golden.get("s")));
            check("ap", ap, golden.get("ap"), 1e-14);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void correlation(Vectors vectors) throws IOException {
        for (JsonNode golden : cases(vectors, "correlation")) {
            double[] x = doubles(golden.get("x"));
            double[] y = doubles(golden.get("y"));
            double pearson = Correlation.pearson(x, y);
            double spearman = Correlation.spearman(x, y);
            check("pearson", pearson, golden.get("pearson").get(0), 1e-13);
            check("spearman", spearman, golden.get("spearman").get(0), 1e-13);
            check(
                    "spearman p",
                    Correlation.twoSidedPValue(spearman, x.length),
                    golden.get("spearman").get(1),
                    1e-12);
            if (x.length > 2) {
                check(
                        "pearson p",
                        Correlation.twoSidedPValue(pearson, x.length),
                        golden.get("pearson").get(1),
                        1e-12);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void classification(Vectors vectors) throws IOException {
        for (JsonNode golden : cases(vectors, "classification")) {
            List<JsonNode> all = new ArrayList<>();
            golden.get("true").forEach(all::add);
            golden.get("pred").forEach(all::add);
            int[] truth = indices(golden.get("true"), all);
            int[] predicted = indices(golden.get("pred"), all);
            ClassificationMetrics actual = ClassificationMetrics.of(truth, predicted);
            JsonNode expected = golden.get("scores");
            check("accuracy", actual.accuracy(), expected.get("accuracy"), 1e-14);
            check("f1", actual.f1(), expected.get("f1"), 1e-14);
            check("f1_weighted", actual.f1Weighted(), expected.get("f1_weighted"), 1e-14);
            check("precision", actual.precision(), expected.get("precision"), 1e-14);
            check("precision_weighted", actual.precisionWeighted(), expected.get("precision_weighted"), 1e-14);
            check("recall", actual.recall(), expected.get("recall"), 1e-14);
            check("recall_weighted", actual.recallWeighted(), expected.get("recall_weighted"), 1e-14);
            if (!expected.get("ap").isNull()) {
                double[] scores = doubles(golden.get("pred"));
                check("ap", AveragePrecision.of(ints(golden.get("true")), scores), expected.get("ap"), 1e-14);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void nauc(Vectors vectors) throws IOException {
        for (JsonNode golden : cases(vectors, "nauc")) {
            double actual =
                    Nauc.by(Nauc.Ties.INPUT_ORDER, doubles(golden.get("conf"))).of(doubles(golden.get("metric")))[0];
            check("nauc", actual, golden.get("nauc"), 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void pairThresholds(Vectors vectors) throws IOException {
        for (JsonNode golden : cases(vectors, "pair_search")) {
            PairThresholds.Best best = PairThresholds.of(
                    PairThresholds.Cuts.AFTER_EACH_PAIR,
                    ints(golden.get("labels")),
                    doubles(golden.get("scores")),
                    golden.get("high_is_similar").booleanValue());
            check("accuracy", best.accuracy(), golden.get("accuracy"), 1e-14);
            check("f1", best.f1(), golden.get("f1"), 1e-14);
            check("precision", best.precision(), golden.get("precision"), 1e-14);
            check("recall", best.recall(), golden.get("recall"), 1e-14);
            check("ap", best.ap(), golden.get("ap"), 1e-14);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void confidence(Vectors vectors) throws IOException {
        for (JsonNode golden : cases(vectors, "confidence")) {
            double[] scores = doubles(golden.get("scores"));
            if (scores.length > 0) {
                check("std", PairwiseSum.standardDeviation(scores), golden.get("std"), 1e-15);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void rankMetrics(Vectors vectors) throws IOException {
        for (JsonNode golden : cases(vectors, "trec")) {
            int query = 0;
            for (Map.Entry<String, JsonNode> entry : golden.get("per_query").properties()) {
                JsonNode judged = golden.get("qrels").get(entry.getKey());
                RankMetrics actual =
                        RankMetrics.of(ranked(golden.get("run").get(entry.getKey()), judged), gains(judged), CUTOFFS);
                for (int i = 0; i < CUTOFFS.length; i++) {
                    int k = CUTOFFS[i];
                    JsonNode expected = entry.getValue();
                    check("ndcg " + k, actual.ndcg()[i], expected.get("ndcg_cut_" + k), 1e-14);
                    check("map " + k, actual.map()[i], expected.get("map_cut_" + k), 1e-14);
                    check("recall " + k, actual.recall()[i], expected.get("recall_" + k), 1e-14);
                    check("precision " + k, actual.precision()[i], expected.get("P_" + k), 1e-14);
                    check("success " + k, actual.success()[i], expected.get("success_" + k), 1e-14);
                    check(
                            "mrr " + k,
                            actual.mrr()[i],
                            golden.get("mrr").get("MRR@" + k).get(query),
                            1e-14);
                }
                query++;
            }
        }
    }

    private static int[] gains(JsonNode judged) {
        int[] gains = new int[judged.size()];
        int i = 0;
        for (JsonNode gain : judged) {
            gains[i++] = gain.intValue();
        }
        return gains;
    }

    /** Score descending, then document id descending by code point. */
    private static int[] ranked(JsonNode run, JsonNode judged) {
        List<Map.Entry<String, JsonNode>> documents = new ArrayList<>(run.properties());
        Comparator<Map.Entry<String, JsonNode>> byScore =
                Comparator.comparingDouble(entry -> (float) entry.getValue().doubleValue());
        documents.sort(
                byScore.thenComparing(entry -> entry.getKey().codePoints().toArray(), Arrays::compare)
                        .reversed());
        int[] gains = new int[documents.size()];
        for (int i = 0; i < gains.length; i++) {
            JsonNode gain = judged.get(documents.get(i).getKey());
            gains[i] = gain == null ? 0 : gain.intValue();
        }
        return gains;
    }

    /** The position of each label among the distinct ones. */
    private static int[] indices(JsonNode labels, Iterable<JsonNode> all) {
        Map<String, Integer> classes = new TreeMap<>();
        for (JsonNode label : all) {
            classes.putIfAbsent(label.asText(), classes.size());
        }
        int[] y = new int[labels.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = classes.get(labels.get(i).asText());
        }
        return y;
    }
}
