package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that are told to end: the shell's exit code of the signal, one line, and no file in part. */
@DisabledOnOs(OS.WINDOWS)
class EndingTest {

    private static final int SECONDS = 120;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"TERM, 143, ended by SIGTERM", "INT, 130, interrupted", "HUP, 129, ended by SIGHUP"})
    void aCommandThatWritesLeavesNothing(String signal, int code, String words) throws Exception {
        assumeHeard(signal);
        Path rows = folder.resolve("rows.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(rows)) {
            for (int i = 0; i < 40_000; i++) {
                out.write("{\"text\": \"text " + i + "\", \"label\": \"" + i % 50 + "\"}\n");
            }
        }
        Path made = Files.createDirectory(folder.resolve("made"));
        Path err = folder.resolve("err.txt");
        Process process = new PlumblineProcess(folder)
                .start(
                        folder.resolve("out.txt"),
                        err,
                        "label",
                        rows,
                        "--output",
                        made.resolve("labelled.jsonl"),
                        "--groups",
                        "200");
        await(process, () -> !files(made).isEmpty());
        end(process, signal);
        assertThat(process.exitValue()).isEqualTo(code);
        assertThat(Files.readString(err).strip())
                .contains(words)
                .contains("begins anew")
                .doesNotContain("Exception");
        assertThat(files(made)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143, ended by SIGTERM", "HUP, 129, ended by SIGHUP"})
    void aRunSaysHowToGoOn(String signal, int code, String words) throws Exception {
        assumeHeard(signal);
        SmallSts sts = new SmallSts(folder);
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            pairs.append("{\"sentence1\": \"a %d\", \"sentence2\": \"b %d\", \"score\": %d}\n".formatted(i, i, i % 5));
        }
        sts.data(pairs.toString());
        Path err = folder.resolve("err.txt");
        Process process = new PlumblineProcess(folder)
                .start(
                        folder.resolve("out.txt"),
                        err,
                        "run",
                        "--model",
                        "embedded:all-MiniLM-L6-v2",
                        "--task-file",
                        sts.taskFile(),
                        "--results",
                        sts.results(),
                        "--no-cache");
        await(process, () -> read(err).contains("data: 1 set"));
        end(process, signal);
        assertThat(process.exitValue()).isEqualTo(code);
        assertThat(Files.readString(err))
                .contains(words, "the same command goes on")
                .doesNotContain("Exception");
    }

    /** Who is started by nohup, or in the background of a script, hears no HUP or INT, nor do its children. */
    private static void assumeHeard(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            long ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .findFirst()
                    .orElse(0);
            int number = Map.of("HUP", 1, "INT", 2, "TERM", 15).get(signal);
            assumeThat((ignored >> (number - 1)) & 1)
                    .as(signal + " is ignored here")
                    .isZero();
        }
    }

    private static void await(Process process, BooleanSupplier begun) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!begun.getAsBoolean()) {
            assertThat(process.waitFor(10, TimeUnit.MILLISECONDS))
                    .as("ended by itself")
                    .isFalse();
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static void end(Process process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
