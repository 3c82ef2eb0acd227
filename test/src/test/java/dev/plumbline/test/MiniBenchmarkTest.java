package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plumbline(mini) tells meaning from shared words: a trained model is well above word counting, and below perfect. */
class MiniBenchmarkTest {

    private static final double LEAD = 0.10;
    private static final double FLOOR = 0.5;
    private static final double CEILING = 0.97;

    /** What vectors without meaning reach at most: ranks and classes by luck, half of the pairs being alike. */
    private static final Map<String, Double> LUCK = Map.of(
            "MiniRetrieval", 0.06,
            "MiniReranking", 0.42,
            "MiniSTS", 0.15,
            "MiniClassification", 0.13,
            "MiniClustering", 0.25,
            "MiniPairClassification", 0.60,
            "MiniSummarization", 0.25);

    @TempDir
    Path folder;

    private final Manifest manifest = Manifest.bundled();

    @ParameterizedTest
    @CsvSource({"eng, embedded:all-MiniLM-L6-v2", "cmn, embedded:bge-small-zh-v1.5"})
    void meaningBeatsWords(String language, String model) throws IOException {
        Map<String, Double> good = commandLine(language, model);
        Map<String, Double> overlap = scores(language, new OverlapEncoder());
        Map<String, Double> random = scores(language, new RandomEncoder());
        String table = table(good, overlap, random);
        Files.writeString(Path.of("target", "mini-" + language + ".txt"), table);

        assertThat(good).as(table).hasSize(7);
        assertThat(good.values()).as(table).allMatch(score -> score > FLOOR && score < CEILING);
        assertThat(mean(good) - mean(overlap)).as(table).isGreaterThan(LEAD);
        good.forEach((task, score) -> assertThat(score).as(task + "\n" + table).isGreaterThan(overlap.get(task)));
        random.forEach((task, score) ->
                assertThat(score).as(task + "\n" + table).isLessThan(LUCK.get(task.substring(0, task.indexOf('.')))));
    }

    /** As a user runs it: no --data. */
    private Map<String, Double> commandLine(String language, String model) throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "run",
                "--json",
                "--benchmark",
                "Plumbline(mini)",
                "--lang",
                language,
                "--model",
                model,
                "--results",
                folder);
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, Double> scores = new LinkedHashMap<>();
        for (JsonNode task : new ObjectMapper().readTree(run.out()).path("tasks")) {
            scores.put(task.path("task").asText(), task.path("main_score").asDouble());
        }
        return scores;
    }

    private Map<String, Double> scores(String language, Encoder encoder) {
        List<RunItem> items = new ArrayList<>();
        for (Benchmark.Entry entry : manifest.benchmark("mini").tasks()) {
            RunItem item = new RunItem(manifest.task(entry.task()), entry.selection());
            if (item.task().languagesOf("default").get(0).startsWith(language)) {
                items.add(item);
            }
        }
        BundledDatasets data = new BundledDatasets(new CacheFolder(folder.resolve("cache")), ref -> {
            throw new AssertionError(ref + " does not come with Plumbline");
        });
        Runner runner = new Runner(manifest, data, RunOptions.of(folder, 2), new RunListener() {});
        Map<String, Double> scores = new LinkedHashMap<>();
        for (TaskOutcome outcome : runner.run(encoder, items)) {
            assertThat(outcome.error()).as(outcome.task()).isNull();
            scores.put(outcome.task(), outcome.mainScore());
        }
        return scores;
    }

    private static double mean(Map<String, Double> scores) {
        return scores.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private static String table(Map<String, Double> good, Map<String, Double> overlap, Map<String, Double> random) {
        StringBuilder table = new StringBuilder("task, model, overlap, random\n");
        good.forEach((task, score) ->
                table.append("%-26s %.3f %.3f %.3f%n".formatted(task, score, overlap.get(task), random.get(task))));
        return table.append("%-26s %.3f %.3f %.3f%n".formatted("mean", mean(good), mean(overlap), mean(random)))
                .toString();
    }
}
