package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.tasks.result.TaskResultReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores and samples are the same, digit for digit, over sizes of batches, threads, orders of tasks and what was stored before. */
class BatchesTest {

    private static final String MODEL = Path.of(System.getProperty("plumbline.root"), "test/reference-models/bert-tiny")
            .toString();
    private static final List<String> TASKS =
            List.of("MiniSTS.en", "MiniPairClassification.en", "MiniClustering.en", "MiniReranking.en");

    @TempDir
    Path folder;

    @Test
    void resultsAndSamplesDoNotDependOnThem() throws IOException {
        Map<String, String> first = run("first", 384, 2, TASKS);
        List<String> backwards = new ArrayList<>(TASKS);
        Collections.reverse(backwards);
        assertThat(run("second", 50, 1, backwards)).isEqualTo(first);
        assertThat(run("third", 5_000, 3, TASKS)).isEqualTo(first);
        // one task after the other into one store, so that each finds what those before it encoded
        Map<String, String> apart = new LinkedHashMap<>();
        for (String task : backwards) {
            apart.putAll(run("fourth", 200, 2, List.of(task)));
        }
        assertThat(apart).isEqualTo(first);
    }

    private Map<String, String> run(String name, int batchTokens, int threads, List<String> tasks) throws IOException {
        Path results = folder.resolve(name);
        List<Object> words = new ArrayList<>(List.of(
                "run", "--model", MODEL, "--results", results, "--embedding-cache", folder.resolve(name + "-store")));
        words.addAll(List.of("--batch-tokens", batchTokens, "--threads", threads, "--task"));
        words.addAll(tasks);
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, String> found = new LinkedHashMap<>();
        for (String task : tasks) {
            Path file;
            try (var files = Files.walk(results)) {
                file = files.filter(path -> path.endsWith(task + ".json"))
                        .findFirst()
                        .orElseThrow();
            }
            found.put(task, TaskResultReader.read(file).scores().toString());
            found.put(task + " samples", rows(TaskSamples.beside(file).orElseThrow()));
        }
        return found;
    }

    /** All lines but the header, which says when and how. */
    private static String rows(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(text.indexOf('\n'));
        }
    }
}
