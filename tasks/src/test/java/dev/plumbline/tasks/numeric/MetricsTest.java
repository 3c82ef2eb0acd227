package dev.plumbline.tasks.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics on small data with results of SciPy 1.17.1, scikit-learn 1.9.1, NumPy 2.4.6 and CPython 3.11. */
class MetricsTest {

    private static final double[] X = {1, 2, 2, 4, 7, 7.5, 9, 3};
    private static final double[] Y = {2, 1, 4, 3, 9, 8, 7, 7};

    @Test
    void correlations() {
        assertThat(Correlation.pearson(X, Y)).isCloseTo(0.7812894824553704, within(1e-14));
        assertThat(Correlation.spearman(X, Y)).isCloseTo(0.7349397590361445, within(1e-14));
        assertThat(Correlation.averageRanks(X)).containsExactly(1, 2.5, 2.5, 5, 6, 7, 8, 4);
    }

    /** From {@code scipy.stats.t.sf} by way of r, as spearmanr computes it. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 10, 0.14111328125000006",
        "0.5, 3, 0.6666666666666666",
        "-0.9, 16, 2.0510898633788993e-06",
        "0.01, 1000, 0.7521238409748311",
        "0.99999, 16, 2.6811796178841133e-34",
        "0.3, 5, 0.623837664781073",
        "1e-9, 12, 0.9999999975390625",
        "0.05, 100000, 2.2261912329059048e-56",
        "-0.2, 4, 0.8",
        "0, 9, 1",
        "-1, 9, 0"
    })
    void significance(double r, int n, double p) {
        assertThat(Correlation.twoSidedPValue(r, n)).isCloseTo(p, within(1e-11 * p));
    }

    @Test
    void correlationsThatDoNotExist() {
        double[] constant = {3, 3, 3};
        double[] rising = {1, 2, 3};
        double[] broken = {1, Double.NaN, 3};
        assertThat(Correlation.pearson(constant, rising)).isNaN();
        assertThat(Correlation.spearman(rising, constant)).isNaN();
        assertThat(Correlation.pearson(broken, rising)).isNaN();
        assertThat(Correlation.spearman(rising, broken)).isNaN();
        assertThat(Correlation.spearman(new double[] {1}, new double[] {1})).isNaN();
        assertThat(Correlation.twoSidedPValue(Double.NaN, 10)).isNaN();
        assertThat(Correlation.twoSidedPValue(1, 2)).isNaN();
        assertThatIllegalArgumentException().isThrownBy(() -> Correlation.pearson(new double[1], new double[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> Correlation.pearson(rising, new double[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> Correlation.twoSidedPValue(1.5, 10));
    }

    @Test
    void clusterAgreement() {
        int[] a = {0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3};
        int[] b = {1, 1, 0, 0, 0, 2, 2, 2, 2, 1, 3, 3};
        assertThat(ClusterAgreement.vMeasure(a, b)).isCloseTo(0.627606495572495, within(1e-13));
        assertThat(ClusterAgreement.adjustedMutualInformation(a, b)).isCloseTo(0.3999526544122387, within(1e-12));
        // neither names nor gaps between them matter, and both measures are symmetric
        int[] renamed = Arrays.stream(a).map(label -> 9 - 2 * label).toArray();
        assertThat(ClusterAgreement.vMeasure(b, renamed)).isCloseTo(0.627606495572495, within(1e-13));
        assertThat(ClusterAgreement.adjustedMutualInformation(b, renamed)).isCloseTo(0.3999526544122387, within(1e-12));
    }

    @Test
    void agreementOfDegeneratePartitions() {
        int[] one = {4, 4, 4, 4};
        int[] two = {0, 0, 1, 1};
        assertThat(ClusterAgreement.vMeasure(one, one)).isEqualTo(1);
        assertThat(ClusterAgreement.vMeasure(one, two)).isZero();
        assertThat(ClusterAgreement.vMeasure(two, two)).isCloseTo(1, within(1e-15));
        assertThat(ClusterAgreement.vMeasure(new int[0], new int[0])).isEqualTo(1);
        assertThat(ClusterAgreement.adjustedMutualInformation(one, one)).isEqualTo(1);
        assertThat(ClusterAgreement.adjustedMutualInformation(one, two)).isZero();
        assertThat(ClusterAgreement.adjustedMutualInformation(two, two)).isCloseTo(1, within(1e-12));
        assertThatIllegalArgumentException().isThrownBy(() -> ClusterAgreement.vMeasure(one, new int[3]));
        assertThatIllegalArgumentException().isThrownBy(() -> ClusterAgreement.vMeasure(new int[] {-1}, new int[1]));
    }

    @Test
    void unrelatedPartitionsOfManyRowsHaveNoAdjustedInformation() {
        int[] a = new NumpyRandomState(1).integers(0, 100, 16384);
        int[] b = new NumpyRandomState(2).integers(0, 80, 16384);
        assertThat(ClusterAgreement.adjustedMutualInformation(a, b)).isCloseTo(0, within(5e-3));
        assertThat(ClusterAgreement.vMeasure(a, b)).isGreaterThan(0.02);
    }

    @Test
    void averagePrecision() {
        double[] scores = {.1, .9, .4, .4, .2};
        assertThat(AveragePrecision.of(new int[] {0, 1, 1, 0, 1}, scores)).isCloseTo(0.8055555555555556, within(1e-15));
        assertThat(AveragePrecision.of(new int[5], scores)).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> AveragePrecision.of(new int[4], scores));
    }

    @Test
    void pairThresholdsCutInsideTiesButNotAfterTheLast() {
        PairThresholds.Best best =
                PairThresholds.of(PairThresholds.Cuts.AFTER_EACH_PAIR, new int[] {1, 0}, new double[] {.5, .5}, true);
        assertThat(best.accuracy()).isEqualTo(1);
        assertThat(best.ap()).isEqualTo(0.5);
        PairThresholds.Best reversed =
                PairThresholds.of(PairThresholds.Cuts.AFTER_EACH_PAIR, new int[] {0, 1}, new double[] {.5, .5}, true);
        assertThat(reversed.accuracy()).isZero();
        assertThat(reversed.f1()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        PairThresholds.of(PairThresholds.Cuts.AFTER_EACH_PAIR, new int[] {1}, new double[2], true));
    }

    @Test
    void classification() {
        ClassificationMetrics metrics = ClassificationMetrics.of(new int[] {0, 1, 2, 2}, new int[] {0, 3, 2, 1});
        assertThat(metrics.f1()).isCloseTo(0.41666666666666663, within(1e-15));
        assertThat(metrics.precisionWeighted()).isCloseTo(0.75, within(1e-15));
        assertThat(metrics.recall()).isCloseTo(0.375, within(1e-15));
        assertThatIllegalArgumentException().isThrownBy(() -> ClassificationMetrics.of(new int[0], new int[0]));
    }

    @Test
    void rankMetricsByHand() {
        RankMetrics metrics = RankMetrics.of(new int[] {0, 2, -1, 1}, new int[] {1, 2, -1, 1, 0}, new int[] {1, 4, 10});
        assertThat(metrics.precision()).containsExactly(0, 0.5, 0.2);
        assertThat(metrics.recall()).containsExactly(0, 2.0 / 3, 2.0 / 3);
        assertThat(metrics.map()).containsExactly(0, (0.5 + 0.5) / 3, (0.5 + 0.5) / 3);
        assertThat(metrics.mrr()).containsExactly(0, 0.5, 0.5);
        assertThat(metrics.success()).containsExactly(0, 1, 1);
        double log3 = Math.log(3) / Math.log(2);
        double log5 = Math.log(5) / Math.log(2);
        assertThat(metrics.ndcg()[1]).isCloseTo((2 / log3 + 1 / log5) / (2 + 1 / log3 + 0.5), within(1e-15));
        assertThatIllegalArgumentException().isThrownBy(() -> RankMetrics.of(new int[0], new int[0], new int[] {3, 3}));
    }

    @Test
    void rankMetricsWithoutRelevantOrRankedDocumentsAreZero() {
        RankMetrics judgedZero = RankMetrics.of(new int[] {0, 0}, new int[] {0}, new int[] {1, 10});
        RankMetrics empty = RankMetrics.of(new int[0], new int[] {1}, new int[] {1, 10});
        for (RankMetrics metrics : new RankMetrics[] {judgedZero, empty}) {
            assertThat(metrics.ndcg()).containsOnly(0);
            assertThat(metrics.map()).containsOnly(0);
            assertThat(metrics.recall()).containsOnly(0);
            assertThat(metrics.mrr()).containsOnly(0);
        }
    }

    /**
     * With one value for all queries only the rounding of the sums tells 0/0 from noise over the same noise; which it
     * is was recorded from NumPy's mean and trapezoid.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 20, NaN",
        "0.5, 25, NaN",
        "0.2, 3, 1",
        "0.2, 5, NaN",
        "0.2, 100, 1",
        "0.01, 20, 1",
        "0.01, 100, NaN",
        "0.001, 10, 1",
        "0.001, 25, NaN",
        "0.3, 10, NaN",
        "0.3, 25, 1",
        "0.7, 100, 1"
    })
    void naucOfAConstantMetricIsNaNOrOne(double value, int n, double nauc) {
        double[] metric = new double[n];
        Arrays.fill(metric, value);
        double[] confidence = new double[n];
        Arrays.setAll(confidence, i -> i * 7 % n);
        assertThat(Double.compare(Nauc.by(Nauc.Ties.INPUT_ORDER, confidence).of(metric)[0], nauc))
                .isZero();
    }

    @Test
    void naucNeedsQueries() {
        assertThatIllegalArgumentException().isThrownBy(() -> Nauc.by(Nauc.Ties.INPUT_ORDER, new double[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Nauc.by(Nauc.Ties.INPUT_ORDER, new double[2]).of(new double[1]));
    }

    @Test
    void pairwiseSumsRoundAsNumPy() {
        double[] x = new double[300];
        float[] floats = new float[300];
        double plain = 0;
        for (int i = 0; i < 300; i++) {
            x[i] = 0.1 * (i * i % 17) - 0.3;
            floats[i] = (float) x[i];
            plain += x[i];
        }
        assertThat(plain).isEqualTo(150.79999999999987);
        assertThat(PairwiseSum.sum(x)).isEqualTo(150.8);
        assertThat(PairwiseSum.mean(x)).isEqualTo(0.5026666666666667);
        assertThat(PairwiseSum.standardDeviation(x)).isEqualTo(0.566444662394797);
        assertThat(PairwiseSum.sum(floats, 0, 300)).isEqualTo(150.8f);
        assertThat(PairwiseSum.sum(new double[0])).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0.125, 2, 0.12",
        "2.675, 2, 2.67",
        "0.5, 0, 0",
        "1.5, 0, 2",
        "-1e-7, 5, -0.0",
        "0.123455, 5, 0.12345",
        "1e300, 5, 1e300",
        "5e-6, 5, 1e-5",
        "0.285, 2, 0.28",
        "NaN, 5, NaN",
        "-Infinity, 5, -Infinity"
    })
    void roundsAsPython(double value, int decimals, double rounded) {
        assertThat(Double.doubleToLongBits(HalfEven.round(value, decimals)))
                .isEqualTo(Double.doubleToLongBits(rounded));
    }

    @Test
    void pairedSimilarities() {
        FloatMatrix u = FloatMatrix.of(4, 2, new float[] {0.3f, 0.7f, 0, 0, 0, 0, 3, 4});
        FloatMatrix v = FloatMatrix.of(4, 2, new float[] {0.3f, 0.7f, 1, 0, 0, 0, -4, 3});
        // the last is what scikit-learn leaves of 0 in float32
        assertThat(PairSimilarity.pairedCosine(u, v)).containsExactly(1, 0.5, 1, -0x1p-23);
        assertThat(PairSimilarity.modelCosine(u, v)).containsExactly(new double[] {1, 0, 0, 0}, within(1e-7));
        assertThat(PairSimilarity.manhattan(u, v)).containsExactly(0, 1, 0, 8);
        assertThat(PairSimilarity.euclidean(u, v)).containsExactly(0, 1, 0, (float) Math.sqrt(50));
        assertThat(PairSimilarity.dot(u, v)).containsExactly(new double[] {0.58f, 0, 0, 0}, within(1e-7));
        assertThatIllegalArgumentException().isThrownBy(() -> PairSimilarity.dot(u, FloatMatrix.zeros(4, 3)));
    }

    @Test
    void equalRowsHavePairedCosineOfExactlyOne() {
        FloatMatrix x = MatrixProductTest.random(100, 384, 9);
        assertThat(PairSimilarity.pairedCosine(x, x)).containsOnly(1.0);
    }

    @Test
    void orderIsStableAndPutsNaNLast() {
        double[] keys = {2, Double.NaN, 0, 2, -0.0, Double.NaN, 1};
        assertThat(Order.ascending(keys)).containsExactly(2, 4, 6, 0, 3, 1, 5);
        assertThat(Order.descending(keys)).containsExactly(0, 3, 6, 2, 4, 1, 5);
    }
}
