package dev.plumbline.tasks.evaluate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.Labels;
import dev.plumbline.tasks.data.OddTexts;
import dev.plumbline.tasks.data.Oddity;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.numeric.AveragePrecision;
import dev.plumbline.tasks.numeric.ClassificationMetrics;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.LogisticRegression;
import dev.plumbline.tasks.numeric.NumpyRandomState;
import dev.plumbline.tasks.numeric.PairwiseSum;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleClusters;
import dev.plumbline.tasks.sample.SampleSink;
import dev.plumbline.tasks.transform.RowData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Classification: logistic regressions on a few training rows per label, as mteb 2.20.0 to 2.26.24
 * {@code abstasks/classification.py} and {@code _evaluators/sklearn_evaluator.py}. Scores are means over the experiments of
 * each metric, not metrics of pooled predictions.
 */
final class ClassificationEvaluator implements Evaluator {

    private static final long SEED = 42;

    private final TaskSpec spec;
    private final RowData data;

    ClassificationEvaluator(TaskSpec spec, RowData data) {
        this.spec = spec;
        this.data = data;
    }

    @Override
    public void texts(String split, String subset, TextSink sink) {
        String input = spec.params().text("input_column_name", "text");
        data.table(split, subset).strings(input).forEach(text -> sink.text(input, text));
    }

    @Override
    public void encodedTexts(String split, String subset, EncodedTextSink sink) {
        String label = spec.params().text("label_column_name", "label");
        Table train = data.table(spec.params().text("train_split", "train"), subset);
        Labels labels = Labels.of(train, data.table(split, subset), label);
        int[][] chosen = undersample(Arrays.copyOf(labels.indices(), train.rows()), labels.classes());
        List<String> texts = train.strings(spec.params().text("input_column_name", "text"));
        Arrays.stream(used(chosen)).mapToObj(texts::get).forEach(text -> sink.text(Role.NONE, text));
        texts(split, subset, (part, text) -> sink.text(Role.NONE, text));
    }

