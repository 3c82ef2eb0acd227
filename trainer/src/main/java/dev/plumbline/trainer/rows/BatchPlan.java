package dev.plumbline.trainer.rows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which rows each step trains on, as a function of (seed, step). A group of rows is gone through pass by pass, each pass in
 * an order of its own with every row once; the last batch of a pass may be short.
 */
final class BatchPlan {

    private final List<RowGroup> groups = new ArrayList<>();
    private final List<Integer> batches;
    private final SamplingSettings sampling;
    private final long seed;
    private final int[] pools;
    private final int stepsPerEpoch;
    private final Map<Long, Prepared> prepared = new HashMap<>();

    /** What is worked out once per epoch. */
    private record Prepared(Epoch epoch, Optional<Exchange> exchange) {}

    /**
     * A row of a step.
     *
     * @param pass how often its group has been gone through before
     * @param row number in its group
     */
    record RowReference(RowGroup group, long pass, long row) {}

    /**
     * The rows of a step.
     *
     * @param home the group the batch is of; rows of others are among them only where batches are mixed
     */
    record StepRows(long epoch, RowGroup home, List<RowReference> rows) {}

    BatchPlan(List<Dataset> datasets, SamplingSettings sampling, long seed) {
        datasets.forEach(dataset -> groups.addAll(dataset.groups()));
        this.batches = Shares.batches(datasets, sampling);
        this.sampling = sampling;
        this.seed = seed;
        this.pools = pools(datasets);
        this.stepsPerEpoch = batches.stream().mapToInt(Integer::intValue).sum();
    }

    /** What batches must have in common to exchange rows. */
    private record Kind(int negatives, OptionalDouble temperature, boolean textsAlone) {}

    /**
     * Rows change places only where the other batch treats them alike: as many negatives, the same temperature, negatives in
     * the batch, no grades, pairs or texts alone.
     */
    private int[] pools(List<Dataset> datasets) {
        Map<Kind, Integer> numbers = new HashMap<>();
        List<Integer> pool = new ArrayList<>();
        for (Dataset dataset : datasets) {
            DatasetSettings settings = dataset.settings();
            boolean mixable = sampling.ownRatio() < 1 && settings.inBatchNegatives() && !dataset.graded();
            for (RowGroup group : dataset.groups()) {
                Kind kind = new Kind(group.negatives(), settings.temperature(), settings.textsAlone());
                pool.add(mixable ? numbers.computeIfAbsent(kind, key -> numbers.size()) : Exchange.NO_POOL);
            }
        }
        return pool.stream().mapToInt(Integer::intValue).toArray();
    }

    int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** Batches per epoch of each group, in the order of the data sets. */
    List<Integer> batches() {
        return batches;
    }

    /** The group that a step's batch is of. */
    RowGroup home(long step) {
        return groups.get(prepared(step / stepsPerEpoch).epoch.group((int) (step % stepsPerEpoch)));
    }

    StepRows rows(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("steps count from 0, not " + step);
        }
        Prepared now = prepared(step / stepsPerEpoch);
        int within = (int) (step % stepsPerEpoch);
        int group = now.epoch.group(within);
        int size = size(now.epoch, within);
        int own = now.exchange.isPresent() && pools[group] != Exchange.NO_POOL ? size - tail(now.epoch, within) : size;
        List<RowReference> rows = new ArrayList<>(size);
        for (int place = 0; place < own; place++) {
            rows.add(own(now.epoch, within, place));
        }
        for (int place = own; place < size; place++) {
            Exchange.Source source = now.exchange.orElseThrow().source(pools[group], within, place - own);
            int kept = size(now.epoch, source.step()) - tail(now.epoch, source.step());
            rows.add(own(now.epoch, source.step(), kept + source.place()));
        }
        return new StepRows(now.epoch.number(), groups.get(group), rows);
    }

    /** The two epochs used last are kept: batches may be made ahead of time. */
    private synchronized Prepared prepared(long number) {
        Prepared known = prepared.get(number);
        if (known != null) {
            return known;
        }
        Epoch epoch = Epoch.of(seed, number, batches);
        Optional<Exchange> exchange = sampling.ownRatio() < 1
                ? Optional.of(Exchange.of(epoch, pools, step -> tail(epoch, step), seed))
                : Optional.empty();
        prepared.keySet().removeIf(other -> Math.abs(other - number) > 1);
        Prepared made = new Prepared(epoch, exchange);
        prepared.put(number, made);
        return made;
    }

    private int size(Epoch epoch, int step) {
        RowGroup group = groups.get(epoch.group(step));
        return (int) Math.min(sampling.batchSize(), group.rows() - firstRow(epoch, step));
    }

    private int tail(Epoch epoch, int step) {
        return (int) Math.round((1 - sampling.ownRatio()) * size(epoch, step));
    }

    private RowReference own(Epoch epoch, int step, int place) {
        RowGroup group = groups.get(epoch.group(step));
        long pass = batch(epoch, step) / perPass(group);
        long key = TrainingStream.key(seed, TrainingStream.Purpose.ROWS, group.key(), pass);
        long row = new Permutation(group.rows(), key).at(firstRow(epoch, step) + place);
        return new RowReference(group, pass, row);
    }

    /** Place in its pass of the first row of a step. */
    private long firstRow(Epoch epoch, int step) {
        return batch(epoch, step) % perPass(groups.get(epoch.group(step))) * sampling.batchSize();
    }

    /** The how-manieth batch of its group the step's is, over all epochs. */
    private long batch(Epoch epoch, int step) {
        return epoch.number() * batches.get(epoch.group(step)) + epoch.rank(step);
    }

    private long perPass(RowGroup group) {
        return (group.rows() + sampling.batchSize() - 1) / sampling.batchSize();
    }
}
