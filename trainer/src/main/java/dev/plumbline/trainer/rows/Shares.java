package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.List;

/**
 * How many batches of an epoch each group of rows gets. An epoch draws as many rows as there are, shared among the data sets
 * in proportion to weight times {@code n^(1/T)}, within a data set in proportion to the rows of its groups; parts of a batch
 * count as one, so that every group gets at least one. With T = 1 and equal weights an epoch is exactly one pass over
 * everything. A data set with more rows than it may have counts as one of that many.
 */
final class Shares {

    /** A fraction of a batch that is rounding noise and no row. */
    private static final double NOISE = 1e-6;

    private Shares() {}

    /** Batches per group, groups in the order of the data sets. */
    static List<Integer> batches(List<Dataset> datasets, SamplingSettings sampling) {
        double all = 0;
        double sum = 0;
        for (Dataset dataset : datasets) {
            all += rows(dataset);
            sum += weight(dataset, sampling);
        }
        List<Integer> batches = new ArrayList<>();
        long total = 0;
        for (Dataset dataset : datasets) {
            double drawn = all * weight(dataset, sampling) / sum;
            for (RowGroup group : dataset.groups()) {
                double rows = drawn * group.rows() / dataset.summary().rows();
                long count = Math.max(1, (long) Math.ceil(rows / sampling.batchSize() - NOISE));
                total += count;
                if (total > Integer.MAX_VALUE - 8) {
                    throw PlumblineException.usage("an epoch would have more than " + Integer.MAX_VALUE
                            + " steps; raise batch_size above " + sampling.batchSize());
                }
                batches.add((int) count);
            }
        }
        return batches;
    }

    private static double weight(Dataset dataset, SamplingSettings sampling) {
        return dataset.settings().weight() * Math.pow(rows(dataset), 1 / sampling.temperature());
    }

    /** Rows of an epoch, were there no weights: all of them, or as many as there may be. */
    private static double rows(Dataset dataset) {
        return Math.min(dataset.summary().rows(), dataset.settings().maxRows().orElse(Long.MAX_VALUE));
    }
}
