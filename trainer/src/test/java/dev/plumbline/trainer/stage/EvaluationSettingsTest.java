package dev.plumbline.trainer.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.trainer.config.SettingsNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationSettingsTest {

    @TempDir
    private Path folder;

    private EvaluationSettings read(String more) throws IOException {
        Path file = Files.writeString(folder.resolve("stages.yaml"), """
                seed: 1
                evaluation:
                  tasks: BIOSSES
                """ + more);
        return EvaluationSettings.read(
                SettingsNode.read(file).child("evaluation").orElseThrow());
    }

    @Test
    void theReleaseIsTheNewestUnlessAnotherIsNamed() throws IOException {
        assertThat(read("").release()).isEqualTo(MtebRelease.newest());
        assertThat(read("  as: mteb-2.20.0\n").release()).isEqualTo(MtebRelease.V2_20_0);
        assertThat(read("  as: 2.20.0\n").release()).isEqualTo(MtebRelease.V2_20_0);
        assertThat(read("  as: mteb-2.23.1\n").release().derived()).isTrue();
    }

    @Test
    void aWrongReleaseIsNamedWithKeyLineAndNearNames() {
        assertThatThrownBy(() -> read("  splits: test\n  as: mteb-2.26.42\n"))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessage(folder.resolve("stages.yaml")
                        + ": evaluation.as must be a release of mteb from mteb-2.20.0 to mteb-2.26.24, not 'mteb-2.26.42';"
                        + " nearest of those that were compared: mteb-2.26.24, mteb-2.20.0 (line 5)");
        assertThatThrownBy(() -> read("  as: 2.20\n"))
                .hasMessageContaining("evaluation.as must be a string, not 2.2 (line 4)");
    }
}
