package dev.plumbline.models.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.TestTasks;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A directory of an embedded model gives the embedded model's vectors, by weights and libtorch instead of a graph. */
final class EmbeddedDirectoryTest {

    private static final List<String> TEXTS = List.of(
            "a",
            "How do I locate my card?",
            "我的卡在哪里？ 中文 and English",
            "ÀÉÎ naïve Ünïcode 🙂",
            "word ".repeat(700),
            "句子".repeat(600));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"all-MiniLM-L6-v2, 22565376", "bge-small-zh-v1.5, 23691264"})
    void itsVectorsAreTheEmbeddedModels(String name, long weights) {
        Path made = folder.resolve("made");
        assertThat(Models.writeEmbedded(name, ModelOptions.defaults(), made)).isEqualTo(weights);
        for (Role role : List.of(Role.QUERY, Role.DOCUMENT)) {
            FloatMatrix vectors = vectors(made.toString(), role);
            FloatMatrix own = vectors("embedded:" + name, role);
            assertThat(vectors.data()).containsExactly(own.data(), within(1e-5f));
        }
    }

    private static FloatMatrix vectors(String model, Role role) {
        try (Encoder encoder = Models.openEncoder(model, ModelOptions.defaults().withThreads(2))) {
            return encoder.encode(TestTasks.request(TEXTS, role));
        }
    }

    @Test
    void anEightBitModelIsRefused() {
        Path made = folder.resolve("made");
        assertThatThrownBy(() -> Models.writeEmbedded("all-MiniLM-L6-v2-q", ModelOptions.defaults(), made))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("export embedded:all-MiniLM-L6-v2");
        assertThat(Files.exists(made)).isFalse();
    }
}
