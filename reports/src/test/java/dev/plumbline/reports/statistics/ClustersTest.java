package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.tasks.numeric.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Samples that are not independent, planted. */
class ClustersTest {

    private static final int RUNS = 1_000;
    private static final int REPLICATES = 600;
    private static final int CLUSTERS = 80;
    private static final int SIZE = 6;
    private static final double TRUE_CHANGE = 0.02;

    private static double gaussian(SplittableRandom random) {
        return random.doubles(12).sum() - 6;
    }

    /** Two models whose differences have half of their variance in common within a cluster; sizes from 1 to 11. */
    private static final class Planted {
        private final double[] baseline;
        private final double[] candidate;
        private final int[] clusters;

        private Planted(double[] baseline, double[] candidate, int[] clusters) {
            this.baseline = baseline;
            this.candidate = candidate;
            this.clusters = clusters;
        }

        static Planted of(SplittableRandom random) {
            int[] clusters = IntStream.range(0, CLUSTERS)
                    .flatMap(cluster -> IntStream.generate(() -> cluster).limit(1 + random.nextInt(2 * SIZE - 1)))
                    .toArray();
            double[] shared = new double[CLUSTERS];
            for (int i = 0; i < CLUSTERS; i++) {
                shared[i] = gaussian(random);
            }
            double[] baseline = new double[clusters.length];
            double[] candidate = new double[clusters.length];
            for (int i = 0; i < clusters.length; i++) {
                baseline[i] = 0.5 + 0.2 * gaussian(random);
                candidate[i] = baseline[i] + TRUE_CHANGE + 0.1 * shared[clusters[i]] + 0.1 * gaussian(random);
            }
            return new Planted(baseline, candidate, clusters);
        }
    }

    private static double coverage(boolean clustered) {
        AtomicInteger covered = new AtomicInteger();
        try (Parallel parallel = Parallel.of(2)) {
            parallel.forBlocks(RUNS, 20, (from, to) -> {
                for (int run = from; run < to; run++) {
                    Planted planted = Planted.of(new SplittableRandom(run));
                    Difference difference = Difference.of(
                            SampleScores.mean(planted.baseline),
                            SampleScores.mean(planted.candidate),
                            "run" + run,
                            new Resampling(run, REPLICATES, Parallel.of(1)),
                            clustered ? Clusters.of(planted.clusters) : Clusters.none(planted.clusters.length));
                    covered.addAndGet(difference.interval(0.95).contains(TRUE_CHANGE) ? 1 : 0);
                }
            });
        }
        return covered.get() / (double) RUNS;
    }

    @Test
    void intervalsOverClustersCoverWhatTheySay() {
        assertThat(coverage(true)).isBetween(0.93, 0.97);
    }

    /** What it is for: as if samples were independent, a 95% interval covers far less. */
    @Test
    void intervalsOverSamplesDoNot() {
        assertThat(coverage(false)).isLessThan(0.85);
    }

    /** Pairs that share a side: their ratings and similarities have something in common. */
    @Test
    void standardErrorsOfCorrelationsAreThoseOfNewClusters() {
        Resampling resampling = new Resampling(1, 400, Parallel.of(1));
        double[] values = new double[400];
        double estimated = 0;
        for (int run = 0; run < values.length; run++) {
            SplittableRandom random = new SplittableRandom(run);
            int samples = 240;
            int[] clusters = IntStream.range(0, samples).map(i -> i / 4).toArray();
            double[] gold = new double[samples];
            double[] similarities = new double[samples];
            double bias = 0;
            for (int i = 0; i < samples; i++) {
                bias = i % 4 == 0 ? gaussian(random) : bias;
                gold[i] = gaussian(random);
                similarities[i] = gold[i] + 1.5 * bias;
            }
            SampleScores scores = SampleScores.spearman(similarities, gold);
            values[run] = scores.value();
            if (run < 20) {
                estimated += scores.standardError("run" + run, resampling, Clusters.of(clusters)) / 20;
            }
        }
        assertThat(estimated / Moments.standardDeviation(values)).isBetween(0.85, 1.15);
    }

