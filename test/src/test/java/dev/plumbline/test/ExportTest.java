package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumbline export}: the graph scores as the weights do. */
class ExportTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final String[] TASKS = {"MiniSTS.en", "MiniRetrieval.zh", "MiniClassification.en"};

    @TempDir
    Path folder;

    @Test
    void theExportedGraphScoresAsTheWeightsDo() throws IOException {
        Path model = Path.of(System.getProperty("plumbline.root"), "test/reference-models/qwen2-tiny");
        Path exported = folder.resolve("exported");
        CommandLineRun export = CommandLineRun.of("export", "--model", model, "--format", "onnx", "--output", exported);
        assertThat(export.code()).as(export.err()).isZero();
        assertThat(export.out()).contains("onnx", "attention bidirectional", "is_causal in config.json");
        assertThat(exported.resolve("model.safetensors")).doesNotExist();

        Map<String, Double> ofWeights = scores(model);
        Map<String, Double> ofGraph = scores(exported);
        assertThat(ofWeights).hasSize(TASKS.length);
        assertThat(ofGraph.keySet()).isEqualTo(ofWeights.keySet());
        ofWeights.forEach(
                (task, score) -> assertThat(ofGraph.get(task)).as(task).isCloseTo(score, within(1e-4)));

        CommandLineRun again = CommandLineRun.of("export", "--model", model, "--format", "onnx", "--output", exported);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("is there already");
    }

    private Map<String, Double> scores(Path model) throws IOException {
        Path results = Files.createTempDirectory(folder, "results");
        CommandLineRun run = CommandLineRun.of(Stream.concat(
                        Stream.of("run", "--model", model, "--no-cache", "--results", results, "--task"),
                        Stream.of(TASKS))
                .toArray());
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, Double> scores = new TreeMap<>();
        try (Stream<Path> files = Files.walk(results)) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("Mini.*\\.json"))
                    .toList()) {
                JsonNode result = JSON.readTree(file.toFile());
                scores.put(
                        result.get("task_name").asText(),
                        result.at("/scores/test/0/main_score").doubleValue());
            }
        }
        return scores;
    }

    /** A student of fewer layers is a directory like any other. */
    @Test
    void someLayersAreAModelOfTheirOwn() throws IOException {
        Path model = Path.of(System.getProperty("plumbline.root"), "test/reference-models/bert-tiny");
        Path student = folder.resolve("student");
        CommandLineRun export = CommandLineRun.of(
                "export", "--model", model, "--format", "safetensors", "--layers", "1", "--output", student);
        assertThat(export.code()).as(export.err()).isZero();
        assertThat(JSON.readTree(student.resolve("config.json").toFile())
                        .get("num_hidden_layers")
                        .asInt())
                .isEqualTo(1);
        assertThat(scores(student)).hasSize(TASKS.length).isNotEqualTo(scores(model));

        CommandLineRun graph = CommandLineRun.of("export", "--model", model, "--format", "onnx", "--layers", "1");
        assertThat(graph.code()).isEqualTo(2);
        assertThat(graph.err()).contains("--layers is for a directory's weights");
        CommandLineRun none = CommandLineRun.of(
                "export",
                "--model",
                model,
                "--format",
                "safetensors",
                "--layers",
                "1,2",
                "--output",
                folder.resolve("no"));
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--layers 1,2 must be numbers from 0 to 1");
        assertThat(folder.resolve("no")).doesNotExist();
    }

    @Test
    void whatIsNoModelWithWeightsIsSaidToBeNone() throws IOException {
        CommandLineRun missing = CommandLineRun.of("export", "--model", folder.resolve("nowhere"), "--format", "onnx");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("nowhere is not a directory");
        CommandLineRun empty = CommandLineRun.of("export", "--model", folder, "--format", "onnx");
        assertThat(empty.code()).isEqualTo(4);
        assertThat(empty.err()).contains("none of model.safetensors");
        CommandLineRun format = CommandLineRun.of("export", "--model", folder, "--format", "gguf");
        assertThat(format.code()).isEqualTo(2);
    }
}
