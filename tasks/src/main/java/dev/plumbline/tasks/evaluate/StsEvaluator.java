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
import dev.plumbline.tasks.numeric.Correlation;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.PairSimilarity;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleClusters;
import dev.plumbline.tasks.sample.SampleSink;
import dev.plumbline.tasks.transform.RowData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Semantic textual similarity: correlations of four similarities of each pair with its gold score, as mteb 2.20.0 to 2.26.24
 * {@code abstasks/sts.py} and {@code _evaluators/any_sts_evaluator.py}.
 */
final class StsEvaluator implements Evaluator {

    private final TaskSpec spec;
    private final RowData data;

    StsEvaluator(TaskSpec spec, RowData data) {
        this.spec = spec;
        this.data = data;
    }

    @Override
    public void texts(String split, String subset, TextSink sink) {
        Table table = data.table(split, subset);
        for (String column : new String[] {"sentence1", "sentence2"}) {
            table.strings(column).forEach(text -> sink.text(column, text));
        }
    }

    @Override
    public Scores score(String split, String subset, Encoder encoder, ScoringContext context) {
        Table table = data.table(split, subset);
        String place = Evaluator.place(spec, split, subset);
        List<String> first = table.strings("sentence1");
        List<String> second = table.strings("sentence2");
        double[] ratings = table.doubles("score");
        if (ratings.length < 2) {
            throw PlumblineException.data(place + ": a correlation needs two rows at least, not " + ratings.length
                    + " (" + table.where(0, "score") + "); mteb refuses that too, so add rows");
        }
        double[] gold = normalised(ratings);
        FloatMatrix left = encoder.encode(new EncodeRequest(context.asked(first), Role.NONE, spec));
        FloatMatrix right = encoder.encode(new EncodeRequest(second, Role.NONE, spec));

        boolean cosineModel = encoder.card().similarity() == Similarity.COSINE;
        Map<String, Supplier<double[]>> similarities = new LinkedHashMap<>();
        similarities.put(
                "", () -> cosineModel ? PairSimilarity.modelCosine(left, right) : PairSimilarity.modelDot(left, right));
        similarities.put("cosine_", () -> PairSimilarity.pairedCosine(left, right));
        similarities.put("manhattan_", () -> negated(PairSimilarity.manhattan(left, right)));
        similarities.put("euclidean_", () -> negated(PairSimilarity.euclidean(left, right)));
        SampleSink samples = context.samples() == SampleSink.NONE
                ? SampleSink.NONE
                : SampleClusters.marking(
                        context.samples(), SampleClusters.ofPairs(first, second), RowIds.of(first.size()));
        Scores scores = correlations(gold, similarities, context, samples)
                .mainScoreFrom(spec.mainScore())
                .build();
        context.odd(place, OddTexts.of(table, "sentence1", "sentence2"));
        warn(place, table, ratings, scores, context);
        return scores;
    }

    /** Says why a coefficient is NaN. */
    private static void warn(String place, Table table, double[] ratings, Scores scores, ScoringContext context) {
        Oddity.Tally infinite = new Oddity.Tally("scores are NaN or infinite, and so is a correlation with them");
        for (int row = 0; row < ratings.length; row++) {
            int at = row;
            if (!Double.isFinite(ratings[row])) {
                infinite.add(() -> table.where(at, "score"));
            }
        }
        context.odd(place, infinite.found());
        if (!infinite.found().isEmpty()) {
            return;
        }
        List<String> missing = scores.names().stream()
                .filter(name -> scores.toMap().get(name) instanceof Double score && score.isNaN())
                .toList();
        if (!missing.isEmpty()) {
            boolean constant = Arrays.stream(ratings).allMatch(rating -> rating == ratings[0]);
            context.odd(
                    place,
                    (constant ? "every score is " + ratings[0] : "every pair has the same similarity")
                            + ", so there is no correlation; NaN, as in mteb: " + String.join(", ", missing));
        }
    }

    private Scores.Builder correlations(
            double[] gold, Map<String, Supplier<double[]>> similarities, ScoringContext context, SampleSink samples) {
        List<Supplier<double[]>> each = List.copyOf(similarities.values());
        double[][] values = new double[each.size()][];
        double[] pearson = new double[each.size()];
        double[] spearman = new double[each.size()];
        context.parallel().forBlocks(each.size(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                values[i] = each.get(i).get();
                pearson[i] = Correlation.pearson(gold, values[i]);
                spearman[i] = Correlation.spearman(gold, values[i]);
            }
        });
        Scores.Builder scores = Scores.builder();
        int i = 0;
        for (String prefix : similarities.keySet()) {
            scores.put(prefix + "pearson", pearson[i]);
            scores.put(prefix + "spearman", spearman[i]);
            if (spec.mainScore().equals(prefix + "pearson") || spec.mainScore().equals(prefix + "spearman")) {
                emit(values[i], gold, samples);
            }
            i++;
        }
        return scores;
    }

    private static void emit(double[] similarities, double[] gold, SampleSink samples) {
        for (int i = 0; i < gold.length; i++) {
            samples.add(new Sample.Rated(String.valueOf(i), similarities[i], gold[i]));
        }
    }

    /** Gold on a scale of 0 to 1. No coefficient changes by it, only their rounding noise. */
    private double[] normalised(double[] scores) {
        double min = spec.params().number("min_score", 0);
        double max = spec.params().number("max_score", 5);
        double[] normalised = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            normalised[i] = (scores[i] - min) / (max - min);
        }
        return normalised;
    }

    private static double[] negated(double[] distances) {
        double[] negated = new double[distances.length];
        for (int i = 0; i < distances.length; i++) {
            negated[i] = -distances[i];
        }
        return negated;
    }
}
