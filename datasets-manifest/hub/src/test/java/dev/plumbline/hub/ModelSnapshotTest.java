package dev.plumbline.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelSnapshotTest {

    @Test
    void aSnapshotsFolderSaysWhatItIs() {
        Path folder = Path.of("/cache/hub/models--sentence-transformers--all-MiniLM-L6-v2/snapshots/c9745ed1d9f2");
        assertThat(ModelSnapshot.of(folder))
                .contains(new ModelSnapshot("sentence-transformers/all-MiniLM-L6-v2", "c9745ed1d9f2"));
        assertThat(ModelSnapshot.of(folder.resolve("../c9745ed1d9f2"))).isPresent();
        assertThat(ModelSnapshot.of(Path.of("/cache/models--gpt2/snapshots/ab")))
                .contains(new ModelSnapshot("gpt2", "ab"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/models/mine",
                "/snapshots/ab",
                "/cache/datasets--org--name/snapshots/ab",
                "/cache/models--org--name/refs/ab",
                "/cache/models--org--name/snapshots/ab/0_Transformer"
            })
    void anyOtherFolderIsNone(String folder) {
        assertThat(ModelSnapshot.of(Path.of(folder))).isEmpty();
    }
}
