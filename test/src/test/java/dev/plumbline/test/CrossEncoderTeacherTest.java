package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.text.CrossEncoder;
import dev.plumbline.trainer.mine.Miner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cross-encoder as the teacher of a stage: what it thinks of each pair is learned. */
class CrossEncoderTeacherTest {

    private static final Path TEACHER =
            Path.of(System.getProperty("plumbline.root")).resolve("test/reference-models/rerankers/bert");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USAGE = 2;

    @TempDir
    Path folder;

    private JsonNode receipt(Path output) throws IOException {
        try (Stream<Path> receipts = Files.list(output.resolve(".teacher"))) {
            return JSON.readTree(receipts.findFirst().orElseThrow().toFile());
        }
    }

    @Test
    void eachPairsScoreIsTheCrossEncoders() throws IOException {
        SmallTraining training = new SmallTraining(folder);
        Path output = folder.resolve("out");
        String stage = SmallTraining.stage("distill", "distill", "steps: 2\n    teacher: {model: " + TEACHER + "}");
        Path configuration = training.configuration("", stage);
        CommandLineRun run = CommandLineRun.of("train", "--config", configuration, "--output", output);
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(output.resolve("distill/log.jsonl"));
        assertThat(JSON.readTree(lines.get(0)).path("parts").path("kl").asDouble())
                .isPositive();

        List<String> queries = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<Double> found = new ArrayList<>();
        for (String line :
                Files.readAllLines(Path.of(receipt(output).path("scores").asText()))) {
            JsonNode row = JSON.readTree(line);
            for (String side : List.of("pos", "neg")) {
                for (int i = 0; i < row.get(side).size(); i++) {
                    queries.add(row.get("query").asText());
                    texts.add(row.get(side).get(i).asText());
                    found.add(row.get(side + "_scores").get(i).asDouble());
                }
            }
        }
        assertThat(found).hasSize(72);
        try (CrossEncoder teacher = (CrossEncoder) Models.open(TEACHER.toString(), ModelOptions.defaults())) {
            float[] scores = teacher.scores(Miner.TASK, queries, texts);
            for (int i = 0; i < scores.length; i++) {
                assertThat(found.get(i)).as(texts.get(i)).isCloseTo(scores[i], within(2e-6));
            }
        }
    }

    @Test
    void itDoesNotMine() {
        new SmallTraining(folder);
        CommandLineRun run = CommandLineRun.of(
                "mine", "--model", TEACHER, "--output", folder.resolve("mined.jsonl"), folder.resolve("rows.jsonl"));
        assertThat(run.code()).as(run.err()).isEqualTo(USAGE);
        assertThat(run.err()).contains("is a cross-encoder").contains("bm25");
    }
}
