package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HolmTest {

    private static final Offset<Double> ROUNDING = Assertions.within(1e-15);

    /** By hand: sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, then made not to fall. */
    @Test
    void stepsDown() {
        assertThat(Holm.corrected(new double[] {0.01, 0.04, 0.03, 0.005}))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, ROUNDING);
    }

    @Test
    void testsNotMadeDoNotCount() {
        assertThat(Holm.corrected(new double[] {Double.NaN, 0.03, Double.NaN, 0.9}))
                .containsExactly(new double[] {Double.NaN, 0.06, Double.NaN, 0.9}, ROUNDING);
    }

    @Test
    void neverAboveOne() {
        assertThat(Holm.corrected(new double[] {0.7, 0.8})).containsExactly(1, 1);
    }
}
