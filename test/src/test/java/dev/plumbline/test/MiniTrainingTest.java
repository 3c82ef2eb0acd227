package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundled training example, whole: scores on rows and templates that were never trained on rise from stage to stage. What
 * {@code test/training/mini.sh} measures over seeds is more than what is asked for here.
 */
class MiniTrainingTest {

    private static final double LEAST_RISE = 0.03;
    /** The last rise is the smallest, and weights differ between processors. */
    private static final double LEAST_LAST_RISE = 0.01;

    private static final double SOUP_MAY_FALL = 0.02;
    /** Result files have six digits, as mteb's. */
    private static final double ROUNDING = 1e-6;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    @Test
    void scoresRiseFromStageToStage() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "train",
                "--config",
                Path.of(System.getProperty("plumbline.root"), "examples", "mini.yaml"),
                "--output",
                folder.resolve("mini"),
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, Double> means = new LinkedHashMap<>();
        for (JsonNode stage : JSON.readTree(run.out())) {
            assertThat(stage.get("main_scores")).as(stage.toString()).hasSize(12);
            means.put(stage.get("stage").asText(), stage.get("mean").doubleValue());
        }
        assertThat(means.keySet()).containsExactly("start", "pretrain", "finetune", "distill", "soup");
        assertThat(means.get("pretrain")).isGreaterThan(means.get("start") + LEAST_RISE);
        assertThat(means.get("finetune")).isGreaterThan(means.get("pretrain") + LEAST_RISE);
        assertThat(means.get("distill")).isGreaterThan(means.get("finetune") + LEAST_LAST_RISE);
        assertThat(means.get("soup")).isGreaterThan(means.get("distill") - SOUP_MAY_FALL);
        assertThat(folder.resolve("mini/training.svg")).exists();
        theReportShowsStagesAndGate(means);
    }

    private void theReportShowsStagesAndGate(Map<String, Double> means) throws IOException {
        Path run = folder.resolve("mini");
        Path page = folder.resolve("report.html");
        List<Object> words = List.of(
                "report", "--results", run, "--training", run, "--no-published", "--model", "mini/soup", "--out");
        CommandLineRun json = report(words, folder.resolve("report.json"));
        assertThat(json.code()).as(json.err()).isZero();
        JsonNode report = JSON.readTree(folder.resolve("report.json").toFile());
        JsonNode stages = report.at("/training/stages");
        assertThat(stages).extracting(stage -> stage.get("name").asText()).containsExactlyElementsOf(means.keySet());
        for (JsonNode stage : stages) {
            String name = stage.get("name").asText();
            JsonNode scores = stage.get("scores");
            assertThat(scores.get(scores.size() - 1).get("mean").doubleValue())
                    .as(name)
                    .isCloseTo(means.get(name), within(ROUNDING));
            assertThat(stage.at("/gate/passed").isBoolean()).as(name).isEqualTo(!name.equals("start"));
            assertThat(stage.at("/gate/passed").asBoolean()).as(name).isEqualTo(!name.equals("start"));
        }
        assertThat(report(words, page).code()).isZero();
        assertThat(Files.readString(page)).contains("own tasks", "ExampleSTS.zh", "pretrain", "distill", "soup");
    }

    private static CommandLineRun report(List<Object> words, Path out) {
        List<Object> all = new ArrayList<>(words);
        all.add(out);
        return CommandLineRun.of(all.toArray());
    }
}
