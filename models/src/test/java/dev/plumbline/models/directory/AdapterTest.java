package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.export.OnnxExport;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LoRA adapters against PEFT ({@code test/oracle/make_adapters.py}). */
final class AdapterTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ADAPTERS = ReferenceModels.own("adapters");

    @TempDir
    private Path temporary;

    private static ModelOptions options() {
        return ModelOptions.defaults().withThreads(2).withPrompts(PromptRule.NONE);
    }

    private static void holds(Path folder, ModelOptions options, float tolerance) throws IOException {
        JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());
        List<String> texts = new ArrayList<>();
        expected.get("texts").forEach(text -> texts.add(text.asText()));
        try (Encoder encoder = Models.openEncoder(folder.toString(), options)) {
            FloatMatrix vectors = encoder.encode(TestTasks.request(texts, Role.NONE));
            for (int row = 0; row < texts.size(); row++) {
                JsonNode wanted = expected.get("vectors").get(row);
                float[] vector = vectors.select(new int[] {row}).data();
                for (int i = 0; i < vector.length; i++) {
                    assertThat(vector[i])
                            .as("%s, value %d", texts.get(row), i)
                            .isCloseTo((float) wanted.get(i).doubleValue(), within(tolerance));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen3", "mistral", "distilbert"})
    void mergedWeightsGiveWhatPeftGives(String family) throws IOException {
        holds(ADAPTERS.resolve(family).resolve("adapter"), options(), 1e-5f);
    }

    @Test
    void aGraphIsMadeOfTheMergedWeights() throws IOException {
        Path adapter = copied("distilbert").resolve("adapter");
        NativeSource source = NativeSource.of(adapter, Optional.empty());
        OnnxExport.write(source.folder(), source.attention(), adapter.resolve("onnx/model.onnx"));
        holds(adapter, options().withWeights(WeightsForm.ONNX), 1e-4f);
    }

    @Test
    void theBaseIsFoundBesideTheAdapterByItsLastName() throws IOException {
        Path adapter = copied("qwen3").resolve("adapter");
        change(adapter, "base_model_name_or_path", "some-one/base");
        holds(adapter, options(), 1e-5f);
    }

    @ParameterizedTest
    @CsvSource({
        "use_dora, true, use_dora",
        "peft_type, IA3, IA3",
        "init_lora_weights, pissa, pissa",
        "lora_bias, true, lora_bias",
        "base_model_name_or_path, no-one/nothing, no-one/nothing"
    })
    void whatIsNotSupportedIsRefusedByName(String key, String value, String named) throws IOException {
        Path adapter = copied("qwen3").resolve("adapter");
        change(adapter, key, value);
        assertThatThrownBy(() -> Models.open(adapter.toString(), options()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(named)
                .hasMessageContaining("adapter_config.json");
    }

    @Test
    void anotherModelsAdapterIsRefused() throws IOException {
        Path qwen = copied("qwen3");
        Files.copy(
                ADAPTERS.resolve("distilbert/adapter/adapter_model.safetensors"),
                qwen.resolve("adapter/adapter_model.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Models.open(qwen.resolve("adapter").toString(), options()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("another model's adapter");
    }

    private static void change(Path adapter, String key, String value) throws IOException {
        Path file = adapter.resolve("adapter_config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        if (value.equals("true")) {
            config.put(key, true);
        } else {
            config.put(key, value);
        }
        JSON.writeValue(file.toFile(), config);
    }

    private Path copied(String family) throws IOException {
        Path copy = temporary.resolve(family);
        for (String part : List.of("base", "adapter")) {
            Files.createDirectories(copy.resolve(part));
            try (var files = Files.list(ADAPTERS.resolve(family).resolve(part))) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(part).resolve(file.getFileName()));
                }
            }
        }
        return copy;
    }
}
