package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
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

    /** transformers 5 and so mteb would run it in the type that config.json names. */
    @Test
    void halfPrecisionIsSaidOnceKeptWithTheResultAndAnotherModel() throws IOException {
        Path half = folder.resolve("half");
        Files.createDirectories(half.resolve("1_Pooling"));
        try (Stream<Path> files = Files.walk(MODEL)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, half.resolve(MODEL.relativize(file).toString()));
            }
        }
        Path config = half.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("\"dtype\": \"float32\"", "\"dtype\": \"bfloat16\""));
        String[] name = {"--model-name", "org/name", "--revision", "1"};
        CommandLineRun whole = run(half, name);
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(whole.err()).containsOnlyOnce("--dtype auto does as mteb does");
        Path results = folder.resolve("out/results/org__name/1");
        assertThat(Files.readString(results.resolve("MiniSTS.zh.json"))).contains("--dtype auto does as mteb does");

        CommandLineRun auto = run(
                half,
                Stream.concat(Stream.of(name), Stream.of("--dtype", "auto")).toArray(String[]::new));
        assertThat(statuses(auto)).containsOnly("scored");
        assertThat(auto.err())
                .contains("other model.dtype (none, now \"bfloat16\"); scored anew")
                .doesNotContain("does as mteb does");
        assertThat(Files.readString(results.resolve("MiniSTS.zh.json")))
                .contains("\"dtype\"")
                .doesNotContain("does as mteb does");
        Map<String, Double> rounded = mainScores(auto);
        mainScores(whole)
                .forEach((task, score) -> assertThat(score).as(task).isCloseTo(rounded.get(task), within(0.05)));
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
