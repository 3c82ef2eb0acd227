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
import dev.plumbline.tasks.numeric.PairwiseSum;
import dev.plumbline.tasks.numeric.Rows;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.transform.RowData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Summarization: per text the correlation between human ratings of machine summaries and each one's greatest similarity to
 * a human summary, as mteb 2.20.0 to 2.26.24 {@code abstasks/text/summarization.py} and
 * {@code _evaluators/text/summarization_evaluator.py}.
 *
 * <p>The {@code deprecated} evaluator of SummEval averages coefficients together with their p-values, so that a perfect
 * and a missing correlation both score about 0.5. That is mteb's, kept for comparison with published figures.
 */
final class SummarizationEvaluator implements Evaluator {

    private final TaskSpec spec;
    private final RowData data;

    SummarizationEvaluator(TaskSpec spec, RowData data) {
        this.spec = spec;
        this.data = data;
    }

    @Override
    public void texts(String split, String subset, TextSink sink) {
        Table table = data.table(split, subset);
        for (String column : new String[] {"human_summaries", "machine_summaries"}) {
            String named = spec.params().text(column + "_column_name", column);
            table.stringLists(named).forEach(summaries -> summaries.forEach(text -> sink.text(named, text)));
        }
    }

    @Override
    public Scores score(String split, String subset, Encoder encoder, ScoringContext context) {
        Table table = data.table(split, subset);
        List<List<String>> human =
                table.stringLists(spec.params().text("human_summaries_column_name", "human_summaries"));
        List<List<String>> machine =
                table.stringLists(spec.params().text("machine_summaries_column_name", "machine_summaries"));
        String rated = spec.params().text("relevancy_column_name", "relevance");
        List<double[]> relevance = table.doubleLists(rated);
        // not looked at, and mteb refuses to do without it
        table.column(spec.params().text("text_column_name", "text"));
        String place = Evaluator.place(spec, split, subset);
        Oddity.Tally constant = new Oddity.Tally(
                "texts have constant ratings or similarities; mteb leaves them out, so does this score");
        Oddity.Tally infinite =
                new Oddity.Tally("texts have a rating that is NaN or infinite, and so is their correlation");

        // One request for everything: the encoder sorts by length and encodes a repeated summary once.
        FloatMatrix humanVectors = encoder.encode(new EncodeRequest(flat(human), Role.NONE, spec));
        FloatMatrix machineVectors = encoder.encode(new EncodeRequest(context.asked(flat(machine)), Role.NONE, spec));
        FloatMatrix humanUnit = Rows.normalised(humanVectors);
        FloatMatrix machineUnit = Rows.normalised(machineVectors);
        boolean cosineModel = encoder.card().similarity() == Similarity.COSINE;

        boolean withPValues = spec.params().text("evaluator", "fixed").equals("deprecated");
        Correlations own = new Correlations(withPValues);
        Correlations cosine = new Correlations(withPValues);
        Correlations dot = new Correlations(withPValues);
        int humanStart = 0;
        int machineStart = 0;
        for (int i = 0; i < table.rows(); i++) {
            int humans = human.get(i).size();
            int machines = machine.get(i).size();
            int row = i;
            if (humans == 0 || machines == 0) {
                throw table.problem(
                        i,
                        rated,
                        "a text has no " + (humans == 0 ? "human" : "machine") + " summary, which mteb refuses too");
            }
            double[] gold = gold(relevance.get(i), machines, place + " (" + table.where(i, rated) + ")");
            if (!Arrays.stream(relevance.get(i)).allMatch(Double::isFinite)) {
                infinite.add(() -> table.where(row, rated));
            }
            double[] byCosine = nearest(machineUnit, machineStart, machines, humanUnit, humanStart, humans);
            double[] byDot = nearest(machineVectors, machineStart, machines, humanVectors, humanStart, humans);
            humanStart += humans;
            machineStart += machines;
            if (constant(gold) || constant(byDot) || constant(byCosine)) {
                constant.add(() -> table.where(row, rated));
                continue;
            }
            own.add(gold, cosineModel ? byCosine : byDot);
            cosine.add(gold, byCosine);
            dot.add(gold, byDot);
            Correlations main = spec.mainScore().startsWith("cosine_")
                    ? cosine
                    : spec.mainScore().startsWith("dot_") ? dot : own;
            context.samples()
                    .add(new Sample.Scored(
                            String.valueOf(i), main.last(spec.mainScore().endsWith("spearman"))));
        }

        context.odd(place, Oddity.found(constant, infinite));
        if (own.none()) {
            context.odd(place, "no text is left, so that every score is NaN, as in mteb");
        }
        context.odd(
                place,
                OddTexts.ofLists(
                        table,
                        spec.params().text("human_summaries_column_name", "human_summaries"),
                        spec.params().text("machine_summaries_column_name", "machine_summaries")));
        return Scores.builder()
                .put("pearson", own.pearson())
                .put("spearman", own.spearman())
                .put("cosine_spearman", cosine.spearman())
                .put("cosine_pearson", cosine.pearson())
                .put("dot_pearson", dot.pearson())
                .put("dot_spearman", dot.spearman())
                .mainScoreFrom(spec.mainScore())
                .build();
    }

