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
import dev.plumbline.tasks.numeric.ClusterAgreement;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.MiniBatchKMeans;
import dev.plumbline.tasks.numeric.PairwiseSum;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.transform.RowData;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Clustering before the {@code .v2} tasks: each row of the data set is one problem, as mteb 2.20.0 to 2.26.24
 * {@code abstasks/clustering_legacy.py} and {@code _evaluators/clustering_evaluator.py}.
 */
final class LegacyClusteringEvaluator implements Evaluator {

    private static final long SEED = 42;

    private final TaskSpec spec;
    private final RowData data;

    LegacyClusteringEvaluator(TaskSpec spec, RowData data) {
        this.spec = spec;
        this.data = data;
    }

    @Override
    public void texts(String split, String subset, TextSink sink) {
        String input = spec.params().text("input_column_name", "sentences");
        data.table(split, subset)
                .stringLists(input)
                .forEach(sentences -> sentences.forEach(text -> sink.text(input, text)));
    }

    @Override
    public void encodedTexts(String split, String subset, EncodedTextSink sink) {
        Table table = data.table(split, subset);
        List<List<Object>> labels = table.lists(spec.params().text("label_column_name", "labels"));
        for (int set = 0; set < labels.size(); set++) {
            if (!isUniform(labels.get(set))) {
                table.strings(spec.params().text("input_column_name", "sentences"), set)
                        .forEach(text -> sink.text(Role.NONE, text));
            }
        }
    }

    /** Whether there is nothing to find, so that nothing is encoded. */
    private static boolean isUniform(List<Object> labels) {
        return new HashSet<>(labels).size() <= 1;
    }

    @Override
    public Scores score(String split, String subset, Encoder encoder, ScoringContext context) {
        Table table = data.table(split, subset);
        String input = spec.params().text("input_column_name", "sentences");
        String label = spec.params().text("label_column_name", "labels");
        String place = Evaluator.place(spec, split, subset);
        List<List<Object>> labels = table.lists(label);
        Oddity.Tally uniform = new Oddity.Tally("sets have one label or none; each counts as 1, as in mteb");
        double[] vMeasures = new double[table.rows()];
        for (int i = 0; i < vMeasures.length; i++) {
            int set = i;
            int sentences = table.column(input).get(i) instanceof List<?> list ? list.size() : 0;
            if (isUniform(labels.get(i))) {
                uniform.add(() -> table.where(set, label));
                vMeasures[i] = 1;
            } else {
                vMeasures[i] = vMeasure(
                        context.asked(table.strings(input, i)),
                        labels.get(i),
                        place + " (" + table.where(i, label) + ")",
                        encoder,
                        context.parallel());
            }
            context.samples().add(new Sample.Scored(String.valueOf(i), vMeasures[i], Map.of("sentences", sentences)));
        }
        context.odd(place, uniform.found());
        context.odd(place, OddTexts.ofLists(table, input));
        return Scores.builder()
                .put("v_measure", PairwiseSum.mean(vMeasures))
                .put("v_measure_std", PairwiseSum.standardDeviation(vMeasures))
                .putValue("v_measures", Arrays.stream(vMeasures).boxed().toList())
                .mainScoreFrom(spec.mainScore())
                .build();
    }

    private double vMeasure(
            List<String> sentences, List<Object> values, String place, Encoder encoder, Parallel parallel) {
        Labels labels = Labels.ofClusters(values, place);
        if (sentences.size() != labels.size()) {
            throw PlumblineException.data(
                    place + ": " + sentences.size() + " sentences but " + labels.size() + " labels");
        }
        int clusters = labels.classes();
        FloatMatrix vectors = encoder.encode(new EncodeRequest(sentences, Role.NONE, spec));
        int batch = spec.params().integer("clustering_batch_size", 500);
        int[] every = IntStream.range(0, vectors.rows()).toArray();
        int[] predicted = MiniBatchKMeans.fit(vectors, every, clusters, batch, 1, SEED, parallel)
                .labels();
        return ClusterAgreement.vMeasure(labels.indices(), predicted);
    }
}
