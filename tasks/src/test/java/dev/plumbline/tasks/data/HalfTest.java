package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfTest {

    @Test
    void everyPatternComesBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Half.toFloat(bits);
            if (!Float.isNaN(value)) {
                assertThat(Half.of(value)).as("%04x", bits).isEqualTo(bits);
            }
        }
    }

    @Test
    void betweenTwoTheNearestAndOfTiesTheEven() {
        for (int bits = 0; bits < 0x7BFF; bits++) {
            double middle = ((double) Half.toFloat(bits) + Half.toFloat(bits + 1)) / 2;
            assertThat(Half.of(middle)).as("%04x", bits).isEqualTo(bits + (bits & 1));
            assertThat(Half.of(Math.nextDown(middle))).isEqualTo(bits);
            assertThat(Half.of(Math.nextUp(middle))).isEqualTo(bits + 1);
        }
        assertThat(Half.of(65520)).isEqualTo(0x7C00);
        assertThat(Half.of(Double.NaN)).isEqualTo(0x7E00);
    }
}
