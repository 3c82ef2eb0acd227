package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real models on real data: a few small ones of what {@code test/real-data.sh} does in full. */
@EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
class RealDataTest {

    /** The vectors come from another runtime than mteb's, so single ranks may move; the figures are mteb 2.20.0's. */
    private static final Offset<Double> CLOSE = Offset.offset(5e-4);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final Path shared = Path.of(System.getProperty("plumbline.shared"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "embedded:all-MiniLM-L6-v2, BIOSSES, test, default",
        "embedded:all-MiniLM-L6-v2, TrecQAReranking, test, default",
        "embedded:all-MiniLM-L6-v2, AmazonCounterfactualClassification, test, en",
        "embedded:bge-small-zh-v1.5, Ocnli, validation, default",
    })
    void reachesTheScoreOfMteb(String model, String task, String split, String subset) throws IOException {
        JsonNode expected = JSON.readTree(shared.resolve("expected_real.json").toFile())
                .at("/models/" + model + "/" + task + "/main/" + split + "/" + subset);
        JsonNode scored = run(model, task, shared.resolve("extra-tasks.json"));
        assertThat(scored.at("/main_score").asDouble()).isCloseTo(expected.asDouble(), CLOSE);
    }

    /** mteb ranks LIMIT by recall at 2, which the file of extra tasks does not say: cutoffs and main score are a task's own. */
    @Test
    void reachesTheScoreOfMtebAtATasksOwnCutoffs() throws IOException {
        Path taskFile = Files.writeString(folder.resolve("limit.json"), """
                {"name": "LIMITSmallRetrieval", "type": "Retrieval", "kind": "retrieval",
                 "dataset": {"path": "orionweller/LIMIT-small"}, "eval_splits": ["test"], "main_score": "recall_at_2",
                 "params": {"k_values": [1, 2, 3, 5, 10, 20, 100, 1000]}}
                """);
        JsonNode scored = run("embedded:all-MiniLM-L6-v2", "LIMITSmallRetrieval", taskFile);
        assertThat(scored.at("/main_score").asDouble()).isCloseTo(0.162, CLOSE);
    }

    private JsonNode run(String model, String task, Path taskFile) throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "run",
                "--json",
                "--no-cache",
                "--as",
                "mteb-2.20.0",
                "--prompts",
                "none",
                "--allow-modified-data",
                "--model",
                model,
                "--data",
                shared.resolve("data/hf"),
                "--results",
                folder,
                "--task-file",
                taskFile,
                "--task",
                task);
        assertThat(run.code()).as(run.err()).isZero();
        return JSON.readTree(run.out()).at("/tasks/0");
    }
}
