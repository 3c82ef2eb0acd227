package dev.plumbline.trainer.rows;

import dev.plumbline.trainer.objective.HardNegatives;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How many different negatives a query really meets, as means over the queries looked at: its candidates less those that are
 * its own positive under another name, which the objective masks, less those that it meets more than once.
 *
 * @param dataset whose batches were looked at
 * @param queries looked at
 * @param inBatch positives of the other queries
 * @param hard hard negatives
 * @param masked candidates equal to the query's own positive
 * @param repeated candidates equal to another candidate
 */
public record EffectiveNegatives(
        String dataset, long queries, double inBatch, double hard, double masked, double repeated) {

    /** Different negatives per query. */
    public double effective() {
        return inBatch + hard - masked - repeated;
    }

    /** One line for a person. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %.1f negatives per query (%.1f in the batch, %.1f hard, less %.1f equal to the positive, %.1f repeated)",
                dataset,
                effective(),
                inBatch,
                hard,
                masked,
                repeated);
    }

    /**
     * Looks at the first batches of each data set in the first epoch.
     *
     * @param shared whose hard negatives a query meets where a data set has in-batch negatives; where it has none, a query
     *     meets its own alone, or none if this is none
     * @param batches per data set at most
     */
    public static List<EffectiveNegatives> of(BatchSampler sampler, HardNegatives shared, int batches) {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        sampler.datasets().forEach(dataset -> tallies.put(dataset.name(), new Tally()));
        for (long step = 0; step < sampler.stepsPerEpoch(); step++) {
            Tally tally = tallies.computeIfAbsent(sampler.home(step).name(), none -> new Tally());
            if (tally.batches < batches) {
                tally.add(sampler.batch(step), shared);
            }
        }
        List<EffectiveNegatives> counts = new ArrayList<>();
        tallies.forEach((name, tally) -> counts.add(tally.means(name)));
        return counts;
    }

    /** Sums over queries. */
    private static final class Tally {

        private int batches;
        private long queries;
        private long inBatch;
        private long hard;
        private long masked;
        private long repeated;

        void add(TrainingBatch batch, HardNegatives shared) {
            batches++;
            boolean others =
                    batch.dataset().inBatchNegatives() && !batch.dataset().textsAlone();
            boolean meets = shared == HardNegatives.SHARED && others && !batch.hasClasses();
            for (int query = 0; query < batch.size(); query++) {
                long own = batch.rows().get(query).positiveId();
                Set<Long> seen = new HashSet<>();
                for (int other = 0; other < batch.size(); other++) {
                    TrainingRow row = batch.rows().get(other);
                    if (others && other != query) {
                        count(row.ids().positive(), row.positiveId() == own, seen);
                        inBatch++;
                    }
                    if (shared != HardNegatives.NONE && (meets || other == query)) {
                        row.ids().negatives().forEach(negative -> count(negative, negative == own, seen));
                        hard += batch.negatives();
                    }
                }
            }
            queries += batch.size();
        }

        private void count(long candidate, boolean same, Set<Long> seen) {
            if (same) {
                masked++;
            } else if (!seen.add(candidate)) {
                repeated++;
            }
        }

        EffectiveNegatives means(String dataset) {
            double n = Math.max(1, queries);
            return new EffectiveNegatives(dataset, queries, inBatch / n, hard / n, masked / n, repeated / n);
        }
    }
}
