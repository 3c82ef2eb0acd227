package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;

/** Correlations of samples that were drawn anew, and moments, against Apache Commons Math 3.6.1. */
class CommonsMathTest {

    private static final int SAMPLES = 200;

    private final Random random = new Random(8);

    /** A replicate that has each sample some times is the correlation of the samples written out that often. */
    @Test
    void correlationsOfReplicates() {
        for (int number = 0; number < SAMPLES; number++) {
            int size = 5 + random.nextInt(40);
            double[] similarities = new double[size];
            double[] gold = new double[size];
            int[] counts = new int[size];
            for (int i = 0; i < size; i++) {
                gold[i] = random.nextInt(6);
                similarities[i] = Math.round(10 * (gold[i] / 6 + random.nextGaussian())) / 10.0;
                counts[random.nextInt(size)]++;
            }
            double[] drawnSimilarities = new double[size];
            double[] drawnGold = new double[size];
            int next = 0;
            for (int i = 0; i < size; i++) {
                for (int copy = 0; copy < counts[i]; copy++) {
                    drawnSimilarities[next] = similarities[i];
                    drawnGold[next++] = gold[i];
                }
            }
            assertThat(new CorrelationScores(similarities, gold, false)
                            .resamplers()
                            .get()
                            .of(counts))
                    .isCloseTo(new PearsonsCorrelation().correlation(drawnSimilarities, drawnGold), within(1e-12));
            assertThat(new CorrelationScores(similarities, gold, true)
                            .resamplers()
                            .get()
                            .of(counts))
                    .isCloseTo(new SpearmansCorrelation().correlation(drawnSimilarities, drawnGold), within(1e-12));
        }
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
