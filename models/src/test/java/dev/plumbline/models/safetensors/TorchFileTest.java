package dev.plumbline.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that torch wrote ({@code test/oracle/make_torch_files.py}): tensors are read, nothing is run. */
final class TorchFileTest {

    private static final JsonNode EXPECTED = expected();

    @TempDir
    private Path folder;

    private static Path golden(String name) {
        try {
            return Path.of(
                    TorchFileTest.class.getResource("/golden/torch/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode expected() {
        try {
            return new ObjectMapper().readTree(golden("tensors.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).doubleValue();
        }
        return values;
    }

    @Test
    void everyTypeAndLayoutIsRead() {
        try (TorchFile file = TorchFile.open(golden("tensors.bin"))) {
            EXPECTED.get("shapes").properties().forEach(tensor -> {
                List<Long> shape = new ArrayList<>();
                tensor.getValue().forEach(size -> shape.add(size.longValue()));
                assertThat(file.tensor(tensor.getKey()).shape()).isEqualTo(shape);
            });
            EXPECTED.get("tensors")
                    .properties()
                    .forEach(tensor -> assertThat(file.floats(tensor.getKey()))
                            .as(tensor.getKey())
                            .containsExactly(floats(tensor.getValue())));
            assertThat(file.tensor("half").dtype()).isEqualTo(Dtype.F16);
            assertThat(file.tensor("brain").dtype()).isEqualTo(Dtype.BF16);
            assertThatThrownBy(() -> file.floats("counts")).hasMessageContaining("'counts' is of type I64");
        }
    }

    @Test
    void aModulesStateIsRead() {
        try (TorchFile file = TorchFile.open(golden("module.bin"))) {
            assertThat(file.tensors()).containsOnlyKeys("0.weight", "0.bias", "1.weight", "1.bias");
            EXPECTED.get("module")
                    .properties()
                    .forEach(tensor ->
                            assertThat(file.floats(tensor.getKey())).containsExactly(floats(tensor.getValue())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transposed", "plain"})
    void aPartOfATensorIsRead(String name) {
        try (TorchFile file = TorchFile.open(golden("tensors.bin"))) {
            float[] whole = file.floats(name);
            float[] part = new float[5];
            file.read(name, 3, FloatBuffer.wrap(part));
            for (int i = 0; i < part.length; i++) {
                assertThat(part[i]).isEqualTo(whole[3 + i]);
            }
            assertThatThrownBy(() -> file.read(name, 8, FloatBuffer.wrap(part)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostile", "number", "nested", "list", "whole-module", "old", "cut"})
    void whatIsNotTensorsIsRefusedByName(String name) {
        Path file = golden(name + ".bin");
        assertThatThrownBy(() -> TorchFile.open(file))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining(file.toString())
                .hasMessageContaining(EXPECTED.get("refused").get(name).asText())
                .hasMessageContaining("safe_serialization=True");
    }

    /** Whatever is damaged, the message is one of ours. */
    @Test
    void aDamagedFileIsAnError() throws IOException {
        byte[] whole = Files.readAllBytes(golden("tensors.bin"));
        for (int at = 0; at < whole.length; at += 3) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) 0x55;
            Path file = Files.write(folder.resolve("damaged.bin"), damaged);
            try (TorchFile opened = TorchFile.open(file)) {
                for (TensorEntry tensor : opened.tensors().values()) {
                    if (tensor.dtype().readsAsFloat()) {
                        opened.floats(tensor.name());
                    }
                }
            } catch (PlumblineException e) {
                assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL);
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
    }

    @Test
    void aCheckpointIsFoundInThatForm() throws IOException {
        assertThat(Checkpoint.isIn(folder)).isFalse();
        Files.copy(golden("module.bin"), folder.resolve(Checkpoint.TORCH));
        assertThat(Checkpoint.isIn(folder)).isTrue();
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.tensors()).containsKey("0.weight");
            assertThat(checkpoint.floatType()).isEqualTo("float32");
            assertThat(checkpoint.hash()).hasSize(64);
        }
    }
}
