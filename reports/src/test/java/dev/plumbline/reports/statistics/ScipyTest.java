package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.tasks.numeric.PairThresholds;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Intervals and p-values against SciPy 1.17.1, made by test/oracle/make_statistics.py. What is enumerated or computed from
 * stored replicates must agree to rounding; what is drawn, to what two sets of draws may differ by.
 */
class ScipyTest {

    private static final Offset<Double> ROUNDING = within(1e-12);
    private static final double SCIPYS_OWN_REPLICATES = 9_999;

    private final Resampling resampling = Resampling.standard(Parallel.of(1));
    private final JsonNode golden = golden();

    @Test
    void intervalsFromTheSameReplicates() {
        JsonNode stored = golden.get("interval");
        double[] differences = doubles(stored.get("differences"));
        double[] replicates = doubles(stored.get("replicates"));
        double mean = Moments.mean(differences);
        assertInterval(Interval.percentile(replicates, 0.95), stored.get("percentile"), 1e-12);
        assertInterval(
                Interval.bca(replicates, 0.95, mean, Difference.skewness(differences) / 6), stored.get("bca"), 1e-12);
    }

    @Test
    void means() {
        for (JsonNode stored : golden.get("mean")) {
            double[] baseline = doubles(stored.get("baseline"));
            Difference difference = Difference.of(
                    SampleScores.mean(baseline),
                    SampleScores.mean(doubles(stored.get("candidate"))),
                    "mean " + baseline.length,
                    resampling);
            assertPValues(difference, stored);
            double standardError = stored.get("standard_error").doubleValue();
            assertThat(difference.standardError()).isCloseTo(standardError, ROUNDING);
            // on a coarse grid of few values the replicates' quantiles move in steps
            double step = baseline.length < 20 ? 0.5 * standardError : 0.06 * standardError;
            assertInterval(difference.interval(0.95), stored.get("bca"), step);
        }
    }

    @Test
    void spearman() {
        for (JsonNode stored : golden.get("spearman")) {
            double[] gold = doubles(stored.get("gold"));
            Difference difference = Difference.of(
                    SampleScores.spearman(doubles(stored.get("baseline")), gold),
                    SampleScores.spearman(doubles(stored.get("candidate")), gold),
                    "spearman " + gold.length,
                    resampling);
            assertPValues(difference, stored);
            if (gold.length > 100) {
                assertSpread(difference, stored);
            }
        }
    }

    @Test
    void averagePrecision() {
        for (JsonNode stored : golden.get("average_precision")) {
            int[] labels = IntStream.range(0, stored.get("labels").size())
                    .map(i -> stored.get("labels").get(i).intValue())
                    .toArray();
            Difference difference = Difference.of(
                    SampleScores.threshold(
                            ThresholdMeasure.AP,
                            PairThresholds.Cuts.BETWEEN_SCORES,
                            List.of(doubles(stored.get("baseline"))),
                            labels),
                    SampleScores.threshold(
                            ThresholdMeasure.AP,
                            PairThresholds.Cuts.BETWEEN_SCORES,
                            List.of(doubles(stored.get("candidate"))),
                            labels),
                    "ap " + labels.length,
                    resampling);
            assertPValues(difference, stored);
            if (labels.length > 100) {
                assertSpread(difference, stored);
            }
        }
    }

    private static void assertSpread(Difference difference, JsonNode stored) {
        double standardError = stored.get("standard_error").doubleValue();
        assertThat(difference.standardError()).isCloseTo(standardError, within(0.03 * standardError));
        assertInterval(difference.interval(0.95), stored.get("percentile"), 0.12 * standardError);
    }

    private static void assertPValues(Difference difference, JsonNode stored) {
        JsonNode p = stored.get("p");
        assertThat(difference.value()).isCloseTo(p.get("value").doubleValue(), ROUNDING);
        assertP(difference.pValue(), p.get("two_sided"), stored);
        assertP(difference.pWorse(0), p.get("less"), stored);
    }

    /** Exact, or within four standard errors of two independent sets of draws and the one arrangement that is added. */
    private static void assertP(double p, JsonNode expected, JsonNode stored) {
        double wanted = expected.doubleValue();
        double draws = Math.sqrt(4 * wanted * (1 - wanted) / SCIPYS_OWN_REPLICATES);
        assertThat(p)
                .as("of %d samples", stored.get("baseline").size())
                .isCloseTo(wanted, stored.get("exact").booleanValue() ? ROUNDING : within(4 * draws + 2e-4));
    }

    private static void assertInterval(Interval interval, JsonNode expected, double allowed) {
        assertThat(interval.low()).isCloseTo(expected.get(0).doubleValue(), within(allowed));
        assertThat(interval.high()).isCloseTo(expected.get(1).doubleValue(), within(allowed));
    }

    private static double[] doubles(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    private static JsonNode golden() {
        try (InputStream in = ScipyTest.class.getResourceAsStream("scipy.json")) {
            List<JsonNode> roots = new ArrayList<>();
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build()
                    .readerFor(JsonNode.class)
                    .<JsonNode>readValues(in)
                    .forEachRemaining(roots::add);
            return roots.get(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
