package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.tasks.numeric.Correlation;
import dev.plumbline.tasks.numeric.PairThresholds;
import dev.plumbline.tasks.numeric.Parallel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can go wrong: draws that depend on threads, a statistic that is not the task's own, a wrong direction. */
class DifferenceTest {

    private static final Parallel ONE = Parallel.of(1);

    private final UniformRandomProvider random = ReplicateStream.of(7, 0);

    @Test
    void noAnswerDependsOnThreads() {
        double[] gold = uniform(333);
        double[] first = noisy(gold, 1);
        double[] second = noisy(gold, 2);
        int[] labels =
                Arrays.stream(gold).mapToInt(value -> value > 0.6 ? 1 : 0).toArray();
        List<List<SampleScores>> pairs = List.of(
                List.of(SampleScores.mean(first), SampleScores.mean(second)),
                List.of(SampleScores.spearman(first, gold), SampleScores.spearman(second, gold)),
                List.of(SampleScores.pearson(first, gold), SampleScores.pearson(second, gold)),
                List.of(
                        SampleScores.threshold(
                                ThresholdMeasure.F1,
                                PairThresholds.Cuts.BETWEEN_SCORES,
                                List.of(first, second),
                                labels),
                        SampleScores.threshold(
                                ThresholdMeasure.F1,
                                PairThresholds.Cuts.BETWEEN_SCORES,
                                List.of(second, second),
                                labels)));
        try (Parallel three = Parallel.of(3)) {
            for (List<SampleScores> pair : pairs) {
                Difference alone = Difference.of(pair.get(0), pair.get(1), "here", new Resampling(1, 500, ONE));
                Difference together = Difference.of(pair.get(0), pair.get(1), "here", new Resampling(1, 500, three));
                assertThat(together.pValue()).isEqualTo(alone.pValue());
                assertThat(together.pWorse(0.01)).isEqualTo(alone.pWorse(0.01));
                assertThat(together.interval(0.9)).isEqualTo(alone.interval(0.9));
                assertThat(together.standardError()).isEqualTo(alone.standardError());
            }
        }
    }

    @Test
    void placesDrawDifferently() {
        SampleScores first = SampleScores.mean(uniform(50));
        SampleScores second = SampleScores.mean(uniform(50));
        Resampling resampling = new Resampling(1, 500, ONE);
        assertThat(Difference.of(first, second, "here", resampling).interval(0.9))
                .isEqualTo(Difference.of(first, second, "here", resampling).interval(0.9))
                .isNotEqualTo(Difference.of(first, second, "there", resampling).interval(0.9));
    }

    @Test
    void correlationsAreThoseOfTheTask() {
        double[] gold = grid(uniform(80), 0.2);
        double[] similarities = grid(noisy(gold, 1), 0.1);
        assertThat(SampleScores.spearman(similarities, gold).value())
                .isEqualTo(Correlation.spearman(similarities, gold));
        assertThat(SampleScores.pearson(similarities, gold).value()).isEqualTo(Correlation.pearson(similarities, gold));
        assertThat(SampleScores.spearman(similarities, gold).shares().map(Moments::mean))
                .hasValueSatisfying(
                        mean -> assertThat(mean).isCloseTo(Correlation.spearman(similarities, gold), within(1e-12)));
    }

