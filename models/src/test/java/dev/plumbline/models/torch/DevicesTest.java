package dev.plumbline.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.transformer.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DevicesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auto|auto|1",
                "cuda|cuda:0|1",
                "cuda:0,cuda:2|cuda:0,cuda:2|2",
                "1, 0|cuda:1,cuda:0|2",
                "cpu,cpu,cpu|cpu,cpu,cpu|3",
                "cuda:all|cuda:all|1"
            })
    void severalAreNamedInOneWord(String text, String label, int count) {
        Devices devices = Devices.read("--device", text);
        assertThat(devices.label()).isEqualTo(label);
        assertThat(devices.chosen()).hasSize(count);
        assertThat(devices.areSeveral()).isEqualTo(count > 1 || text.equals("cuda:all"));
        assertThat(Devices.read("--device", devices.label())).isEqualTo(devices);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cuda:0,", ",", "cpu,cuda:0", "auto,auto", "cuda:0,cuda", "cuda:0,cuda:all", "gpu,gpu"})
    void whatIsNoListOfDevicesIsRefused(String text) {
        assertThatThrownBy(() -> Devices.read("device", text))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(
                        "device must be auto, cpu, cuda or cuda:N, several as in cuda:0,cuda:1, or cuda:all");
    }

    /** The processor stands in for several devices. */
    @Test
    void eachIsHadAlone() {
        Libtorch two = Networks.libtorch().on(Devices.read("--device", "cpu,cpu"));
        assertThat(two.deviceLabel()).isEqualTo("cpu, cpu");
        assertThat(two.each())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.deviceLabel()).isEqualTo("cpu"));
    }
}
