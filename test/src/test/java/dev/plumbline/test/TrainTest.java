package dev.plumbline.test;

import static dev.plumbline.test.SmallTraining.stage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumbline train} from a network without weights to scored checkpoints. */
class TrainTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USAGE = 2;
    private static final int DATA = 3;

    @TempDir
    Path folder;

    private SmallTraining training;
    private Path output;

    @BeforeEach
    void write() {
        training = new SmallTraining(folder);
        output = folder.resolve("out");
        new SmallSts(folder);
    }

    private CommandLineRun train(Path configuration, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--config", configuration, "--output", output));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    @Test
    void everyStageIsTrainedAndScored() throws IOException {
        Path configuration = training.configuration(
                "evaluation: {task_files: [task.json], tasks: [OwnSts, MiniSTS.en]}",
                stage("pretrain", "pretrain", "steps: 4"),
                stage(
                        "finetune",
                        "finetune",
                        "steps: 4\n    score_steps: 2\n    matryoshka_dims: [32, 16]\n    matryoshka_weights: [1, 0.5]"),
                stage("distill", "distill", "steps: 3\n    teacher: {model: random}"),
                "  - {name: soup, kind: soup, of: [finetune, distill], choose: greedy}\n");
        CommandLineRun run = train(configuration);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("TASK +start +pretrain +finetune +distill +soup")
                .containsPattern("OwnSts +-?[0-9.]+ +-?[0-9.]+ +-?[0-9.]+ +-?[0-9.]+ +-?[0-9.]+")
                .contains("MEAN")
                .contains("MiniSTS.en");
        assertThat(run.err())
                .contains("== finetune: 4 steps")
                .contains("finetune 4/4  loss")
                .contains("tokens/s");
        for (String label : List.of("start", "pretrain", "finetune-2", "finetune", "distill", "soup")) {
            Path scored = output.resolve("results/out__" + label);
            try (Stream<Path> files = Files.walk(scored)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .as(label)
                        .contains("OwnSts.json", "MiniSTS.en.json", "model_meta.json");
            }
        }
        JsonNode line = JSON.readTree(
                Files.readAllLines(output.resolve("distill/log.jsonl")).get(0));
        assertThat(line.path("parts").path("contrastive").isNumber()).isTrue();
        assertThat(line.path("parts").path("kl").isNumber()).isTrue();
        assertThat(line.path("parts").path("focal_weight").asDouble()).isBetween(0.0, 1.0);
        for (String figure : List.of(
                "loss",
                "positive_similarity",
                "negative_similarity",
                "grad_norm",
                "tokens_per_second",
                "memory_mb",
                "eta_seconds")) {
            assertThat(line.path(figure).isNumber()).as(figure).isTrue();
        }
        JsonNode provenance =
                JSON.readTree(output.resolve("finetune/final/provenance.json").toFile());
        assertThat(provenance.path("configuration").path("text").asText()).isEqualTo(Files.readString(configuration));
        assertThat(provenance.path("parents").toString())
                .contains("pretrain/final")
                .contains("sha256");
        assertThat(provenance.path("data_sha256").toString()).contains("rows.jsonl");
        assertThat(Files.readString(output.resolve("training.svg")))
                .startsWith("<svg")
                .contains("OwnSts")
                .contains("soup");

        // what is done stays as it is; a stage alone goes by its name
        CommandLineRun again = train(configuration);
        assertThat(again.code()).as(again.err()).isEqualTo(USAGE);
        assertThat(again.err()).contains("--resume");
        CommandLineRun resumed = train(configuration, "--resume", "--json");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("stage distill is done");
        assertThat(JSON.readTree(resumed.out())).hasSize(5);
        CommandLineRun other = train(
                training.configuration("", stage("pretrain", "pretrain", "steps: 4\n    temperature: 0.1")),
                "--resume");
        assertThat(other.code()).as(other.err()).isEqualTo(DATA);
        assertThat(other.err())
                .contains("was made otherwise: ")
                .contains("objective.contrast.temperature was 0.05 and is 0.1");
    }

    @Test
    void aTeacherIsAskedOnce() throws IOException {
        String stage = stage(
                "distill",
                "distill",
                "steps: 2\n    teacher: {model: \"embedded:all-MiniLM-L6-v2\", template: \"Instruct: {instruction}\"}");
        Path configuration = training.configuration("", stage);
        CommandLineRun first = train(configuration);
        assertThat(first.code()).as(first.err()).isZero();
        CommandLineRun resumed = train(configuration, "--resume");
        assertThat(resumed.err()).doesNotContain("rows scored");
        output = folder.resolve("second");
        CommandLineRun second = train(configuration);
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.err()).doesNotContain("rows scored");
        output = folder.resolve("third");
        CommandLineRun without = train(training.configuration("", stage("alone", "distill", "steps: 2")));
        assertThat(without.code()).as(without.err()).isEqualTo(DATA);
        assertThat(without.err()).contains("no row has its scores");
    }

    @Test
    void aDryRunTrainsNothing() throws IOException {
        Path configuration = training.configuration(
                "", stage("pretrain", "pretrain", "epochs: 2"), stage("finetune", "finetune", "steps: 4"));
        CommandLineRun run = train(configuration, "--dry-run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("rows: 24 rows, 24 with 2 hard negatives")
                .containsPattern("pretrain +12 ")
                .containsPattern("finetune +4 ");
        assertThat(output).doesNotExist();
        Files.delete(folder.resolve("rows.jsonl"));
        CommandLineRun missing = train(configuration, "--dry-run");
        assertThat(missing.code()).as(missing.err()).isEqualTo(USAGE);
        assertThat(missing.err()).contains("rows.jsonl");
    }

    @Test
    void testTextsInTrainingRowsAreRefused() {
        new SmallSts(folder).data("""
                {"sentence1": "river number 0", "sentence2": "the copper garden", "score": 1.0}
                {"sentence1": "one two three", "sentence2": "four five six", "score": 2.0}
                {"sentence1": "seven eight nine", "sentence2": "ten eleven twelve", "score": 5.0}
                """);
        String evaluation = "evaluation: {task_files: task.json}\ndecontaminate: ";
        String stage = stage("pretrain", "pretrain", "steps: 2");
        CommandLineRun refused = train(training.configuration(evaluation + "refuse", stage));
        assertThat(refused.code()).as(refused.err()).isEqualTo(DATA);
        assertThat(refused.err()).contains("1 of 24 training rows overlap");
        assertThat(output.resolve("overlaps.json")).content().contains("river number 0");
        CommandLineRun warned = train(training.configuration(evaluation + "warn", stage));
        assertThat(warned.code()).as(warned.err()).isZero();
        assertThat(warned.err()).contains("warning: 1 of 24 training rows overlap");
    }

    @Test
    void aDirectoryWithoutModulesNeedsPooling() throws IOException {
        Files.delete(folder.resolve("network/modules.json"));
        String stage = stage("pretrain", "pretrain", "steps: 2");
        output = folder.resolve("third");
        CommandLineRun without = train(training.configuration("", stage));
        assertThat(without.code()).as(without.err()).isEqualTo(USAGE);
        assertThat(without.err()).contains("pooling");
        CommandLineRun with = train(training.configuration("pooling: cls", stage));
        assertThat(with.code()).as(with.err()).isZero();
        assertThat(output.resolve("pretrain/final/1_Pooling/config.json"))
                .content()
                .containsPattern("pooling_mode_cls_token\" : true");
        assertThat(output.resolve("pretrain/final/modules.json")).content().contains("Normalize");
    }
}
