package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumbline results merge|diff|lint|import|aggregate} on what runs leave behind. */
class ResultsCommandsTest {

    @TempDir
    Path folder;

    /** One split scored here, the other there: the union is what one run of both would have left. */
    @Test
    void mergesSplitsWithTheirSamples() throws IOException {
        SmallSts first = sts("first");
        SmallSts second = sts("second");
        first.run(first.vectors(), "--revision", "v1");
        second.run(second.vectors(), "--revision", "v1", "--splits", "validation");
        Path merged = folder.resolve("merged");
        CommandLineRun merge = CommandLineRun.of("results", "merge", first.results(), second.results(), "-o", merged);
        assertThat(merge.code()).as(merge.out() + merge.err()).isZero();
        Path file = merged.resolve("results/embeddings__vectors/v1/OwnSts.json");
        TaskResult result = TaskResultReader.read(file);
        assertThat(result.scores()).containsOnlyKeys("test", "validation");
        TaskSamples samples = TaskSamples.read(TaskSamples.beside(file).orElseThrow());
        assertThat(samples.subset("test", "default").orElseThrow().size()).isEqualTo(4);
        assertThat(samples.subset("validation", "default").orElseThrow().size()).isEqualTo(3);
        assertThat(samples.differences(result)).isEmpty();
        assertThat(CommandLineRun.of("results", "lint", merged).code()).isZero();
        // never over something else
        assertThat(CommandLineRun.of("results", "merge", first.results(), second.results(), "-o", merged)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void conflictsAreReportedAndKept() throws IOException {
        SmallSts first = sts("first");
        SmallSts second = sts("second");
        first.run(first.vectors(), "--revision", "v1");
        second.run(second.vectors(Map.of("a", new float[] {0.1f, -0.9f})), "--revision", "v1");
        Path merged = folder.resolve("merged");
        CommandLineRun merge = CommandLineRun.of("results", "merge", first.results(), second.results(), "-o", merged);
        assertThat(merge.code()).isEqualTo(1);
        assertThat(merge.out()).contains("conflict: ", "OwnSts.json");
        Path kept = merged.resolve("conflicts/2/results/embeddings__vectors/v1/OwnSts.json");
        assertThat(kept)
                .hasSameTextualContentAs(second.results().resolve("results/embeddings__vectors/v1/OwnSts.json"));
        assertThat(merged.resolve("conflicts/report.json")).isNotEmptyFile();
        assertThat(merged.resolve("results/embeddings__vectors/v1/OwnSts.json"))
                .hasSameTextualContentAs(first.results().resolve("results/embeddings__vectors/v1/OwnSts.json"));
    }

    @Test
    void diffNamesScoresAndProvenance() throws IOException {
        SmallSts first = sts("first");
        SmallSts second = sts("second");
        first.run(first.vectors());
        second.run(second.vectors(Map.of("a", new float[] {0.1f, -0.9f})));
        CommandLineRun same = CommandLineRun.of("results", "diff", first.results(), first.results());
        assertThat(same.code()).as(same.out()).isZero();
        CommandLineRun diff = CommandLineRun.of("results", "diff", first.results(), second.results(), "--json");
        assertThat(diff.code()).isEqualTo(1);
        JsonNode task = new ObjectMapper().readTree(diff.out()).at("/models/0/tasks/0");
        assertThat(task.path("task").asText()).isEqualTo("OwnSts");
        assertThat(task.at("/scores/0/name").asText()).isEqualTo("test/default main_score");
        assertThat(CommandLineRun.of("results", "diff", first.results(), second.results())
                        .out())
                .contains("main_score: ", "0 of 1 tasks in both are the same");
    }

    @Test
    void lintFindsAPlantedContradiction() throws IOException {
        SmallSts sts = sts("first");
        sts.run(sts.vectors(), "--revision", "v1");
        Path file = sts.results().resolve("results/embeddings__vectors/v1/OwnSts.json");
        assertThat(CommandLineRun.of("results", "lint", sts.results()).code()).isZero();
        Files.writeString(
                file, Files.readString(file).replaceFirst("\"main_score\": [-0-9.]+", "\"main_score\": 0.123"));
        CommandLineRun lint = CommandLineRun.of("results", "lint", sts.results());
        assertThat(lint.code()).isEqualTo(1);
        assertThat(lint.out())
                .contains(file.toString(), "main_score 0.123000 is none of the entry's scores", "its samples");
    }

    @Test
    void importsWhatMtebWroteAndAggregatesIt() throws IOException {
        Path results = MtebResults.write(folder, "larger", "smaller");
        Path figures = folder.resolve("figures.tsv.gz");
        CommandLineRun read = CommandLineRun.of("results", "import", results, "-o", figures);
        assertThat(read.code()).as(read.err()).isZero();
        assertThat(read.out()).contains("2 models");
        for (List<Object> source :
                List.of(List.<Object>of("--figures", figures), List.<Object>of("--results", results))) {
            List<Object> words = new ArrayList<>(List.of("results", "aggregate"));
            words.addAll(source);
            words.addAll(List.of("--benchmark", "MTEB(cmn, v1)", "--intervals", "--json"));
            CommandLineRun table = CommandLineRun.of(words.toArray());
            assertThat(table.code()).as(table.err()).isZero();
            JsonNode models = new ObjectMapper().readTree(table.out());
            assertThat(models).hasSize(2);
            assertThat(models.get(0).path("model").asText()).isEqualTo("made-up/larger");
            assertThat(models.get(1).path("mean_task").doubleValue())
                    .isCloseTo(0.9 * models.get(0).path("mean_task").doubleValue(), within(1e-9));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void importsThePublicRepositoryAndAggregatesIt() throws IOException {
        Path sample = Path.of(System.getProperty("plumbline.shared"), "leaderboard", "results-sample");
        Path figures = folder.resolve("figures.tsv.gz");
        CommandLineRun read = CommandLineRun.of("results", "import", sample, "-o", figures);
        assertThat(read.code()).as(read.err()).isZero();
        assertThat(read.out()).contains("8 models");
        CommandLineRun table = CommandLineRun.of(
                "results",
                "aggregate",
                "--figures",
                figures,
                "--benchmark",
                "MTEB(cmn, v1)",
                "--partial",
                "--intervals",
                "--json");
        assertThat(table.code()).as(table.err()).isZero();
        JsonNode kalm = null;
        for (JsonNode model : new ObjectMapper().readTree(table.out())) {
            if (model.path("model").asText().endsWith("instruct-v2.5")) {
                kalm = model;
            }
        }
        // summary_cmn_v1.csv
        assertThat(kalm.path("mean_task").doubleValue()).isCloseTo(0.7091308517097329, within(1e-9));
        assertThat(kalm.path("mean_of_complete_tasks").doubleValue())
                .isCloseTo(kalm.path("mean_task").doubleValue(), within(1e-9));
        assertThat(kalm.path("tie_group").isInt()).isTrue();
    }

    private SmallSts sts(String name) {
        SmallSts sts = new SmallSts(folder.resolve(name));
        sts.write("own/sts/validation.jsonl", """
                {"sentence1": "a", "sentence2": "c", "score": 1.0}
                {"sentence1": "b", "sentence2": "d", "score": 4.0}
                {"sentence1": "e", "sentence2": "g", "score": 2.0}
                """);
        return sts;
    }
}
