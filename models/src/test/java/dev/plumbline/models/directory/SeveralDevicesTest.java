package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.text.CrossEncoder;
import dev.plumbline.models.torch.Devices;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model over several devices, for which the CPU stands in. */
final class SeveralDevicesTest {

    private static final ModelOptions ONE = ModelOptions.defaults()
            .withThreads(2)
            .withBatchTokens(64)
            .withPrompts(PromptRule.NONE)
            .withDevices(Devices.CPU);
    private static final ModelOptions SEVERAL = ONE.withDevices(Devices.read("--device", "cpu,cpu,cpu"));

    private static final List<String> TEXTS = IntStream.range(0, 200)
            .mapToObj(i -> "river stone market ".repeat(1 + i % 7) + i)
            .toList();

    @ParameterizedTest
    @ValueSource(strings = {"bert-tiny", "qwen2-tiny"})
    void vectorsAndTheirKeysAreThoseOfOne(String name) {
        String folder = ReferenceModels.own(name).toString();
        try (Encoder one = Models.openEncoder(folder, ONE.withWeights(WeightsForm.NATIVE));
                Encoder several = Models.openEncoder(folder, SEVERAL)) {
            assertThat(several.encode(TestTasks.request(TEXTS, Role.DOCUMENT)).data())
                    .isEqualTo(
                            one.encode(TestTasks.request(TEXTS, Role.DOCUMENT)).data());
            assertThat(several.fingerprint()).isEqualTo(one.fingerprint());
            assertThat(several.card()).isEqualTo(one.card());
            assertThat(one.about()).containsEntry(Model.DEVICE, "cpu").doesNotContainKey("search");
            assertThat(several.about()).containsEntry(Model.DEVICE, "cpu, cpu, cpu");
            assertThat(several.about().get("memory")).endsWith(", on each of 3 devices");
        }
    }

    @Test
    void scoresOfPairsAreThoseOfOne() throws IOException {
        Path folder = ReferenceModels.own("rerankers").resolve("bert");
        JsonNode expected =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        List<String> queries = new ArrayList<>();
        List<String> documents = new ArrayList<>();
        expected.get("pairs").forEach(pair -> {
            queries.add(pair.get(0).asText());
            documents.add(pair.get(1).asText());
        });
        try (CrossEncoder one = (CrossEncoder) Models.open(folder.toString(), ONE);
                CrossEncoder several = (CrossEncoder) Models.open(folder.toString(), SEVERAL)) {
            assertThat(several.scores(TestTasks.retrieval("Test"), queries, documents))
                    .isEqualTo(one.scores(TestTasks.retrieval("Test"), queries, documents));
            assertThat(several.about()).containsEntry(Model.DEVICE, "cpu, cpu, cpu");
            assertThat(several.identity()).isEqualTo(one.identity());
        }
    }

    @Test
    void whatLibtorchDoesNotComputeIsNotShared() {
        assertThatThrownBy(() -> Models.open("random", SEVERAL))
                .hasMessage(
                        "--device cpu,cpu,cpu is for models that run here from weights in safetensors; --model random"
                                + " does not");
        assertThatThrownBy(() -> Models.open("http://localhost:1/v1", SEVERAL))
                .hasMessageContaining("--device cpu,cpu,cpu");
        String folder = ReferenceModels.own("bert-tiny").toString();
        assertThatThrownBy(() -> Models.open(folder, SEVERAL.withWeights(WeightsForm.ONNX)))
                .hasMessageContaining("--weights onnx");
    }
}
