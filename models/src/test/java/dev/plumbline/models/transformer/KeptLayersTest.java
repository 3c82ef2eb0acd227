package dev.plumbline.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.safetensors.CheckpointWriter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeptLayersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private static Path network(String name) {
        return Path.of(System.getProperty("plumbline.root"), "test/reference-models", name);
    }

    private Path written(String name, Integer... layers) throws IOException {
        Path from = network(name);
        Path config = from.resolve("config.json");
        TransformerConfig whole = TransformerConfig.read(config);
        KeptLayers kept = new KeptLayers(config, whole, List.of(layers));
        Files.writeString(
                folder.resolve("config.json"),
                kept.config((ObjectNode) JSON.readTree(config.toFile())).toString());
        kept.check(folder.resolve("config.json"));
        try (Weights weights = Weights.open(from, whole)) {
            CheckpointWriter.write(folder, kept.tensors(weights));
        }
        return folder;
    }

    /** Nothing but the last layer's place changes. */
    @ParameterizedTest
    @CsvSource({
        "bert-tiny, encoder.layer.",
        "qwen2-tiny, layers.",
        "families/distilbert, transformer.layer.",
        "families/nomic_bert, layers."
    })
    void theSecondOfTwoLayersTakesTheFirstsPlace(String name, String prefix) throws IOException {
        Path smaller = written(name, 1);
        TransformerConfig whole = TransformerConfig.read(network(name).resolve("config.json"));
        TransformerConfig config = TransformerConfig.read(smaller.resolve("config.json"));
        assertThat(config.sizes().layers()).isEqualTo(1);
        try (Weights before = Weights.open(network(name), whole);
                Checkpoint after = Checkpoint.open(smaller)) {
            assertThat(after.tensors()).hasSameSizeAs(config.parameters());
            for (ParameterSpec parameter : config.parameters()) {
                String old = parameter.name().replace(prefix + "0.", prefix + "1.");
                float[] expected =
                        new float[Math.toIntExact(parameter.shape().stream().reduce(1L, Math::multiplyExact))];
                before.read(old, 0, FloatBuffer.wrap(expected));
                assertThat(after.floats(parameter.name())).as(old).containsExactly(expected);
            }
        }
    }

    @Test
    void listedTypesGoWithTheirLayers() throws IOException {
        Path smaller = written("families/gemma3_text", 1);
        TransformerConfig whole =
                TransformerConfig.read(network("families/gemma3_text").resolve("config.json"));
        assertThat(TransformerConfig.read(smaller.resolve("config.json"))
                        .windows()
                        .local())
                .containsExactly(whole.windows().local().get(1));
    }

    /** The first layer of a ModernBERT has no norm before its attention. */
    @Test
    void aLayerThatLacksNothingInItsPlaceIsWanted() {
        assertThatThrownBy(() -> written("families/modernbert", 1, 2))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("--layers 1,2: layer 1 of")
                .hasMessageContaining("keep layer 0");
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "1, 0", "-1, 0", "0, 0"})
    void numbersRiseAndAreThere(int first, int second) {
        assertThatThrownBy(() -> written("bert-tiny", first, second))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("must be numbers from 0 to 1 in rising order");
    }
}
