package dev.plumbline.test;

import static dev.plumbline.test.SmallTraining.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.harness.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen on a terminal, a pseudo-terminal that util-linux's script makes; and at the end of a run that is stopped. */
class TerminalTest {

    @TempDir
    Path folder;

    /** All that the terminal got. */
    private String seen(int columns, String environment, Object... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        Path command = Files.writeString(
                folder.resolve("command.sh"),
                "stty cols " + columns + " rows 24\nunset COLUMNS\n"
                        + "export HF_HUB_OFFLINE=1 PLUMBLINE_STDERR_TERMINAL=1 TERM=xterm " + environment + "\n"
                        + "exec '" + String.join("' '", words) + "'\n");
        Process process;
        try {
            process = new ProcessBuilder("script", "-qec", "sh " + command, "/dev/null")
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "util-linux's script is not there");
            throw e;
        }
        String seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(seen).isZero();
        return seen;
    }

    /** What stood in the line that changes. */
    private static List<String> drawn(String seen) {
        return Arrays.stream(seen.replace("\r\n", "\n").split("\n"))
                .filter(line -> line.contains("\r"))
                .flatMap(line -> Arrays.stream(line.split("\r")))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void aRunFits(int columns) throws IOException, InterruptedException {
        String seen = seen(
                columns,
                "NO_COLOR=1",
                "run",
                "--model",
                "embedded:all-MiniLM-L6-v2",
                "--no-cache",
                "--results",
                folder.resolve("results"),
                "--task",
                "MiniSTS.en",
                "MiniRetrieval.en");
        List<String> drawn = drawn(seen);
        assertThat(drawn).anyMatch(line -> line.contains("[1/2] MiniSTS.en") && line.contains("%"));
        // a line of a task that is done stands where the changing one was, and is shorter
        assertThat(drawn).allMatch(line -> line.length() < columns);
        assertThat(drawn.stream().mapToInt(String::length).max().orElseThrow()).isEqualTo(columns - 1);
        assertThat(seen).doesNotContain("\u001b");
        for (String task : List.of("[1/2] MiniSTS.en  0.", "[2/2] MiniRetrieval.en  0.")) {
            assertThat(seen.split(java.util.regex.Pattern.quote(task), -1))
                    .as(task)
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void aTrainingFits(int columns) throws IOException, InterruptedException {
        Path configuration = new SmallTraining(folder).configuration("", stage("pretrain", "pretrain", "steps: 40"));
        String seen =
                seen(columns, "NO_COLOR=1", "train", "--config", configuration, "--output", folder.resolve("out"));
        List<String> drawn = drawn(seen);
        assertThat(drawn).anyMatch(line -> line.startsWith("pretrain ") && line.contains("loss "));
        assertThat(drawn).allMatch(line -> line.length() < columns);
        assertThat(seen).contains("pretrain 40/40").doesNotContain("\u001b");
    }

    @Test
    void quietSaysNothingAndColoursAreLeftOutWhereThatIsAsked() throws IOException, InterruptedException {
        String quiet = seen(
                80,
                "NO_COLOR=1",
                "run",
                "--model",
                "random",
                "-q",
                "--no-cache",
                "--results",
                folder.resolve("results"),
                "--task",
                "MiniSTS.en");
        assertThat(quiet).doesNotContain("[1/1]").startsWith("TASK");
        assertThat(seen(80, "NO_COLOR=1", "run", "--help")).contains("--model").doesNotContain("\u001b");
    }

    @Test
    void aLogHasALineForEachTask() {
        CommandLineRun run = new PlumblineProcess(folder)
                .with("HF_HUB_OFFLINE", "1")
                .run(
                        "run",
                        "--model",
                        "random",
                        "--no-cache",
                        "--results",
                        folder.resolve("results"),
                        "--task",
                        "MiniSTS.en",
                        "MiniRetrieval.en",
                        "MiniSTS.zh");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = run.err().lines().toList();
        assertThat(lines).as(run.err()).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("data: " + lines.get(0).substring(6)).contains("here");
        assertThat(lines.subList(1, 4)).allMatch(line -> line.matches("\\[[123]/3\\] Mini.*  -?[01]\\.\\d+  .* s"));
    }

    /** Whether a task's samples are being written. */
    private static boolean isBegun(Path results, String task) throws IOException {
        if (!Files.exists(results)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(results)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("." + task + ".samples"));
        } catch (UncheckedIOException e) {
            // another file took its place meanwhile
            return false;
        }
    }

    @Test
    void aRunThatIsStoppedSaysWhatIsDoneAndGoesOn() throws IOException, InterruptedException {
        SmallSts sts = new SmallSts(folder);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            rows.append(
                    "{\"sentence1\": \"a sentence of some words, the %dth\", \"sentence2\": \"%d\", \"score\": %d}\n"
                            .formatted(i, i, i % 6));
        }
        sts.write("own/big/test.jsonl", rows.toString());
        sts.write(
                "task.json",
                "{\"tasks\": [" + SmallSts.TASK.formatted("OwnSts", "own/sts") + ","
                        + SmallSts.TASK.formatted("Big", "own/big") + "]}");
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        Object[] run = {
            "run",
            "--model",
            "embedded:all-MiniLM-L6-v2",
            "--task-file",
            sts.taskFile(),
            "--results",
            sts.results(),
            "--dims",
            "64",
            "--no-cache"
        };
        PlumblineProcess plumbline =
                new PlumblineProcess(folder).with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Path err = folder.resolve("err.txt");
        Process process = plumbline.start(folder.resolve("out.txt"), err, run);
        while (!isBegun(sts.results(), "Big")) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
                    .as(Files.readString(err))
                    .isFalse();
        }
        // TERM, which takes the same way as Ctrl-C but for the code: a child of a build in the background ignores INT
        assertThat(new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(Files.readString(err))
                .contains(
                        "ended by SIGTERM: 1 of 2 tasks is done; [2/2] Big embed_dim_64 was not; the same command goes on")
                .doesNotContain("fatal error");
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.filter(path -> path.toString().endsWith(".tmp"))).isEmpty();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("plumbline")))
                    .isEmpty();
        }
        run[4] = sts.write("rest.json", SmallSts.TASK.formatted("OwnSts", "own/sts"));
        CommandLineRun rest = plumbline.run(run);
        assertThat(rest.code()).as(rest.err()).isZero();
        assertThat(rest.out()).contains("was there");
    }
}
