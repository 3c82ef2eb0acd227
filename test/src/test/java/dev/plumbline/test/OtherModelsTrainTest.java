package dev.plumbline.test;

import static dev.plumbline.test.SmallTraining.stage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumbline train} with a guide and a model to align with: their files, the store, the kept vectors, the steps. */
class OtherModelsTrainTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DATA = 3;

    @TempDir
    Path folder;

    private SmallTraining training;
    private Path configuration;

    @BeforeEach
    void write() throws IOException {
        training = new SmallTraining(folder);
        // a folder of this test's own, which it changes
        copy(Path.of(SmallTraining.reference("bert-tiny")), folder.resolve("other"));
        // rows that no run before has had vectors of
        String row = "{\"query\": \"%1$s\", \"pos\": [\"the %1$s\"], \"neg\": [\"a river\", \"no film\"]}\n";
        Files.writeString(
                folder.resolve("rows.jsonl"), row.formatted("number " + System.nanoTime()), StandardOpenOption.APPEND);
        configuration = configuration("{model: other}");
    }

    private Path configuration(String other) {
        return training.configuration(
                "",
                stage(
                        "guided",
                        "finetune",
                        "steps: 3\n    mask_margin: 0.1\n    guide: " + other
                                + "\n    hardness_mode: hard_negatives\n    hardness_strength: 3"),
                stage("aligned", "align", "steps: 3\n    align: " + other));
    }

    private CommandLineRun train(String output, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("train", "--config", configuration, "--output", folder.resolve(output)));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    @Test
    void vectorsAreMadeOnceAndTheStepsLearnOfThem() throws IOException {
        CommandLineRun run = train("out");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).containsOnlyOnce("texts encoded, kept as").containsPattern("kept as .*[.]vectors");
        List<JsonNode> guided = log("out", "guided");
        List<JsonNode> aligned = log("out", "aligned");
        assertThat(guided).hasSize(3).allMatch(line -> line.path("loss").asDouble() > 0);
        assertThat(aligned)
                .hasSize(3)
                .allMatch(line -> line.path("parts").path("align_cosine").asDouble() > 0);
        // a guide moves the loss, and the same one moves it alike
        CommandLineRun again = train("again");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).doesNotContain("texts encoded");
        assertThat(losses("again", "guided")).isEqualTo(losses("out", "guided"));
        assertThat(losses("again", "aligned")).isEqualTo(losses("out", "aligned"));
        configuration = training.configuration("", stage("guided", "finetune", "steps: 3\n    mask_margin: -2"));
        assertThat(train("without").code()).isZero();
        assertThat(losses("without", "guided")).isNotEqualTo(losses("out", "guided"));
        JsonNode made = JSON.readTree(
                        folder.resolve("out/aligned/final/provenance.json").toFile())
                .path("made_with");
        assertThat(made.path("align.content").asText()).hasSize(64);
    }

    @Test
    void aModelThatHasBecomeAnotherIsNoticed() throws IOException {
        assertThat(train("out").code()).isZero();
        CommandLineRun resumed = train("out", "--resume");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("stage aligned is done").doesNotContain("texts encoded");
        Files.writeString(folder.resolve("other/README.md"), "no model reads this");
        assertThat(train("out", "--resume").code()).isZero();

        Path pooling = folder.resolve("other/1_Pooling/config.json");
        Files.writeString(pooling, Files.readString(pooling) + "\n");
        CommandLineRun changed = train("out", "--resume");
        assertThat(changed.code()).as(changed.err()).isEqualTo(DATA);
        assertThat(changed.err()).contains("was made otherwise: ").contains("guide.content was ");
    }

    private List<JsonNode> log(String output, String stage) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line :
                Files.readAllLines(folder.resolve(output).resolve(stage).resolve("log.jsonl"))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private List<Double> losses(String output, String stage) throws IOException {
        return log(output, stage).stream()
                .map(line -> line.path("loss").asDouble())
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
