package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The batches of a stage. The batch of a step is a function of seed, settings and files, whatever batches were made before
 * and by how many threads; steps go on without end, epoch after epoch. Safe from several threads.
 */
public final class BatchSampler implements AutoCloseable {

    private final List<Dataset> datasets;
    private final SamplingSettings sampling;
    private final long seed;
    private final BatchPlan plan;

    private BatchSampler(List<Dataset> datasets, SamplingSettings sampling, long seed) {
        this.datasets = datasets;
        this.sampling = sampling;
        this.seed = seed;
        this.plan = new BatchPlan(datasets, sampling, seed);
    }

    /**
     * Reads, checks and indexes the files, or takes over the indexes of files that have not changed.
     *
     * @param work folder that indexes are kept in
     * @param warnings told of rows left out
     * @throws PlumblineException of kind DATA for a missing or damaged file and for what {@link DatasetSettings} says is an
     *     error, of kind STORAGE if the indexes have no room
     */
    public static BatchSampler open(DataSettings settings, long seed, Path work, Consumer<String> warnings) {
        List<Dataset> opened = new ArrayList<>();
        boolean done = false;
        try {
            settings.datasets().forEach(dataset -> opened.add(Dataset.open(dataset, work, warnings)));
            BatchSampler sampler = new BatchSampler(List.copyOf(opened), settings.sampling(), seed);
            done = true;
            return sampler;
        } finally {
            if (!done) {
                opened.forEach(Dataset::close);
            }
        }
    }

    /** What each data set holds, in the order of the settings. */
    public List<DatasetSummary> datasets() {
        return datasets.stream().map(Dataset::summary).toList();
    }

    /** Steps in which as many rows are drawn as there are; see {@link SamplingSettings} for whose they are. */
    public int stepsPerEpoch() {
        return plan.stepsPerEpoch();
    }

    /** Steps of an epoch by the data set whose rows they train on. */
    public Map<String, Integer> stepsByDataset() {
        Map<String, Integer> steps = new LinkedHashMap<>();
        int group = 0;
        for (Dataset dataset : datasets) {
            int sum = 0;
            for (int i = 0; i < dataset.groups().size(); i++) {
                sum += plan.batches().get(group++);
            }
            steps.put(dataset.settings().name(), sum);
        }
        return steps;
    }

    /**
     * The batch of a step.
     *
     * @param step from 0
     * @throws PlumblineException of kind DATA if a file has changed since it was opened
     */
    public TrainingBatch batch(long step) {
        BatchPlan.StepRows chosen = plan.rows(step);
        return new TrainingBatch(
                step,
                chosen.epoch(),
                chosen.home().settings(),
                chosen.home().negatives(),
                chosen.rows().stream().map(row -> RowDraw.of(seed, row)).toList());
    }

    /** Settings of the data set that a step's batch is of, without reading it. */
    public DatasetSettings home(long step) {
        return plan.home(step).settings();
    }

    /** The state to save before a step is trained on. */
    public DataCursor cursor(long nextStep) {
        return new DataCursor(nextStep, identity());
    }

    /**
     * The step to go on with.
     *
     * @throws PlumblineException of kind DATA if the state is of other data, settings or another seed, naming what differs
     */
    public long resume(DataCursor saved) {
        Map<String, String> now = identity();
        TreeSet<String> keys = new TreeSet<>(now.keySet());
        keys.addAll(saved.identity().keySet());
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            String before = saved.identity().getOrDefault(key, "nothing");
            String after = now.getOrDefault(key, "nothing");
            if (!before.equals(after)) {
                differences.add(key + " was " + before + " and is " + after);
            }
        }
        if (!differences.isEmpty()) {
            throw PlumblineException.data("training cannot go on where it stopped, its data are others now: "
                    + String.join("; ", differences) + "; restore them, or start anew");
        }
        return saved.nextStep();
    }

    /** What the batches depend on, by name: seed, sampling, and each data set's settings and hashes. */
    public Map<String, String> identity() {
        Map<String, String> identity = new TreeMap<>();
        identity.put("seed", Long.toString(seed));
        identity.put("batch_size", Integer.toString(sampling.batchSize()));
        identity.put("sampling_temperature", Double.toString(sampling.temperature()));
        identity.put("own_ratio", Double.toString(sampling.ownRatio()));
        for (int i = 0; i < datasets.size(); i++) {
            identity.put("data set " + (i + 1), identity(datasets.get(i)));
        }
        return identity;
    }

    /** By their content, not their paths: a moved file is the same data. */
    private static String identity(Dataset dataset) {
        DatasetSettings settings = dataset.settings();
        List<String> hashes = settings.files().stream()
                .map(file -> dataset.summary().sha256().get(file.toString()))
                .toList();
        return settings.name() + " (" + settings.type() + ", instruction " + settings.instruction() + ", in-batch "
                + settings.inBatchNegatives() + ", temperature " + settings.temperature() + ", weight "
                + settings.weight() + ", lengths " + settings.lengths() + ", negatives " + settings.negatives()
                + (settings.maxRows().isPresent()
                        ? ", at most " + settings.maxRows().getAsLong()
                        : "")
                + ", files " + hashes + ")";
    }

    @Override
    public void close() {
        datasets.forEach(Dataset::close);
    }
}
