package dev.plumbline.trainer.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sequence that torch.amp.GradScaler's documentation and its kernel ({@code amp_update_scale}) give. */
class LossScaleTest {

    private static LossScale steady(LossScale scale, int steps) {
        LossScale after = scale;
        for (int i = 0; i < steps; i++) {
            after = after.after(true);
        }
        return after;
    }

    @Test
    void itDoublesAfterTwoThousandStepsInARowAndHalvesAtOnce() {
        List<Double> factors = new ArrayList<>();
        LossScale scale = LossScale.BEGINNING;
        // steps with finite gradients, each time followed by one without
        for (int finite : new int[] {0, 0, 1999, 2000, 1, 4000, 3999}) {
            scale = steady(scale, finite);
            factors.add(scale.factor());
            scale = scale.after(false);
            factors.add(scale.factor());
        }
        assertThat(factors)
                .containsExactly(
                        65536.0, 32768.0, // two at once
                        32768.0, 16384.0,
                        16384.0, 8192.0, // one step too few
                        16384.0, 8192.0,
                        8192.0, 4096.0,
                        16384.0, 8192.0,
                        16384.0, 8192.0);
        assertThat(scale.skipped()).isEqualTo(7);
        assertThat(steady(scale, 7).steady()).isEqualTo(7);
    }

    @Test
    void nothingBoundsItButFloat32() {
        LossScale scale = LossScale.BEGINNING;
        for (int i = 0; i < 29; i++) {
            assertThat(scale.hasExploded()).isFalse();
            scale = scale.after(false);
        }
        assertThat(scale.factor()).isEqualTo(0x1p-13);
        assertThat(scale.after(false).hasExploded()).isTrue();

        LossScale most = new LossScale(0x1p127, 1999, 0);
        assertThat(most.after(true)).isEqualTo(new LossScale(0x1p127, 0, 0));
    }

    @Test
    void itIsKeptAsItIs() throws IOException {
        ObjectMapper json = new ObjectMapper();
        LossScale scale = new LossScale(0.5, 1234, 17);
        assertThat(json.readValue(json.writeValueAsString(scale), LossScale.class))
                .isEqualTo(scale);
        assertThatIllegalArgumentException().isThrownBy(() -> new LossScale(0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new LossScale(1, 2000, 0));
    }
}
