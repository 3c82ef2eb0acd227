package dev.plumbline.tasks.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MtebVersionTest {

    @Test
    void developmentComesBeforeRelease() {
        List<MtebVersion> sorted = Stream.of("2.0", "1.1.1", "1.12.7", "1.1.1.dev0", "1.2.0")
                .map(text -> MtebVersion.parse(text).orElseThrow())
                .sorted()
                .toList();
        assertThat(sorted)
                .containsExactlyElementsOf(Stream.of("1.1.1.dev0", "1.1.1", "1.2.0", "1.12.7", "2.0.0")
                        .map(text -> MtebVersion.parse(text).orElseThrow())
                        .toList());
    }

    @Test
    void rangesAreNoVersion() {
        assertThat(MtebVersion.parse("1.2.0-1.3.0")).isEmpty();
        assertThat(MtebVersion.parse("None")).isEmpty();
    }
}
