package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.tasks.numeric.Parallel;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Intervals and tests of the difference of two correlations over experiments of one kind: pairs of a rating and two similarities of one
 * meaning, with noise of each model's own. How much of it decides how alike the models are: 0.03 is a quantised copy.
 */
class CorrelationIntervalTest {

    private static final int RUNS = 1000;

    /** Exact by symmetry where the models are of one quality; else of a million pairs, see {@link #main}. */
    @ParameterizedTest
    @CsvSource({
        "100, 0.03, 0.03, 0",
        "100, 0.2, 0.2, 0",
        "100, 0.1, 0.6, -0.1277",
        "400, 0.03, 0.03, 0",
        "400, 0.1, 0.6, -0.1277"
    })
    void anIntervalCoversWhatItSaysAndATestAlarmsAsOftenAsItSays(
            int samples, double first, double second, double change, TestReporter reporter) {
        AtomicInteger covered = new AtomicInteger();
        AtomicInteger alarms = new AtomicInteger();
        AtomicInteger apart = new AtomicInteger();
        try (Parallel parallel = Parallel.of(2)) {
            parallel.forBlocks(RUNS, 20, (from, to) -> {
                for (int run = from; run < to; run++) {
                    Difference difference = experiment(new Random(run), samples, first, second, "run" + run);
                    Interval interval = difference.interval(0.95);
                    covered.addAndGet(interval.contains(change) ? 1 : 0);
                    boolean alarm = difference.pValue() <= 0.05;
                    alarms.addAndGet(alarm ? 1 : 0);
                    apart.addAndGet(alarm == interval.contains(0) ? 1 : 0);
                }
            });
        }
        reporter.publishEntry(
                "of " + RUNS + " experiments with " + samples + " pairs, noise " + first + " and " + second,
                covered.get() + " intervals cover, " + alarms.get()
                        + " tests at 5% alarm, interval and test disagree in " + apart.get());
        assertThat(covered.get() / (double) RUNS).as("coverage").isBetween(0.93, 0.975);
        if (change == 0) {
            assertThat(alarms.get() / (double) RUNS).as("false alarms").isBetween(0.03, 0.075);
            assertThat(apart.get() / (double) RUNS)
                    .as("test and interval disagree")
                    .isLessThan(0.04);
        }
    }

    private static Difference experiment(Random random, int samples, double first, double second, String place) {
        double[][] drawn = draw(random, samples, first, second);
        return Difference.of(
                SampleScores.spearman(drawn[1], drawn[0]),
                SampleScores.spearman(drawn[2], drawn[0]),
                place,
                new Resampling(1, 400, Parallel.of(1)));
    }

    /** Ratings in halves, as people give them, and the two models' similarities. */
    private static double[][] draw(Random random, int samples, double first, double second) {
        double[][] drawn = new double[3][samples];
        for (int i = 0; i < samples; i++) {
            double meaning = random.nextGaussian();
            double understood = 0.9 * meaning + 0.44 * random.nextGaussian();
            drawn[0][i] = Math.rint(2 * meaning) / 2;
            drawn[1][i] = understood + first * random.nextGaussian();
            drawn[2][i] = understood + second * random.nextGaussian();
        }
        return drawn;
    }

    /** Prints the change that one noise in the place of another makes among a million pairs. */
    public static void main(String[] args) {
        double[][] drawn = draw(new Random(0), 1_000_000, Double.parseDouble(args[0]), Double.parseDouble(args[1]));
        System.out.println(new CorrelationScores(drawn[2], drawn[0], true).value()
                - new CorrelationScores(drawn[1], drawn[0], true).value());
    }
}
