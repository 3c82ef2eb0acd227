package dev.plumbline.reports.statistics;

import dev.plumbline.tasks.numeric.Parallel;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How replicates are drawn.
 *
 * @param seed of all draws
 * @param replicates of each statistic; where samples are many fewer are drawn, see {@link #bootstrap} and {@link
 *     #exchanges}
 * @param parallel the threads; no answer depends on their number
 */
public record Resampling(long seed, int replicates, Parallel parallel) {

    /** Enough for p-values down to 0.0001. */
    public static final int REPLICATES = 10_000;

    public static final long SEED = 42;

    /** Enough for intervals on a page, and for p-values down to 0.0005; dozens of differences are there in a moment. */
    private static final int PAGE_REPLICATES = 2_000;

    /** Steps after which fewer replicates are drawn: about a tenth of a second of one processor, of which a report has dozens. */
    private static final double BUDGET = 1e8;

    private static final int FEWEST_BOOTSTRAP = 1_000;

    /** Holm's correction over 100 tasks at 5% still sees a p-value of 1 in 2,001. */
    private static final int FEWEST_EXCHANGES = 2_000;

    /** Replicates that share a thread's scratch room. */
    private static final int BLOCK = 50;

    private static final String EXCHANGES = "exchanges";
    private static final String BOOTSTRAP = "bootstrap";

    public Resampling {
        Objects.requireNonNull(parallel, "parallel");
        if (replicates < 100) {
            throw new IllegalArgumentException("at least 100 replicates, not " + replicates);
        }
    }

    /** 10,000 replicates from seed 42. */
    public static Resampling standard(Parallel parallel) {
        return new Resampling(SEED, REPLICATES, parallel);
    }

    /** 2,000 replicates from seed 42, the first of the standard ones. */
    public static Resampling ofPage(Parallel parallel) {
        return new Resampling(SEED, PAGE_REPLICATES, parallel);
    }

    /**
     * A statistic on resamples with replacement of the same size. Their number falls from the wanted one to no fewer than
     * 1,000 where samples are so many that it would take long; it depends on nothing but their number and the statistic.
     *
     * @param place where the samples come from; decides the draws
     * @param clusters are what is drawn
     */
    double[] bootstrap(Resampled statistic, String place, Clusters clusters) {
        double[] results = new double[affordable(statistic.size(), statistic.cost(), FEWEST_BOOTSTRAP)];
        long stream = ReplicateStream.seed(ReplicateStream.seed(seed, BOOTSTRAP), place);
        statistic
                .shares()
                .ifPresentOrElse(
                        shares -> means(shares, clusters, stream, results),
                        () -> counted(statistic, clusters, stream, results));
        return results;
    }

    private void means(double[] shares, Clusters clusters, long stream, double[] results) {
        int drawn = clusters.count();
        double[] sums = clusters.sums(shares);
        parallel.forBlocks(results.length, BLOCK, (from, to) -> {
            for (int replicate = from; replicate < to; replicate++) {
                UniformRandomProvider random = ReplicateStream.of(stream, replicate);
                double sum = 0;
                // clusters differ in size, and so do resamples of them
                long samples = 0;
                for (int i = 0; i < drawn; i++) {
                    int cluster = random.nextInt(drawn);
                    sum += sums[cluster];
                    samples += clusters.size(cluster);
                }
                results[replicate] = sum / samples;
            }
        });
    }

    private void counted(Resampled statistic, Clusters clusters, long stream, double[] results) {
        Supplier<Resampled.Resampler> resamplers = statistic.resamplers();
        parallel.forBlocks(results.length, BLOCK, (from, to) -> {
            Resampled.Resampler resampler = resamplers.get();
            int[] counts = new int[statistic.size()];
            for (int replicate = from; replicate < to; replicate++) {
                UniformRandomProvider random = ReplicateStream.of(stream, replicate);
                Arrays.fill(counts, 0);
                for (int i = 0; i < clusters.count(); i++) {
                    clusters.count(random.nextInt(clusters.count()), counts);
                }
                results[replicate] = resampler.of(counts);
            }
        });
    }

    /** Differences with the two models' scores exchanged on each cluster with probability one half; no fewer than 2,000. */
    double[] exchanges(PairedScores scores, String place, Clusters clusters) {
        double[] results = new double[affordable(scores.size(), scores.cost(), FEWEST_EXCHANGES)];
        long stream = ReplicateStream.seed(ReplicateStream.seed(seed, EXCHANGES), place);
        Supplier<PairedScores.Exchanger> exchangers = scores.exchangers(clusters);
        parallel.forBlocks(results.length, BLOCK, (from, to) -> {
            PairedScores.Exchanger exchanger = exchangers.get();
            long[] flips = new long[(clusters.count() + 63) / 64];
            for (int replicate = from; replicate < to; replicate++) {
                UniformRandomProvider random = ReplicateStream.of(stream, replicate);
                for (int i = 0; i < flips.length; i++) {
                    flips[i] = random.nextLong();
                }
                results[replicate] = exchanger.of(flips);
            }
        });
        return results;
    }

    private int affordable(int samples, int cost, int fewest) {
        double possible = BUDGET / ((double) samples * cost);
        return possible >= replicates ? replicates : Math.min(replicates, Math.max(fewest, (int) possible));
    }
}