    private double[] gold(double[] ratings, int machines, String place) {
        if (ratings.length != machines) {
            throw PlumblineException.data(
                    place + ": " + machines + " machine summaries but " + ratings.length + " ratings; give each one");
        }
        double min = spec.params().number("min_score", 0);
        double max = spec.params().number("max_score", 5);
        double[] gold = new double[ratings.length];
        for (int i = 0; i < gold.length; i++) {
            gold[i] = (ratings[i] - min) / (max - min);
        }
        return gold;
    }

    /** Each machine summary's greatest similarity to any human one. */
    private static double[] nearest(
            FloatMatrix machine, int machineStart, int machines, FloatMatrix human, int humanStart, int humans) {
        double[] nearest = new double[machines];
        for (int i = 0; i < machines; i++) {
            float greatest = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < humans; j++) {
                greatest = Math.max(greatest, Rows.dot(machine, machineStart + i, human, humanStart + j));
            }
            nearest[i] = greatest;
        }
        return nearest;
    }

    private static List<String> flat(List<List<String>> lists) {
        List<String> flat = new ArrayList<>();
        lists.forEach(flat::addAll);
        return flat;
    }

    private static boolean constant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    /** Coefficients and p-values of one similarity over the texts. */
    private static final class Correlations {
        private final List<Double> pearson = new ArrayList<>();
        private final List<Double> pearsonP = new ArrayList<>();
        private final List<Double> spearman = new ArrayList<>();
        private final List<Double> spearmanP = new ArrayList<>();
        private final boolean withPValues;

        Correlations(boolean withPValues) {
            this.withPValues = withPValues;
        }

        void add(double[] gold, double[] similarity) {
            double linear = Correlation.pearson(gold, similarity);
            double ranked = Correlation.spearman(gold, similarity);
            pearson.add(linear);
            pearsonP.add(Correlation.twoSidedPValue(linear, gold.length));
            spearman.add(ranked);
            spearmanP.add(Correlation.twoSidedPValue(ranked, gold.length));
        }

        boolean none() {
            return pearson.isEmpty();
        }

        /** What the text added last contributes to the mean. */
        double last(boolean ranked) {
            List<Double> coefficients = ranked ? spearman : pearson;
            List<Double> pValues = ranked ? spearmanP : pearsonP;
            int last = coefficients.size() - 1;
            return withPValues ? (coefficients.get(last) + pValues.get(last)) / 2 : coefficients.get(last);
        }

        double pearson() {
            return withPValues ? (mean(pearson) + mean(pearsonP)) / 2 : mean(pearson);
        }

        double spearman() {
            return withPValues ? (mean(spearman) + mean(spearmanP)) / 2 : mean(spearman);
        }

        private static double mean(List<Double> values) {
            return PairwiseSum.mean(
                    values.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}
