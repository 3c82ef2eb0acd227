package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report shows of samples won and lost between two models, with the data at hand. */
class FlippedSamplesTest {

    @TempDir
    Path folder;

    @Test
    void documentsThatChangedPlacesAreShownWithTheirTexts() throws IOException {
        for (String model : List.of("random", "bm25")) {
            CommandLineRun run = CommandLineRun.of(
                    "run", "--model", model, "--results", folder, "--task", "MiniRetrieval.en", "MiniReranking.en");
            assertThat(run.code()).as(run.err()).isZero();
        }
        CommandLineRun run = CommandLineRun.of(
                "report",
                "--results",
                folder,
                "--against",
                "Plumbline(mini)",
                "--no-published",
                "--model",
                "bm25",
                "--format",
                "json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.path("samples")).hasSize(2);
        for (JsonNode task : report.path("samples")) {
            assertThat(task.path("won")).isNotEmpty();
            for (JsonNode sample : task.path("won")) {
                assertThat(sample.path("moves")).isNotEmpty();
                for (JsonNode move : sample.path("moves")) {
                    assertThat(move.path("text").asText()).isNotBlank();
                    assertThat(move.path("baseline")).isNotEqualTo(move.path("candidate"));
                }
                assertThat(sample.at("/moves/0/relevance").asDouble())
                        .as("what was won is a relevant document that came up")
                        .isPositive();
            }
            int samples = 0;
            for (JsonNode group : task.path("groups")) {
                assertThat(group.path("kind").asText()).isEqualTo("LENGTH");
                samples += group.path("samples").asInt();
            }
            assertThat(samples).isEqualTo(task.path("samples").asInt());
        }
    }

    /** What each of the two said is shown; where they are not the same measurement, one's samples are not held against the other's. */
    @Test
    void samplesAreComparedWhereTheTasksAre() throws IOException {
        for (String model : List.of("random", "embedded:all-MiniLM-L6-v2")) {
            CommandLineRun run =
                    CommandLineRun.of("run", "--model", model, "--results", folder, "--task", "MiniClassification.en");
            assertThat(run.code()).as(run.err()).isZero();
        }
        Object[] words = {
            "report",
            "--results",
            folder,
            "--against",
            "Plumbline(mini)",
            "--no-published",
            "--model",
            "all-MiniLM-L6-v2",
            "--format",
            "json"
        };
        CommandLineRun alike = CommandLineRun.of(words);
        assertThat(alike.code()).as(alike.err()).isZero();
        JsonNode won = new ObjectMapper().readTree(alike.out()).at("/samples/0/won");
        assertThat(won).isNotEmpty();
        for (JsonNode sample : won) {
            assertThat(sample.path("said").asText()).endsWith(")");
            assertThat(sample.path("baseline_said").asText())
                    .endsWith(")")
                    .isNotEqualTo(sample.path("said").asText());
        }

        Path other;
        try (Stream<Path> files = Files.walk(folder)) {
            other = files.filter(
                            file -> file.toString().contains("random") && file.endsWith("MiniClassification.en.json"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(
                other, Files.readString(other).replaceFirst("(\"dataset_revision\": )\"[^\"]*\"", "$1\"another\""));
        JsonNode task =
                new ObjectMapper().readTree(CommandLineRun.of(words).out()).at("/samples/0");
        assertThat(task.path("worst")).isNotEmpty();
        assertThat(task.path("won")).isEmpty();
        assertThat(task.path("ahead").asInt() + task.path("behind").asInt()).isZero();
    }

    @Test
    void everySampleThatDiffersIsWritten() throws IOException {
        for (String model : List.of("random", "bm25")) {
            CommandLineRun run =
                    CommandLineRun.of("run", "--model", model, "--results", folder, "--task", "MiniRetrieval.en");
            assertThat(run.code()).as(run.err()).isZero();
        }
        Path flips = folder.resolve("flips.jsonl");
        CommandLineRun run = CommandLineRun.of("compare", "--results", folder, "--flips", flips);
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(flips);
        assertThat(lines).hasSizeGreaterThan(21);
        // the list of folders takes the names too, which are none
        assertThat(CommandLineRun.of("compare", "--results", folder, "random", "bm25")
                        .out())
                .isEqualTo(CommandLineRun.of("compare", "random", "bm25", "--results", folder)
                        .out())
                .contains("MiniRetrieval.en");
        assertThat(CommandLineRun.of("compare", "--results", folder.resolve("nowhere"), folder.resolve("neither"))
                        .err())
                .contains("no results folder");
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(lines.get(0)).path("schema").asText()).isEqualTo("plumbline-flips/1");
        for (String line : lines.subList(1, lines.size())) {
            JsonNode row = mapper.readTree(line);
            assertThat(row.path("baseline_error").asDouble())
                    .isNotEqualTo(row.path("candidate_error").asDouble());
            assertThat(row.path("task").asText()).isEqualTo("MiniRetrieval.en");
        }
    }
}
