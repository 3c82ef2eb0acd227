package dev.plumbline.trainer.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.trainer.ReferenceModels;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    private static double[] rates(LearningRate rate) {
        return LongStream.rangeClosed(0, rate.total()).mapToDouble(rate::at).toArray();
    }

    /** From step 3 on as transformers 5.23's {@code get_linear_schedule_with_warmup(3, 10)}, whose warm-up begins at 0. */
    @Test
    void linear() {
        assertThat(rates(new LearningRate(2, 3, 10, LearningRate.Decay.LINEAR)))
                .containsExactly(
                        new double[] {
                            2 / 3.0,
                            4 / 3.0,
                            2,
                            2,
                            1.7142857142857142,
                            1.4285714285714286,
                            1.1428571428571428,
                            0.8571428571428571,
                            0.5714285714285714,
                            0.2857142857142857,
                            0
                        },
                        within(1e-15));
    }

    /** From step 3 on as transformers 5.23's {@code get_cosine_schedule_with_warmup(3, 10)}. */
    @Test
    void cosine() {
        double[] rates = rates(new LearningRate(2, 3, 10, LearningRate.Decay.COSINE));
        assertThat(rates[4]).isCloseTo(1.900968867902419, within(1e-14));
        assertThat(rates[7]).isCloseTo(0.7774790660436857, within(1e-14));
        assertThat(rates[10]).isZero();
    }

    /**
     * transformers 5.24.0's {@code get_scheduler}, step for step, of linear, cosine, constant and constant_with_warmup ({@code
     * test/oracle/make_schedules.py}). In warm-up ours is one step ahead: the first step of transformers has rate 0.
     */
    @Test
    void everyScheduleIsThatOfTransformers() throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(ReferenceModels.own("schedules.json").toFile());
        assertThat(golden.get("schedules")).hasSizeGreaterThan(12);
        for (JsonNode schedule : golden.get("schedules")) {
            String name = schedule.get("name").asText();
            LearningRate.Decay decay = name.startsWith("constant")
                    ? LearningRate.Decay.CONSTANT
                    : LearningRate.Decay.valueOf(name.toUpperCase(Locale.ROOT));
            long total = schedule.get("total").asLong();
            LearningRate rate = LearningRate.withWarmUpRatio(
                    golden.get("peak").asDouble(), schedule.get("ratio").asDouble(), total, decay);
            assertThat(rate.warmUp())
                    .as(schedule.toString())
                    .isEqualTo(schedule.get("warmup").asLong());
            for (int step = 0; step < total; step++) {
                int theirs = step < rate.warmUp() ? step + 1 : step;
                if (theirs < total) {
                    assertThat(rate.at(step))
                            .as("%s, step %d", schedule, step)
                            .isCloseTo(schedule.get("rates").get(theirs).asDouble(), within(1e-14));
                }
            }
        }
    }

    @Test
    void constant() {
        assertThat(rates(new LearningRate(2, 0, 3, LearningRate.Decay.CONSTANT)))
                .containsOnly(2);
    }

    /** As transformers: of a warm-up that is longer than the steps the peak is not reached. */
    @Test
    void aWarmUpLongerThanTheStepsIsCutOff() {
        assertThat(rates(new LearningRate(2, 4, 3, LearningRate.Decay.LINEAR))).startsWith(0.5, 1, 1.5);
    }

    @Test
    void whatIsNoScheduleIsRefused() {
        assertThatThrownBy(() -> new LearningRate(0, 0, 1, LearningRate.Decay.LINEAR))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LearningRate.withWarmUpRatio(1, 1.5, 2, LearningRate.Decay.LINEAR))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
