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

    private void score(String model, String... tasks) {
        CommandLineRun run = CommandLineRun.of(
                Stream.concat(Stream.of("run", "--model", model, "--results", folder, "--task"), Stream.of(tasks))
                        .toArray());
        assertThat(run.code()).as(run.err()).isZero();
    }

    private JsonNode report(String model) throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "report",
                "--results",
                folder,
                "--against",
                "Plumbline(mini)",
                "--no-published",
                "--model",
                model,
                "--format",
                "json");
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void documentsThatChangedPlacesAreShownWithTheirTexts() throws IOException {
        score("random", "MiniRetrieval.en", "MiniReranking.en");
        score("bm25", "MiniRetrieval.en", "MiniReranking.en");
        JsonNode report = report("bm25");
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
        score("random", "MiniClassification.en");
        score("embedded:all-MiniLM-L6-v2", "MiniClassification.en");
        JsonNode won = report("all-MiniLM-L6-v2").at("/samples/0/won");
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
        JsonNode task = report("all-MiniLM-L6-v2").at("/samples/0");
        assertThat(task.path("worst")).isNotEmpty();
        assertThat(task.path("won")).isEmpty();
        assertThat(task.path("ahead").asInt() + task.path("behind").asInt()).isZero();
    }

    @Test
    void everySampleThatDiffersIsWritten() throws IOException {
        score("random", "MiniRetrieval.en");
        score("bm25", "MiniRetrieval.en");
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
