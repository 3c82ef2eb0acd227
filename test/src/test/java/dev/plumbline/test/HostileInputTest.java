package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that would be waited for or worked at without end: an error within seconds that names what is wrong. */
class HostileInputTest {

    private static final int USAGE = 2;
    private static final int DATA = 3;
    private static final int MODEL = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private SmallSts sts;

    @BeforeEach
    void setUp() {
        sts = new SmallSts(folder);
        sts.vectors();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeAsAnyFile() throws IOException, InterruptedException {
        Path pipe = folder.resolve("own/sts/test.jsonl");
        Files.delete(pipe);
        pipe(pipe);
        fails(DATA, "test.jsonl", () -> sts.run(folder.resolve("vectors.parquet")));
        Files.delete(pipe);
        sts.data("{\"sentence1\": \"a\", \"sentence2\": \"b\", \"score\": 1}\n");
        Path other = folder.resolve("pipe.jsonl");
        pipe(other);
        Path result = folder.resolve("r/results/m/1/OwnSts.json");
        Files.createDirectories(result.getParent());
        pipe(result);
        fails(DATA, "pipe.jsonl", () -> CommandLineRun.of("label", other, "--output", folder.resolve("l.jsonl")));
        fails(USAGE, "pipe.jsonl", () -> CommandLineRun.of("task", "init", other));
        fails(USAGE, "pipe.jsonl", () -> CommandLineRun.of("run", "--config", other));
        fails(USAGE, "pipe.jsonl", () -> CommandLineRun.of("run", "-m", "random", "--task-file", other));
        fails(MODEL, "pipe.jsonl", () -> sts.run(other));
        CommandLineRun aggregate = CommandLineRun.of(
                "results", "aggregate", "--results", folder.resolve("r"), "--benchmark", "Plumbline(mini)");
        assertThat(aggregate.err()).contains("OwnSts.json", "pipe");
        assertThat(aggregate.code()).isEqualTo(1);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeInAModel() throws IOException, InterruptedException {
        Path model = Files.createDirectory(folder.resolve("model"));
        pipe(model.resolve("config.json"));
        fails(MODEL, "config.json", () -> CommandLineRun.of("run", "-m", model, "--task-file", sts.taskFile()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000000", "2147483648", "-1", "0", "\"many\"", "1e99"})
    void layersWithoutNumber(String layers) throws IOException {
        new SmallTraining(folder);
        Path config = folder.resolve("network/config.json");
        Path stages = folder.resolve("stages.yaml");
        Files.writeString(
                config,
                Files.readString(config).replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": " + layers));
        Files.writeString(
                stages,
                "network: network\nweights: random\nstages:\n"
                        + SmallTraining.stage("pretrain", "pretrain", "steps: 2"));
        fails(MODEL, "num_hidden_layers", () -> CommandLineRun.of("train", "--config", stages, "--dry-run"));
    }

    @Test
    void aModelsFileNestedWithoutEnd() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{\"a\": ".repeat(100_000));
        fails(MODEL, "config.json", () -> CommandLineRun.of("run", "-m", model, "--task-file", sts.taskFile()));
    }

    @Test
    void dataNestedWithoutEnd() {
        sts.data("{\"sentence1\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}\n");
        fails(DATA, "test.jsonl, line 1", () -> sts.run(folder.resolve("vectors.parquet")));
    }

    @Test
    void aPromptOfFiveMegabytes() {
        Path prompts = sts.write("prompts.json", "{\"query\": \"" + "x".repeat(5_000_000) + "\"}");
        fails(USAGE, "100000", () -> sts.run(folder.resolve("vectors.parquet"), "--prompts", prompts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--model-name",
                "--revision",
                "--model",
                "--task",
                "--task-file",
                "--data",
                "--results",
                "--splits",
                "--type",
                "--lang",
                "--first-stage",
                "--embedding-cache"
            })
    void optionsWithoutAValue(String option) {
        for (String blank : List.of("", "  ")) {
            List<Object> words = new ArrayList<>(List.of("run"));
            if (!option.equals("--model")) {
                words.addAll(List.of("--model", "random"));
            }
            words.addAll(List.of(option, blank));
            fails(USAGE, option.substring(1), () -> CommandLineRun.of(words.toArray()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--splits", "--subsets"})
    void partsThatAreGivenTwice(String option) {
        String part = option.equals("--splits") ? "test" : "default";
        fails(USAGE, "twice", () -> sts.run(folder.resolve("vectors.parquet"), option, part, part));
    }

    private static void pipe(Path file) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    private static void fails(int code, String words, Supplier<CommandLineRun> command) {
        CommandLineRun run = Assertions.assertTimeoutPreemptively(PATIENCE, command::get);
        assertThat(run.err()).as("stdout %s", run.out()).contains(words);
        assertThat(run.err()).doesNotContain("Exception", "java.", "at dev.plumbline");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
    }
}
