package dev.plumbline.tasks.evaluate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.Labels;
import dev.plumbline.tasks.data.OddTexts;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.numeric.ClusterAgreement;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.MiniBatchKMeans;
import dev.plumbline.tasks.numeric.PairwiseSum;
import dev.plumbline.tasks.numeric.PythonRandom;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleSink;
import dev.plumbline.tasks.transform.RowData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clustering of the {@code .v2} tasks: one sample of documents, clustered several times from bootstrap draws, at each level
 * of a label hierarchy, as mteb 2.20.0 to 2.26.24 {@code abstasks/clustering.py}. mteb's parameter {@code n_clusters} is the
 * number of experiments, not of clusters.
 *
 * <p>In mteb one generator serves the whole task and is not restarted: level 1 continues after level 0, a second subset
 * after the first, a second split after the first. What is drawn does not depend on the model, so a scoring draws again
 * what comes before it in the selection, with a generator of its own: a score is the same however often and in whatever
 * order its task is scored.
 */
final class FastClusteringEvaluator implements Evaluator {

    private static final long SEED = 42;

    private final TaskSpec spec;
    private final Selection selection;
    private final RowData data;

    /** @param selection the order in which mteb's generator passes through the data; all of it is in {@code data} */
    FastClusteringEvaluator(TaskSpec spec, Selection selection, RowData data) {
        this.spec = spec;
        this.selection = selection;
        this.data = data;
    }

    @Override
    public void texts(String split, String subset, TextSink sink) {
        String input = spec.params().text("input_column_name", "sentences");
        data.table(split, subset).strings(input).forEach(text -> sink.text(input, text));
    }

    @Override
    public void encodedTexts(String split, String subset, EncodedTextSink sink) {
        String input = spec.params().text("input_column_name", "sentences");
        draws(split, subset).embedded().strings(input).forEach(text -> sink.text(Role.NONE, text));
    }

    @Override
    public Scores score(String split, String subset, Encoder encoder, ScoringContext context) {
        ClusteringDraws draws = draws(split, subset);
        Table table = draws.embedded();
        String input = spec.params().text("input_column_name", "sentences");
        String place = Evaluator.place(spec, split, subset);
        FloatMatrix vectors = encoder.encode(new EncodeRequest(context.asked(table.strings(input)), Role.NONE, spec));

        Map<String, List<Double>> vMeasures = new LinkedHashMap<>();
        Map<String, List<Double>> ami = new LinkedHashMap<>();
        for (ClusteringDraws.Level level : draws.levels()) {
            Agreement[] agreements = experiments(vectors, level, place, context);
            warn(level, place, context);
            vMeasures.put(
                    level.name(),
                    Arrays.stream(agreements).map(Agreement::vMeasure).toList());
            ami.put(level.name(), Arrays.stream(agreements).map(Agreement::ami).toList());
        }
        emit(spec.mainScore().equals("ami") ? ami : vMeasures, context.samples());
        context.odd(place, OddTexts.of(table, input));
        double[] everyVMeasure = flat(vMeasures);
        double[] everyAmi = flat(ami);
        return Scores.builder()
                .putValue("v_measures", vMeasures)
                .put("v_measure", PairwiseSum.mean(everyVMeasure))
                .put("v_measure_std", PairwiseSum.standardDeviation(everyVMeasure))
                .putValue("ami_scores", ami)
                .put("ami", PairwiseSum.mean(everyAmi))
                .put("ami_std", PairwiseSum.standardDeviation(everyAmi))
                .mainScoreFrom(spec.mainScore())
                .build();
    }

    private static void warn(ClusteringDraws.Level level, String place, ScoringContext context) {
        int[] rows = level.rows();
        Object first = level.labels().get(rows[0]);
        if (Arrays.stream(rows).allMatch(row -> level.labels().get(row).equals(first))) {
            context.odd(place, level.name() + " has the label " + first + " only, so that any clustering scores 1");
        }
    }

    /** What the generator gives for an entry after all that come before it. */
    private ClusteringDraws draws(String split, String subset) {
        PythonRandom random = new PythonRandom(SEED);
        for (Entry before : Entry.before(selection, split, subset)) {
            draws(before, random);
        }
        return draws(new Entry(split, subset), random);
    }

    private ClusteringDraws draws(Entry entry, PythonRandom random) {
        return ClusteringDraws.next(
                spec,
                data.table(entry.split(), entry.subset()),
                Evaluator.place(spec, entry.split(), entry.subset()),
                random);
    }

    private Agreement[] experiments(
            FloatMatrix vectors, ClusteringDraws.Level level, String place, ScoringContext context) {
        int[] rows = level.rows();
        int[] all =
                Labels.ofClusters(level.labels(), place + ", " + level.name()).indices();
        int[] truth = Arrays.stream(rows).map(row -> all[row]).toArray();
        int clusters = (int) Arrays.stream(truth).distinct().count();
        int batch = spec.params().integer("k_mean_batch_size", 512);
        int[][] draws = level.draws();
        if (draws.length > 0 && draws[0].length < clusters) {
            throw PlumblineException.data(place + ", " + level.name() + ": " + clusters
                    + " labels cannot be clustered from " + draws[0].length
                    + " documents; raise max_documents_per_cluster");
        }
        Agreement[] agreements = new Agreement[draws.length];
        context.parallel().forBlocks(draws.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int[] drawn = draws[i];
                FloatMatrix sample =
                        vectors.select(Arrays.stream(drawn).map(d -> rows[d]).toArray());
                int[] predicted =
                        MiniBatchKMeans.fit(sample, clusters, batch, 1, SEED).labels();
                int[] sampleTruth = Arrays.stream(drawn).map(d -> truth[d]).toArray();
                agreements[i] = new Agreement(
                        ClusterAgreement.vMeasure(sampleTruth, predicted),
                        ClusterAgreement.adjustedMutualInformation(sampleTruth, predicted));
            }
        });
        return agreements;
    }

    private static void emit(Map<String, List<Double>> byLevel, SampleSink samples) {
        byLevel.forEach((level, values) -> {
            for (int i = 0; i < values.size(); i++) {
                samples.add(new Sample.Scored(level + "/" + i, values.get(i)));
            }
        });
    }

    private static double[] flat(Map<String, List<Double>> byLevel) {
        return byLevel.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private record Agreement(double vMeasure, double ami) {}
}
