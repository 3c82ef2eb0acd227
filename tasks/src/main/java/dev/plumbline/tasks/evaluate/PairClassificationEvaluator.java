package dev.plumbline.tasks.evaluate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.OddTexts;
import dev.plumbline.tasks.data.Oddity;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.PairSimilarity;
import dev.plumbline.tasks.numeric.PairThresholds;
import dev.plumbline.tasks.release.ScoringChange;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleClusters;
import dev.plumbline.tasks.sample.SampleSink;
import dev.plumbline.tasks.sample.SampleStatistic;
import dev.plumbline.tasks.transform.RowData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pair classification: for five similarities the best threshold's accuracy, F1, precision and recall, and the average
 * precision, as mteb's {@code abstasks/pair_classification.py}. The maxima over the five are taken separately per
 * key.
 */
final class PairClassificationEvaluator implements Evaluator {

    private static final Set<String> DISTANCES = Set.of("manhattan", "euclidean");

    private final TaskSpec spec;
    private final RowData data;

    PairClassificationEvaluator(TaskSpec spec, RowData data) {
        this.spec = spec;
        this.data = data;
    }

    @Override
    public void texts(String split, String subset, TextSink sink) {
        Pairs pairs = pairs(split, subset);
        pairs.left.forEach(text -> sink.text(spec.params().text("input1_column_name", "sentence1"), text));
        pairs.right.forEach(text -> sink.text(spec.params().text("input2_column_name", "sentence2"), text));
    }

    @Override
    public Scores score(String split, String subset, Encoder encoder, ScoringContext context) {
        Pairs pairs = pairs(split, subset);
        int[] labels = pairs.labels.values();
        FloatMatrix left = encoder.encode(new EncodeRequest(context.asked(pairs.left), Role.NONE, spec));
        FloatMatrix right = encoder.encode(new EncodeRequest(pairs.right, Role.NONE, spec));
        double[] own = encoder.card().similarity() == Similarity.COSINE
                ? PairSimilarity.modelCosine(left, right)
                : PairSimilarity.modelDot(left, right);

        Map<String, double[]> similarities = new LinkedHashMap<>();
        similarities.put("similarity", own);
        similarities.put("cosine", PairSimilarity.pairedCosine(left, right));
        similarities.put("manhattan", PairSimilarity.manhattan(left, right));
        similarities.put("euclidean", PairSimilarity.euclidean(left, right));
        similarities.put("dot", PairSimilarity.dot(left, right));
        PairThresholds.Cuts cuts = context.release().has(ScoringChange.THRESHOLDS_BETWEEN_SIMILARITIES)
                ? PairThresholds.Cuts.BETWEEN_SCORES
                : PairThresholds.Cuts.AFTER_EACH_PAIR;
        Map<String, PairThresholds.Best> best = new LinkedHashMap<>();
        similarities.forEach(
                (name, values) -> best.put(name, PairThresholds.of(cuts, labels, values, !DISTANCES.contains(name))));
        if (context.samples() != SampleSink.NONE) {
            emit(
                    pairs.labels,
                    similarities,
                    SampleClusters.marking(
                            context.samples(),
                            SampleClusters.ofPairs(pairs.left, pairs.right),
                            RowIds.of(pairs.left.size())));
        }
        context.odd(Evaluator.place(spec, split, subset), pairs.oddTexts);
        context.odd(Evaluator.place(spec, split, subset), pairs.labels.oddities());

        Scores.Builder scores = Scores.builder();
        Map<String, Double> maxima = new LinkedHashMap<>();
        best.forEach((similarity, measures) -> named(measures).forEach((measure, value) -> {
            scores.put(similarity + "_" + measure, value);
            maxima.merge("max_" + measure, value, Math::max);
        }));
        maxima.forEach(scores::put);
        return scores.mainScoreFrom(spec.mainScore()).build();
    }

    private void emit(PairLabels pairs, Map<String, double[]> similarities, SampleSink samples) {
        List<String> kept = SampleStatistic.of(spec).similarities();
        List<double[]> measured = kept.stream().map(similarities::get).toList();
        int[] labels = pairs.values();
        for (int i = 0; i < labels.length && !kept.isEmpty(); i++) {
            List<Double> values = new ArrayList<>(kept.size());
            for (int k = 0; k < measured.size(); k++) {
                double value = measured.get(k)[i];
                values.add(DISTANCES.contains(kept.get(k)) ? -value : value);
            }
            samples.add(new Sample.Labelled(String.valueOf(i), labels[i] == 1 ? 1 : 0, values));
        }
    }

    private static Map<String, Double> named(PairThresholds.Best best) {
        Map<String, Double> named = new LinkedHashMap<>();
        named.put("accuracy", best.accuracy());
        named.put("f1", best.f1());
        named.put("precision", best.precision());
        named.put("recall", best.recall());
        named.put("ap", best.ap());
        return named;
    }

    private Pairs pairs(String split, String subset) {
        Table table = data.table(split, subset);
        String place = Evaluator.place(spec, split, subset);
        String first = spec.params().text("input1_column_name", "sentence1");
        String second = spec.params().text("input2_column_name", "sentence2");
        String label = spec.params().text("label_column_name", "labels");
        if (table.rows() != 1) {
            return new Pairs(
                    table.strings(first),
                    table.strings(second),
                    PairLabels.of(table, label, false),
                    OddTexts.of(table, first, second));
        }
        // mteb unpacks a split of exactly one row, whose columns are then lists of all pairs.
        PairLabels labels = PairLabels.of(table, label, true);
        List<String> left = table.strings(first, 0);
        List<String> right = table.strings(second, 0);
        if (left.size() != right.size() || left.size() != labels.values().length || left.isEmpty()) {
            throw PlumblineException.data(place + ": the row of pairs has " + left.size() + " first sentences, "
                    + right.size() + " second ones and " + labels.values().length + " labels ("
                    + table.where(0, label) + "); it needs one of each for a pair, and a pair at least");
        }
        return new Pairs(left, right, labels, OddTexts.ofLists(table, first, second));
    }

    private record Pairs(List<String> left, List<String> right, PairLabels labels, List<Oddity> oddTexts) {}
}
