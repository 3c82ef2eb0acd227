package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.models.export.OnnxExport;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory of each family against sentence-transformers ({@code test/oracle/make_families.py}). */
final class FamilyDirectoriesTest {

    private static final float TOLERANCE = 1e-5f;
    private static final Path FAMILIES = ReferenceModels.own("families");

    @TempDir
    private Path temporary;

    static List<String> families() {
        try (Stream<Path> folders = Files.list(FAMILIES)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode expected(String family) throws IOException {
        return new ObjectMapper()
                .readTree(FAMILIES.resolve(family).resolve("expected.json").toFile());
    }

    private static List<String> texts(JsonNode expected) {
        List<String> texts = new ArrayList<>();
        expected.get("texts").forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void everyFamilyIsThere() {
        assertThat(families()).hasSize(12);
    }

    @ParameterizedTest
    @MethodSource("families")
    void tokensAndVectorsAreSentenceTransformers(String family) throws IOException {
        JsonNode expected = expected(family);
        List<String> texts = texts(expected);
        for (int batchTokens : List.of(1, 8192)) {
            ModelOptions options = options().withBatchTokens(batchTokens);
            try (Encoder encoder = Models.openEncoder(FAMILIES.resolve(family).toString(), options)) {
                FloatMatrix vectors = encoder.encode(TestTasks.request(texts, Role.NONE));
                for (int row = 0; row < texts.size(); row++) {
                    JsonNode tokens = expected.get("ids").get(row);
                    List<Integer> ids = new ArrayList<>();
                    tokens.forEach(id -> ids.add(id.intValue()));
                    assertThat(((Explainable) encoder)
                                    .explain(TestTasks.retrieval("Test"), Role.NONE, texts.get(row))
                                    .tokens())
                            .as(texts.get(row))
                            .isEqualTo(ids);
                    assertThat(vectors.select(new int[] {row}).data())
                            .as("%s, batches of %d tokens", texts.get(row), batchTokens)
                            .containsExactly(floats(expected.get("vectors").get(row)), within(TOLERANCE));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen3", "modernbert", "mpnet", "gemma3_text", "gemma2", "distilbert"})
    void anExportedGraphGivesTheSame(String family) throws IOException {
        Path copy = temporary.resolve("model");
        copy(FAMILIES.resolve(family), copy);
        NativeSource source = NativeSource.of(copy, Optional.empty());
        OnnxExport.write(source.folder(), source.attention(), copy.resolve("onnx/model.onnx"));
        JsonNode expected = expected(family);
        List<String> texts = texts(expected);
        try (Encoder encoder = Models.openEncoder(copy.toString(), options().withWeights(WeightsForm.ONNX))) {
            FloatMatrix vectors = encoder.encode(TestTasks.request(texts, Role.NONE));
            for (int row = 0; row < texts.size(); row++) {
                assertThat(vectors.select(new int[] {row}).data())
                        .as(texts.get(row))
                        .containsExactly(floats(expected.get("vectors").get(row)), within(1e-4f));
            }
        }
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).floatValue();
        }
        return values;
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
    }

    private static ModelOptions options() {
        return ModelOptions.defaults().withThreads(2).withPrompts(PromptRule.NONE);
    }
}
