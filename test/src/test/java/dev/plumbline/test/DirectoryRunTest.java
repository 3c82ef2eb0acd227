package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory with safetensors, scored on bundled tasks of three types. */
class DirectoryRunTest {

    private static final Path MODEL = Path.of(System.getProperty("plumbline.root"), "test/reference-models/qwen2-tiny");

    @TempDir
    Path folder;

    @Test
    void scoresNativelyAndTakesOverWhatIsThere() throws IOException {
        CommandLineRun run = run(MODEL);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("model.safetensors (native, float32)", "attention bidirectional");
        assertThat(mainScores(run).values())
                .hasSize(3)
                .allSatisfy(score -> assertThat(score).isBetween(-1.0, 1.0).isNotZero());
        CommandLineRun again = run(MODEL);
        assertThat(statuses(again)).containsOnly("reused");
    }

    @Test
    void theExportedGraphScoresTheSame() throws IOException {
        Path exported = folder.resolve("exported");
        CommandLineRun export = CommandLineRun.of("export", "--format", "onnx", "--model", MODEL, "--output", exported);
        assertThat(export.code()).as(export.err()).isZero();
        CommandLineRun graph = run(exported);
        assertThat(graph.code()).as(graph.err()).isZero();
        assertThat(graph.err()).contains("onnx/model.onnx (ONNX Runtime)");
        Map<String, Double> expected = mainScores(run(MODEL));
        assertThat(expected).hasSize(3);
        mainScores(graph)
                .forEach((task, score) -> assertThat(score).as(task).isCloseTo(expected.get(task), within(1e-4)));
    }

    /** As for a model of the hub, whose revision does not say how it is run. */
    @Test
    void aResultWithOtherAttentionIsNotTakenOver() throws IOException {
        String[] name = {"--model-name", "org/name", "--revision", "1"};
        run(MODEL, name);
        CommandLineRun causal = run(
                MODEL,
                Stream.concat(Stream.of(name), Stream.of("--attention", "causal"))
                        .toArray(String[]::new));
        assertThat(statuses(causal)).containsOnly("scored");
        assertThat(causal.err())
                .contains("was made with other model.attention (\"bidirectional\", now \"causal\"); scored anew");
    }

    private CommandLineRun run(Path model, String... options) {
        Stream<Object> arguments = Stream.of(
                "run",
                "--json",
                "--no-cache",
                "--model",
                model,
                "--results",
                folder.resolve("out"),
                "--task",
                "MiniRetrieval.en",
                "MiniSTS.zh",
                "MiniClassification.en");
        return CommandLineRun.of(Stream.concat(arguments, Stream.of(options)).toArray());
    }

    private static Map<String, Double> mainScores(CommandLineRun run) throws IOException {
        Map<String, Double> scores = new HashMap<>();
        for (JsonNode task : new ObjectMapper().readTree(run.out()).path("tasks")) {
            scores.put(task.path("task").asText(), task.path("main_score").asDouble());
        }
        return scores;
    }

    private static Iterable<String> statuses(CommandLineRun run) throws IOException {
        return new ObjectMapper().readTree(run.out()).path("tasks").findValuesAsText("status");
    }
}