    @Test
    void samplesAloneAreDrawnAsWithoutClusters() {
        SplittableRandom random = new SplittableRandom(3);
        double[] a = random.doubles(200).toArray();
        double[] b = random.doubles(200).toArray();
        Resampling resampling = new Resampling(9, 300, Parallel.of(1));
        Difference plain = Difference.of(SampleScores.mean(a), SampleScores.mean(b), "x", resampling);
        Difference alone = Difference.of(
                SampleScores.mean(a),
                SampleScores.mean(b),
                "x",
                resampling,
                Clusters.of(IntStream.range(0, 200).toArray()));
        assertThat(alone.interval(0.95)).isEqualTo(plain.interval(0.95));
        assertThat(alone.pValue()).isEqualTo(plain.pValue());
        assertThat(alone.standardError()).isEqualTo(plain.standardError());
    }

    /** Every pattern of few clusters is tried: with two clusters that differ the same way p is 2 of 4. */
    @Test
    void whatIsExchangedAreClusters() {
        double[] baseline = new double[40];
        double[] candidate = IntStream.range(0, 40).mapToDouble(i -> 1).toArray();
        Difference two = Difference.of(
                SampleScores.mean(baseline),
                SampleScores.mean(candidate),
                "x",
                new Resampling(1, 200, Parallel.of(1)),
                Clusters.of(IntStream.range(0, 40).map(i -> i / 20).toArray()));
        assertThat(two.pValue()).isEqualTo(0.5);
    }

    @Test
    void whatEitherNoteJoinsIsJoined() {
        Clusters joined = Clusters.of(new int[] {0, 0, 1, 2, 3, 4}).joined(Clusters.of(new int[] {0, 1, 1, 2, 3, 2}));
        assertThat(joined.count()).isEqualTo(3);
        assertThat(joined.deviations(new double[] {1, 2, 4, 8, 16, 32}))
                .as("sums of the first three, of the fourth and the sixth, and of the fifth")
                .containsExactly(7 - 3 * 10.5, 40 - 2 * 10.5, 16 - 10.5);
        assertThat(Clusters.none(6).joined(joined)).isSameAs(joined);
        assertThat(joined.joined(Clusters.none(6))).isSameAs(joined);
    }

    /** One set of texts in three languages: the mean over them moves nearly as far as one of them does. */
    @Test
    void intervalsOverParallelLanguagesCoverWhatTheySay() {
        assertThat(coverageOfParallelLanguages(true)).isBetween(0.93, 0.97);
        assertThat(coverageOfParallelLanguages(false))
                .as("as if languages were independent")
                .isLessThan(0.85);
    }

    /** Mean of three languages whose differences have four fifths of their variance in common. */
    private static double coverageOfParallelLanguages(boolean together) {
        AtomicInteger covered = new AtomicInteger();
        AtomicInteger byError = new AtomicInteger();
        try (Parallel parallel = Parallel.of(2)) {
            parallel.forBlocks(RUNS, 20, (from, to) -> {
                for (int run = from; run < to; run++) {
                    SplittableRandom random = new SplittableRandom(run);
                    int samples = 120;
                    double[] shared = IntStream.range(0, samples)
                            .mapToDouble(i -> 0.1 * gaussian(random))
                            .toArray();
                    List<Difference> languages = new ArrayList<>();
                    for (int language = 0; language < 3; language++) {
                        double[] candidate = IntStream.range(0, samples)
                                .mapToDouble(i -> TRUE_CHANGE + shared[i] + 0.05 * gaussian(random))
                                .toArray();
                        languages.add(Difference.of(
                                SampleScores.mean(new double[samples]),
                                SampleScores.mean(candidate),
                                "run" + run + (together ? "" : "/" + language),
                                new Resampling(run, REPLICATES, Parallel.of(1))));
                    }
                    Difference mean = Difference.mean(languages);
                    covered.addAndGet(mean.interval(0.95).contains(TRUE_CHANGE) ? 1 : 0);
                    byError.addAndGet(Math.abs(mean.value() - TRUE_CHANGE) <= 1.96 * mean.standardError() ? 1 : 0);
                }
            });
        }
        assertThat(byError.get()).as("by standard error").isCloseTo(covered.get(), within(RUNS / 50));
        return covered.get() / (double) RUNS;
    }
}
