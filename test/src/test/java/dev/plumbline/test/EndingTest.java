package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that are told to end: the shell's exit code of the signal, one line, and no file in part. */
@DisabledOnOs(OS.WINDOWS)
class EndingTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"TERM, 143, ended by SIGTERM", "INT, 130, interrupted", "HUP, 129, ended by SIGHUP"})
    void aCommandThatWritesLeavesNothing(String signal, int code, String words) throws Exception {
        SignalledProcess.assumeHeard(signal);
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
        SignalledProcess.await(process, () -> !files(made).isEmpty());
        SignalledProcess.end(process, signal);
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
        SignalledProcess.assumeHeard(signal);
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
        SignalledProcess.await(process, () -> read(err).contains("data: 1 set"));
        SignalledProcess.end(process, signal);
        assertThat(process.exitValue()).isEqualTo(code);
        assertThat(Files.readString(err))
                .contains(words, "the same command goes on")
                .doesNotContain("Exception");
    }

    /** Commands that make something of much, with OUT where its name goes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TERM | 143 | mine ROWS --model random --no-cache --negatives 2 --ranks 1-9 --output OUT/mined.jsonl.gz",
                "HUP | 129 | mine ROWS --model random --score-only --no-cache --output OUT/scored.jsonl",
                "TERM | 143 | decontaminate ROWS --benchmark mini --clean OUT/clean --report OUT/report.json",
                "INT | 130 | decontaminate ROWS --benchmark mini --report OUT/report.json",
                "HUP | 129 | export --model NETWORK --format safetensors --output OUT/exported",
                "TERM | 143 | export --model NETWORK --format onnx --output OUT/graph",
                "TERM | 143 | data convert TUPLES --format tuples --output OUT/rows.jsonl",
            })
    void whatIsEndedInTheMiddleIsNotThere(String signal, int code, String line) throws Exception {
        SignalledProcess.assumeHeard(signal);
        Path made = Files.createDirectory(folder.resolve("made"));
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Map<String, Path> names = Map.of(
                "ROWS", folder.resolve("rows.jsonl"),
                "TUPLES", folder.resolve("rows.jsonl"),
                "NETWORK", folder.resolve("network"));
        if (line.contains("NETWORK")) {
            largeNetwork();
        } else {
            rows(line.contains("TUPLES"));
        }
        List<Object> words = Stream.of(line.split(" "))
                .map(word -> names.containsKey(word) ? names.get(word) : word.replaceFirst("^OUT", made.toString()))
                .map(Object.class::cast)
                .toList();
        Path err = folder.resolve("err.txt");
        Process process = new PlumblineProcess(folder)
                .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary)
                .start(folder.resolve("out.txt"), err, words.toArray());
        SignalledProcess.await(process, () -> !tree(made).isEmpty());
        SignalledProcess.end(process, signal);
        assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(code);
        assertThat(Files.readString(err).strip())
                .contains("no file is there in part", "begins anew")
                .doesNotContain("Exception", "fatal error");
        // a folder that was made for what was to be written is nothing in part
        assertThat(tree(made))
                .allMatch(Files::isDirectory)
                .noneMatch(path -> path.toString().contains(".tmp"));
        assertThat(tree(temporary))
                .noneMatch(path -> path.getFileName().toString().startsWith("plumbline"));
    }

    /** A page is written in one go at the end, so that until then there is nothing at all. */
    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void aReportIsThereOrNot(String signal, int code) throws Exception {
        SignalledProcess.assumeHeard(signal);
        Path results = folder.resolve("results");
        assertThat(CommandLineRun.of(
                                "run",
                                "--model",
                                "random",
                                "--benchmark",
                                "mini",
                                "--no-cache",
                                "--results",
                                folder,
                                "-q")
                        .code())
                .isZero();
        Path revision = files(files(results).get(0)).stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        Files.writeString(revision.resolve("MiniSTS.en.json"), "{");
        Path made = Files.createDirectory(folder.resolve("made"));
        Path err = folder.resolve("err.txt");
        Process process = new PlumblineProcess(folder)
                .start(
                        folder.resolve("out.txt"),
                        err,
                        "report",
                        "--results",
                        folder,
                        "--out",
                        made.resolve("page.html"));
        // what it cannot read it says first
        SignalledProcess.await(process, () -> read(err).contains("MiniSTS.en.json"));
        SignalledProcess.end(process, signal);
        assertThat(process.exitValue()).as(read(err)).isEqualTo(code);
        assertThat(read(err)).contains("begins anew").doesNotContain("Exception");
        assertThat(files(made)).isEmpty();
    }

    private void rows(boolean tuples) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("rows.jsonl"))) {
            for (int i = 0; i < 30_000; i++) {
                out.write(
                        tuples
                                ? "{\"anchor\": \"the query of number %d\", \"positive\": \"the answer %d\"}\n"
                                        .formatted(i, i)
                                : "{\"query\": \"the query of number %d\", \"pos\": [\"the answer %d\"]}\n"
                                        .formatted(i, i));
            }
        }
    }

    /** Of weights that take a while to write and no room to read: zeros that no disk holds. */
    private void largeNetwork() throws IOException {
        SmallTraining training = new SmallTraining(folder);
        Path config = folder.resolve("network/config.json");
        training.write("network/config.json", Files.readString(config).replace("480", "2200000"));
        new SparseWeights(config).write(folder.resolve("network/model.safetensors"));
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

    /** What is below a folder, which changes while it is looked at. */
    private static List<Path> tree(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.skip(1).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