    /** A resample in which samples occur several times has the value of the list written out. */
    @Test
    void countedSamplesAreSamplesWrittenOut() {
        double[] gold = grid(uniform(40), 0.2);
        double[] similarities = grid(noisy(gold, 1), 0.1);
        int[] labels =
                Arrays.stream(gold).mapToInt(value -> value > 0.5 ? 1 : 0).toArray();
        int[] counts = IntStream.range(0, 40).map(i -> i % 3).toArray();
        // 13 samples are left out, 13 occur twice; one more makes the size even
        counts[0] = 1;
        int[] written = IntStream.range(0, 40)
                .flatMap(i -> IntStream.range(0, counts[i]).map(j -> i))
                .toArray();
        assertThat(written).hasSize(40);
        double[] similaritiesWritten =
                Arrays.stream(written).mapToDouble(i -> similarities[i]).toArray();
        int[] labelsWritten = Arrays.stream(written).map(i -> labels[i]).toArray();
        assertThat(SampleScores.threshold(
                                ThresholdMeasure.AP, PairThresholds.Cuts.BETWEEN_SCORES, List.of(similarities), labels)
                        .resamplers()
                        .get()
                        .of(counts))
                .isCloseTo(
                        PairThresholds.of(PairThresholds.Cuts.AFTER_EACH_PAIR, labelsWritten, similaritiesWritten, true)
                                .ap(),
                        within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(ThresholdMeasure.class)
    void thresholdsAreThoseOfTheTask(ThresholdMeasure measure) {
        for (PairThresholds.Cuts cuts : PairThresholds.Cuts.values()) {
            thresholdsAreThoseOfTheTask(measure, cuts);
        }
    }

    private void thresholdsAreThoseOfTheTask(ThresholdMeasure measure, PairThresholds.Cuts cuts) {
        double[] gold = uniform(60);
        double[] similarities = grid(noisy(gold, 1), 0.1);
        double[] others = grid(noisy(gold, 1), 0.1);
        int[] labels =
                Arrays.stream(gold).mapToInt(value -> value > 0.5 ? 1 : 0).toArray();
        double expected = Math.max(
                rating(measure, PairThresholds.of(cuts, labels, similarities, true)),
                rating(measure, PairThresholds.of(cuts, labels, others, true)));
        SampleScores scores = SampleScores.threshold(measure, cuts, List.of(similarities, others), labels);
        assertThat(scores.value()).isCloseTo(expected, within(1e-15));
        PairedScores same = scores.pairedWith(scores);
        assertThat(same.exchangers(Clusters.none(60)).get().of(new long[] {0x5555_5555_5555_5555L}))
                .isZero();
    }

    /** With no sample exchanged an exchange gives what was observed, and with all of them the opposite. */
    @Test
    void exchangesStartFromTheObserved() {
        double[] gold = grid(uniform(70), 0.2);
        double[] first = grid(noisy(gold, 1), 0.1);
        double[] second = grid(noisy(gold, 2), 0.1);
        int[] labels =
                Arrays.stream(gold).mapToInt(value -> value > 0.5 ? 1 : 0).toArray();
        List<PairedScores> pairs = List.of(
                SampleScores.mean(first).pairedWith(SampleScores.mean(second)),
                SampleScores.spearman(first, gold).pairedWith(SampleScores.spearman(second, gold)),
                SampleScores.pearson(first, gold).pairedWith(SampleScores.pearson(second, gold)),
                SampleScores.threshold(ThresholdMeasure.AP, PairThresholds.Cuts.BETWEEN_SCORES, List.of(first), labels)
                        .pairedWith(SampleScores.threshold(
                                ThresholdMeasure.AP, PairThresholds.Cuts.BETWEEN_SCORES, List.of(second), labels)),
                SampleScores.threshold(
                                ThresholdMeasure.ACCURACY, PairThresholds.Cuts.BETWEEN_SCORES, List.of(first), labels)
                        .pairedWith(SampleScores.threshold(
                                ThresholdMeasure.ACCURACY,
                                PairThresholds.Cuts.BETWEEN_SCORES,
                                List.of(second),
                                labels)));
        for (PairedScores pair : pairs) {
            PairedScores.Exchanger exchanger =
                    pair.exchangers(Clusters.none(70)).get();
            assertThat(exchanger.of(new long[] {0, 0})).isCloseTo(pair.difference(), within(1e-12));
            assertThat(exchanger.of(new long[] {-1, -1})).isCloseTo(-pair.difference(), within(1e-12));
        }
    }

    @Test
    void aWorseCandidateIsFound() {
        double[] baseline = uniform(400);
        double[] worse = Arrays.stream(baseline).map(value -> value - 0.02).toArray();
        Difference difference =
                Difference.of(SampleScores.mean(baseline), SampleScores.mean(worse), "here", Resampling.standard(ONE));
        assertThat(difference.value()).isCloseTo(-0.02, within(1e-12));
        assertThat(difference.pWorse(0)).isLessThan(0.001);
        assertThat(difference.pWorse(0.03)).isGreaterThan(0.9);
        assertThat(difference.interval(0.95).high()).isNegative();
    }

    @Test
    void equalScoresAreNoSurprise() {
        SampleScores scores = SampleScores.mean(uniform(100));
        Difference difference = Difference.of(scores, scores, "here", Resampling.standard(ONE));
        assertThat(difference.pValue()).isEqualTo(1);
        assertThat(difference.pWorse(0)).isEqualTo(1);
        assertThat(difference.interval(0.95)).isEqualTo(new Interval(0, 0));
    }

    @Test
    void theMeanOfDifferencesPoolsTheirErrors() {
        Resampling resampling = Resampling.standard(ONE);
        Difference first =
                Difference.of(SampleScores.mean(uniform(100)), SampleScores.mean(uniform(100)), "first", resampling);
        Difference second =
                Difference.of(SampleScores.mean(uniform(200)), SampleScores.mean(uniform(200)), "second", resampling);
        Difference mean = Difference.mean(List.of(first, second));
        assertThat(mean.value()).isEqualTo((first.value() + second.value()) / 2);
        assertThat(mean.standardError())
                .isCloseTo(Math.hypot(first.standardError(), second.standardError()) / 2, within(1e-15));
        Interval interval = mean.interval(0.95);
        assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 * mean.standardError(), within(0.01));
    }

    @Test
    void powerIsThatOfTheNormalTest() {
        double[] zeros = new double[100];
        double[] ones = IntStream.range(0, 100)
                .mapToDouble(i -> i % 2 == 0 ? 0.1 : -0.1)
                .toArray();
        Difference difference =
                Difference.of(SampleScores.mean(zeros), SampleScores.mean(ones), "here", Resampling.standard(ONE));
        // scipy 1.17.1: norm.cdf(0.02 / (0.1 * sqrt(100 / 99) / 10) + norm.ppf(0.05))
        assertThat(Power.of(0.02, difference.standardError(), 0.05)).isCloseTo(0.634998, within(1e-6));
        assertThat(Power.of(0, difference.standardError(), 0.05)).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void otherSamplesAreRefused() {
        assertThatThrownBy(() -> SampleScores.mean(new double[3]).pairedWith(SampleScores.mean(new double[4])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SampleScores.spearman(uniform(5), new double[] {1, 2, 3, 4, 5})
                        .pairedWith(SampleScores.spearman(uniform(5), new double[] {1, 2, 3, 4, 6})))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double rating(ThresholdMeasure measure, PairThresholds.Best best) {
        return switch (measure) {
            case ACCURACY -> best.accuracy();
            case F1 -> best.f1();
            case AP -> best.ap();
        };
    }

    private double[] uniform(int n) {
        return IntStream.range(0, n).mapToDouble(i -> next()).toArray();
    }

    private double[] noisy(double[] values, double scale) {
        return Arrays.stream(values)
                .map(value -> scale * (value + 0.4 * next()))
                .toArray();
    }

    private static double[] grid(double[] values, double step) {
        return Arrays.stream(values)
                .map(value -> step * Math.rint(value / step))
                .toArray();
    }

    private double next() {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }

    /** Experiments in which a change costs both models as much, and one in which it costs one of them more. */
    @Test
    void whichModelLosesMoreByAChangeIsADifferenceOfDifferences() {
        int alarms = 0;
        int runs = 200;
        for (int run = 0; run <= runs; run++) {
            SplittableRandom random = new SplittableRandom(run);
            int samples = 200;
            double[][] outcomes = new double[4][samples];
            double[] gold = new double[samples];
            for (int i = 0; i < samples; i++) {
                gold[i] = random.nextDouble();
                double hard = random.nextDouble() - 0.5;
                for (int side = 0; side < 4; side++) {
                    double noise = side % 2 == 0 ? 0.3 : run == runs && side == 3 ? 3 : 0.6;
                    outcomes[side][i] = gold[i] + 0.3 * hard + noise * (random.nextDouble() - 0.5);
                }
            }
            List<SampleScores> scores = Arrays.stream(outcomes)
                    .map(similarities -> SampleScores.spearman(similarities, gold))
                    .toList();
            SampleScores first = SampleScores.change(scores.get(0), scores.get(1));
            SampleScores second = SampleScores.change(scores.get(2), scores.get(3));
            Difference difference = Difference.of(first, second, "x", new Resampling(run, 200, Parallel.of(1)));
            assertThat(difference.value()).isCloseTo(second.value() - first.value(), within(1e-12));
            if (run < runs) {
                alarms += difference.pValue() <= 0.05 ? 1 : 0;
            } else {
                assertThat(difference.value()).isLessThan(-0.2);
                assertThat(difference.pValue()).isLessThan(0.02);
                assertThat(difference.interval(0.95).high()).isNegative();
            }
        }
        assertThat(alarms).as("of %d where both lose alike", runs).isBetween(2, 20);
    }

    @Test
    void aChangeOfMeansIsTheMeanOfChanges() {
        SampleScores change = SampleScores.change(
                SampleScores.mean(new double[] {1, 0.5, 0}), SampleScores.mean(new double[] {0.5, 0.5, 0.3}));
        assertThat(change).isInstanceOf(MeanScores.class);
        assertThat(change.value()).isCloseTo(-0.2 / 3, within(1e-12));
    }
}
