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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cross-encoders on tasks, as mteb scores them ({@code test/oracle/make_rerankers.py}). */
class RerankTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final int USAGE = 2;
    private static final Path MODELS =
            Path.of(System.getProperty("plumbline.root")).resolve("test/reference-models");

    @TempDir
    Path results;

    private CommandLineRun run(String task, Object... more) {
        Path data = Path.of(System.getProperty("plumbline.root"))
                .resolve("test/src/test/resources/task-cases/" + task + "/data");
        List<Object> words = new ArrayList<>(List.of(
                "run", "--task", task, "--data", data, "--results", results, "--allow-modified-data", "--no-cache"));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    private JsonNode scores(String task) throws IOException {
        try (Stream<Path> files = Files.walk(results)) {
            Path file = files.filter(path -> path.endsWith(task + ".json"))
                    .findFirst()
                    .orElseThrow();
            return JSON.readTree(file.toFile()).path("scores").elements().next().get(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"AskUbuntuDupQuestions, 1", "AskUbuntuDupQuestions, 2", "NFCorpus, 2"})
    void everyMeasureIsMtebs(String task, int stages) throws IOException {
        JsonNode expected =
                JSON.readTree(MODELS.resolve("rerankers/ranked.json").toFile());
        Path model = MODELS.resolve("rerankers")
                .resolve(expected.get("cross_encoder").asText());
        CommandLineRun run = stages == 1
                ? run(task, "--model", model)
                : run(
                        task,
                        "--model",
                        model,
                        "--rerank-top",
                        expected.get("best").asInt(),
                        "--first-stage",
                        MODELS.resolve("families")
                                .resolve(expected.get("first_stage").asText()));
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode scores = scores(task);
        JsonNode wanted = expected.get("tasks").get(task).get("stages " + stages);
        assertThat(wanted.size()).isGreaterThan(50);
        wanted.properties()
                .forEach(entry -> assertThat(scores.path(entry.getKey()).asDouble(Double.NaN))
                        .as(entry.getKey())
                        // the file's rounding
                        .isCloseTo(entry.getValue().doubleValue(), within(1e-5)));
    }

    @Test
    void aRetrievalTaskIsSkippedWithoutAFirstStage() {
        CommandLineRun run = run("NFCorpus", "--model", MODELS.resolve("rerankers/bert"));
        // nothing at all was scored
        assertThat(run.code()).as(run.err()).isEqualTo(USAGE);
        assertThat(run.err()).contains("NFCorpus has none").contains("--rerank-top");
    }

    @Test
    void stagesThatDoNotGoTogetherAreRefused() {
        assertThat(run("NFCorpus", "--model", "bm25", "--rerank-top", 3).code()).isEqualTo(USAGE);
        Path reranker = MODELS.resolve("rerankers/bert");
        CommandLineRun twice = run("NFCorpus", "--model", reranker, "--rerank-top", 3, "--first-stage", reranker);
        assertThat(twice.code()).isEqualTo(USAGE);
        assertThat(twice.err()).contains("finds no documents");
        assertThat(run("NFCorpus", "--model", reranker, "--first-stage", "bm25").code())
                .isEqualTo(USAGE);
        assertThat(run("NFCorpus", "--model", reranker, "--rerank-top", 0).code())
                .isEqualTo(USAGE);
    }

    @Test
    void anotherFirstStageIsAnotherResult() {
        Path reranker = MODELS.resolve("rerankers/bert");
        assertThat(run("NFCorpus", "--model", reranker, "--rerank-top", 3).code())
                .isZero();
        CommandLineRun same = run("NFCorpus", "--model", reranker, "--rerank-top", 3);
        assertThat(same.err()).doesNotContain("scored anew");
        CommandLineRun more = run("NFCorpus", "--model", reranker, "--rerank-top", 4);
        assertThat(more.err()).contains("scored anew").contains("first stage");
    }
}