    @Override
    public Scores score(String split, String subset, Encoder encoder, ScoringContext context) {
        String input = spec.params().text("input_column_name", "text");
        String label = spec.params().text("label_column_name", "label");
        Table train = data.table(spec.params().text("train_split", "train"), subset);
        Table test = data.table(split, subset);
        String place = Evaluator.place(spec, split, subset);
        // One class list for both splits: a label may be in only one of them.
        Labels labels = Labels.of(train, test, label);
        int[] trainLabels = Arrays.copyOf(labels.indices(), train.rows());
        int[] testLabels = Arrays.copyOfRange(labels.indices(), train.rows(), labels.indices().length);

        int[][] chosen = undersample(trainLabels, labels.classes());
        int[] used = used(chosen);
        List<String> trainTexts = train.strings(input);
        FloatMatrix trainVectors = encoder.encode(
                new EncodeRequest(Arrays.stream(used).mapToObj(trainTexts::get).toList(), Role.NONE, spec));
        FloatMatrix testVectors =
                encoder.encode(new EncodeRequest(context.asked(test.strings(input)), Role.NONE, spec));

        IntFunction<int[]> predict = i -> {
            int[] rows = Arrays.stream(chosen[i])
                    .map(row -> Arrays.binarySearch(used, row))
                    .toArray();
            int[] rowLabels =
                    Arrays.stream(chosen[i]).map(row -> trainLabels[row]).toArray();
            return predicted(trainVectors.select(rows), rowLabels, testVectors, place);
        };
        Experiment[] experiments = new Experiment[chosen.length];
        int[][] predictions = new int[chosen.length][];
        context.parallel().forBlocks(chosen.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                predictions[i] = predict.apply(i);
                experiments[i] = new Experiment(
                        ClassificationMetrics.of(testLabels, predictions[i]),
                        averagePrecision(testLabels, predictions[i], labels, place));
            }
        });
        if (context.samples() != SampleSink.NONE) {
            List<List<String>> texts =
                    test.strings(input).stream().map(List::of).toList();
            emit(
                    testLabels,
                    predictions,
                    labels,
                    SampleClusters.marking(context.samples(), SampleClusters.of(texts), RowIds.of(testLabels.length)));
        }
        context.odd(place, OddTexts.of(train, input));
        context.odd(place, OddTexts.of(test, input));
        context.odd(place, Labels.casts(train, test, label));
        context.odd(place, oddLabels(trainLabels, test, label, testLabels));
        return scores(List.of(experiments));
    }

    /** The rows of all experiments, each once, in order. */
    private static int[] used(int[][] chosen) {
        return Arrays.stream(chosen)
                .flatMapToInt(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
    }

    /**
     * The training rows of each experiment. The index list is shuffled in place by a generator seeded anew each time, so
     * experiment j applies the same permutation j + 1 times; rows are then taken in that order while their label still has
     * room.
     */
    private int[][] undersample(int[] trainLabels, int classes) {
        int perLabel = spec.params().integer("samples_per_label", 8);
        int[][] chosen = new int[spec.params().integer("n_experiments", 10)][];
        int[] order = IntStream.range(0, trainLabels.length).toArray();
        for (int experiment = 0; experiment < chosen.length; experiment++) {
            new NumpyRandomState(SEED).shuffle(order);
            int[] taken = new int[classes];
            chosen[experiment] = Arrays.stream(order)
                    .filter(row -> taken[trainLabels[row]]++ < perLabel)
                    .toArray();
        }
        return chosen;
    }

    /** The share of experiments that found a row's label: its mean over the rows is the mean accuracy. */
    private static void emit(int[] truth, int[][] predictions, Labels labels, SampleSink samples) {
        for (int row = 0; row < truth.length; row++) {
            List<Object> predicted = new ArrayList<>(predictions.length);
            int found = 0;
            for (int[] experiment : predictions) {
                predicted.add(labels.classAt(experiment[row]));
                found += experiment[row] == truth[row] ? 1 : 0;
            }
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("label", labels.classAt(truth[row]));
            details.put("predicted", predicted);
            samples.add(new Sample.Scored(String.valueOf(row), (double) found / predictions.length, details));
        }
    }

    /** Labels that cannot be predicted, and a split that has only one. */
    private static List<Oddity> oddLabels(int[] train, Table test, String column, int[] labels) {
        Set<Integer> trained = new HashSet<>();
        Arrays.stream(train).forEach(trained::add);
        Oddity.Tally unknown = new Oddity.Tally("rows have a label that no row of the training split has");
        Oddity.Tally same = new Oddity.Tally("rows have all the same label");
        boolean single = Arrays.stream(labels).distinct().count() == 1;
        for (int row = 0; row < labels.length; row++) {
            int at = row;
            if (!trained.contains(labels[row])) {
                unknown.add(() -> test.where(at, column));
            }
            if (single) {
                same.add(() -> test.where(at, column));
            }
        }
        return Oddity.found(unknown, same);
    }

    private int[] predicted(FloatMatrix train, int[] trainLabels, FloatMatrix test, String place) {
        // scikit-learn knows only the labels it was trained on.
        int[] known = IntStream.of(trainLabels).sorted().distinct().toArray();
        if (known.length < 2) {
            throw PlumblineException.data(place + ": the split " + spec.params().text("train_split", "train") + " has "
                    + known.length + " label; a classifier needs at least two, in mteb too");
        }
        int[] dense = Arrays.stream(trainLabels)
                .map(l -> Arrays.binarySearch(known, l))
                .toArray();
        return Arrays.stream(LogisticRegression.fit(train, dense, known.length).predict(test))
                .map(l -> known[l])
                .toArray();
    }

    /** Average precision with the predicted label itself as the score; null unless the split has two labels. */
    private static @Nullable Double averagePrecision(int[] truth, int[] predicted, Labels labels, String place) {
        TreeSet<Integer> present = new TreeSet<>();
        Arrays.stream(truth).forEach(present::add);
        if (present.size() != 2) {
            return null;
        }
        int positive = IntStream.range(0, labels.classes())
                .filter(l -> labels.classAt(l).equals(1L))
                .findFirst()
                .orElse(-1);
        if (!present.contains(positive)) {
            throw PlumblineException.data(
                    place + ": average precision takes label 1 as positive, but the two labels are "
                            + present.stream().map(labels::classAt).toList()
                            + "; mteb refuses that too, so give the labels as 0 and 1");
        }
        int[] relevant = Arrays.stream(truth).map(l -> l == positive ? 1 : 0).toArray();
        double[] score = Arrays.stream(predicted)
                .mapToDouble(l -> ((Long) labels.classAt(l)).doubleValue())
                .toArray();
        return AveragePrecision.of(relevant, score);
    }

    private Scores scores(List<Experiment> experiments) {
        List<Map<String, Double>> named =
                experiments.stream().map(Experiment::named).toList();
        Scores.Builder scores = Scores.builder().putValue("scores_per_experiment", named);
        for (String metric : named.get(0).keySet()) {
            double[] values = named.stream()
                    .map(experiment -> experiment.get(metric))
                    .filter(value -> value != null)
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            scores.put(metric, values.length == 0 ? Double.NaN : PairwiseSum.mean(values));
        }
        return scores.mainScoreFrom(spec.mainScore()).build();
    }

    private record Experiment(
            ClassificationMetrics metrics, @Nullable Double ap) {
        Map<String, Double> named() {
            Map<String, Double> named = new LinkedHashMap<>();
            named.put("accuracy", metrics.accuracy());
            named.put("f1", metrics.f1());
            named.put("f1_weighted", metrics.f1Weighted());
            named.put("precision", metrics.precision());
            named.put("precision_weighted", metrics.precisionWeighted());
            named.put("recall", metrics.recall());
            named.put("recall_weighted", metrics.recallWeighted());
            named.put("ap", ap);
            named.put("ap_weighted", ap);
            return named;
        }
    }
}
