package dev.plumbline.tasks.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.junit.jupiter.api.Test;

/** Correlations against another implementation, Apache Commons Math 3.6.1, on values with and without ties. */
class CommonsMathTest {

    private static final int SAMPLES = 400;

    private final Random random = new Random(5);

    /** Continuous values, few different ones, large offsets, and near lines. */
    private double[][] pair(int number) {
        int size = 3 + random.nextInt(60);
        double[] x = new double[size];
        double[] y = new double[size];
        for (int i = 0; i < size; i++) {
            x[i] = random.nextGaussian();
            y[i] = 0.3 * (number % 7) * x[i] + random.nextGaussian();
            if (number % 3 == 1) {
                x[i] = Math.round(2 * x[i]);
                y[i] = Math.round(y[i]);
            }
            if (number % 5 == 0) {
                x[i] += 1000;
            }
        }
        // no side may be constant, of which Commons Math has no word
        x[0] = x[1] + 1;
        y[0] = y[1] - 1;
        return new double[][] {x, y};
    }

    @Test
    void pearsonsAndSpearmansCoefficients() {
        for (int number = 0; number < SAMPLES; number++) {
            double[][] pair = pair(number);
            assertThat(Correlation.pearson(pair[0], pair[1]))
                    .as("sample " + number)
                    .isCloseTo(new PearsonsCorrelation().correlation(pair[0], pair[1]), within(1e-11));
            assertThat(Correlation.spearman(pair[0], pair[1]))
                    .as("sample " + number)
                    .isCloseTo(new SpearmansCorrelation().correlation(pair[0], pair[1]), within(1e-13));
            assertThat(Correlation.averageRanks(pair[0])).containsExactly(new NaturalRanking().rank(pair[0]));
        }
    }

    /**
     * Commons Math says 1 of a coefficient this small, since it computes the beta function's argument as a number that is 1 to
     * all digits; the probability is less by the density at 0.
     */
    @Test
    void aCoefficientNearNothingLosesNoDigits() {
        for (int n : new int[] {3, 5, 30, 5001}) {
            double t = 1e-9 * Math.sqrt(n - 2);
            double expected = 2 * new TDistribution(n - 2).density(0) * t;
            assertThat(1 - Correlation.twoSidedPValue(1e-9, n)).isCloseTo(expected, within(2e-15));
        }
    }

    /** Twice the upper tail of Student's t, over all that a double can tell from 0. */
    @Test
    void significanceIsStudentsT() {
        for (int n : new int[] {3, 4, 5, 8, 30, 31, 200, 5001}) {
            TDistribution student = new TDistribution(n - 2);
            for (double r : new double[] {0, 0.001, 0.02, 0.1, 0.3, 0.5, 0.7, 0.70711, 0.9, 0.999, 1 - 1e-9}) {
                double t = r * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
                double expected = 2 * student.cumulativeProbability(-t);
                assertThat(Correlation.twoSidedPValue(r, n))
                        .as("r = " + r + ", n = " + n)
                        .isCloseTo(expected, within(1e-9 * expected + 1e-300))
                        .isEqualTo(Correlation.twoSidedPValue(-r, n));
            }
        }
    }
}
