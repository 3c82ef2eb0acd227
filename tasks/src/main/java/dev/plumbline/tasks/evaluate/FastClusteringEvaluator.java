package dev.plumbline.tasks.evaluate;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.Labels;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Clustering of the {@code .v2} tasks: one sample of documents, clustered several times from bootstrap draws, at each level
 * of a label hierarchy, as mteb 2.20.0 {@code abstasks/clustering.py}.
 *
 * <p>One generator serves the whole task and is not restarted: level 1 continues after level 0, a second subset after the
 * first. mteb's parameter {@code n_clusters} is the number of experiments, not of clusters.
 */
final class FastClusteringEvaluator implements Evaluator {

    private static final long SEED = 42;
    private static final long NO_LABEL = -1L;

    private final TaskSpec spec;
    private final RowData data;
    private final PythonRandom random = new PythonRandom(SEED);

    FastClusteringEvaluator(TaskSpec spec, RowData data) {
        this.spec = spec;
        this.data = data;
    }

    @Override
    public void texts(String split, String subset, TextSink sink) {
        String input = spec.params().text("input_column_name", "sentences");
        data.table(split, subset).strings(input).forEach(text -> sink.text(input, text));
    }

    @Override
    public Scores score(String split, String subset, Encoder encoder, ScoringContext context) {
        Table all = data.table(split, subset);
        Table table = embedded(all.rows()).map(all::select).orElse(all);
        FloatMatrix vectors = encoder.encode(new EncodeRequest(
                table.strings(spec.params().text("input_column_name", "sentences")), Role.NONE, spec));
        List<List<Object>> labels = hierarchy(table.column(spec.params().text("label_column_name", "labels")));
        int levels = labels.stream().mapToInt(List::size).max().orElse(0);
        OptionalInt maxDepth = spec.params().optionalInteger("max_depth", OptionalInt.empty());
        if (maxDepth.isPresent()) {
            levels = Math.min(levels, maxDepth.getAsInt());
        }

        Map<String, List<Double>> vMeasures = new LinkedHashMap<>();
        Map<String, List<Double>> ami = new LinkedHashMap<>();
        for (int level = 0; level < levels; level++) {
            Agreement[] agreements =
                    experiments(vectors, levelLabels(labels, level), split + "/" + subset, level, context);
            vMeasures.put(
                    "Level " + level,
                    Arrays.stream(agreements).map(Agreement::vMeasure).toList());
            ami.put(
                    "Level " + level,
                    Arrays.stream(agreements).map(Agreement::ami).toList());
        }
        emit(spec.mainScore().equals("ami") ? ami : vMeasures, context.samples());
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

    /** The rows to embed, in drawn order; empty, and nothing drawn, where all are. */
    private Optional<int[]> embedded(int rows) {
        String afterTransform = "max_fraction_of_documents_to_embed_after_transform";
        OptionalDouble fraction = spec.params().has(afterTransform)
                ? spec.params().optionalNumber(afterTransform, OptionalDouble.empty())
                : spec.params().optionalNumber("max_fraction_of_documents_to_embed", OptionalDouble.of(0.04));
        OptionalInt maximum = spec.params().optionalInteger("max_document_to_embed", OptionalInt.empty());
        if (fraction.isEmpty() && maximum.isEmpty()) {
            return Optional.empty();
        }
        int wanted = fraction.isPresent() ? (int) (fraction.getAsDouble() * rows) : maximum.getAsInt();
        return Optional.of(random.sample(rows, Math.min(rows, wanted)));
    }

    private Agreement[] experiments(
            FloatMatrix vectors, List<Object> labels, String place, int level, ScoringContext context) {
        Labels known = Labels.of(labels, spec.name() + ", " + place + ", level " + level);
        int[] rows = IntStream.range(0, labels.size())
                .filter(row -> !labels.get(row).equals(NO_LABEL))
                .toArray();
        int[] truth = Arrays.stream(rows).map(row -> known.indices()[row]).toArray();
        int clusters = (int) Arrays.stream(truth).distinct().count();
        int size = spec.params().integer("max_documents_per_cluster", 16384);
        int batch = spec.params().integer("k_mean_batch_size", 512);
        int[][] draws = new int[spec.params().integer("n_clusters", 10)][];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = random.choices(rows.length, size);
        }
        if (size < clusters) {
            throw PlumblineException.data(spec.name() + ", " + place + ", level " + level + ": " + clusters
                    + " labels cannot be clustered from " + size + " documents");
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

    /**
     * The labels at a level. A row that ends above it has -1; among string labels mteb's NumPy array turns that into the
     * text "-1", which then is a class like any other and not left out.
     */
    private static List<Object> levelLabels(List<List<Object>> labels, int level) {
        List<Object> atLevel = new ArrayList<>();
        boolean strings = false;
        for (List<Object> row : labels) {
            Object label = row.size() > level ? row.get(level) : (Object) NO_LABEL;
            strings |= label instanceof String;
            atLevel.add(label);
        }
        if (strings) {
            atLevel.replaceAll(String::valueOf);
        }
        return atLevel;
    }

    private static List<List<Object>> hierarchy(List<Object> labels) {
        List<List<Object>> hierarchy = new ArrayList<>(labels.size());
        for (Object label : labels) {
            if (label instanceof List<?> list) {
                hierarchy.add(new ArrayList<>(list));
            } else {
                hierarchy.add(List.of(label));
            }
        }
        return hierarchy;
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
