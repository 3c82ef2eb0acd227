package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;

/** What samples give to correlations, and moments, against Apache Commons Math 3.6.1. */
class CommonsMathTest {

    private static final int SAMPLES = 200;
    private static final int COPIES = 100;

    /** What a regression in place of neighbours changes, of one sample: a deviation of ratings over the root of their number. */
    private static final double SMOOTHED = 1.5;

    private final Random random = new Random(8);

    /** What a sample gives is what one copy more of it does to the coefficient of many copies of all, times their number. */
    @Test
    void whatASampleGivesToACorrelation() {
        for (int number = 0; number < SAMPLES; number++) {
            int size = 20 + random.nextInt(40);
            double[] similarities = new double[size];
            double[] gold = new double[size];
            for (int i = 0; i < size; i++) {
                gold[i] = i % 6;
                similarities[i] = Math.round(10 * (gold[i] / 6 + random.nextGaussian())) / 10.0;
            }
            int sample = random.nextInt(size);
            double[] similaritiesAndOne = copiesAndOne(similarities, sample);
            double[] goldAndOne = copiesAndOne(gold, sample);
            // what is of second order is at most some tens over the number of copies
            assertGives(
                    new CorrelationScores(similarities, gold, false),
                    sample,
                    new PearsonsCorrelation().correlation(similaritiesAndOne, goldAndOne),
                    40.0 / (COPIES * size));
            assertGives(
                    new CorrelationScores(similarities, gold, true),
                    sample,
                    new SpearmansCorrelation().correlation(similaritiesAndOne, goldAndOne),
                    SMOOTHED / Math.sqrt(size));
        }
    }

    private static void assertGives(CorrelationScores scores, int sample, double withOneMore, double allowed) {
        double[] shares = scores.shares().orElseThrow();
        assertThat(Moments.mean(shares)).isCloseTo(scores.value(), within(1e-12));
        assertThat((withOneMore - scores.value()) * (COPIES * scores.size() + 1))
                .isCloseTo(shares[sample] - scores.value(), within(allowed));
    }

    private static double[] copiesAndOne(double[] values, int one) {
        double[] copies = new double[COPIES * values.length + 1];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = values[i % values.length];
        }
        copies[copies.length - 1] = values[one];
        return copies;
    }

    @Test
    void moments() {
        for (int number = 0; number < SAMPLES; number++) {
            double[] values = random.doubles(3 + random.nextInt(50), -5, 20).toArray();
            DescriptiveStatistics expected = new DescriptiveStatistics(values);
            assertThat(Moments.mean(values)).isCloseTo(expected.getMean(), within(1e-12));
            assertThat(Moments.standardDeviation(values)).isCloseTo(expected.getStandardDeviation(), within(1e-12));
        }
        assertThat(Moments.standardDeviation(new double[] {1})).isNaN();
    }
}
