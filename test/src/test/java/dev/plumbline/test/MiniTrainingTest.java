package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundled training example, whole: scores on rows and templates that were never trained on rise from stage to stage. The
 * rises asked for are several times the spread over seeds that {@code test/training/mini.sh} prints.
 */
class MiniTrainingTest {

    private static final double LEAST_RISE = 0.03;
    private static final double SOUP_MAY_FALL = 0.02;

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
        for (JsonNode stage : JsonMapper.builder().build().readTree(run.out())) {
            assertThat(stage.get("main_scores")).as(stage.toString()).hasSize(12);
            means.put(stage.get("stage").asText(), stage.get("mean").doubleValue());
        }
        assertThat(means.keySet()).containsExactly("start", "pretrain", "finetune", "distill", "soup");
        assertThat(means.get("pretrain")).isGreaterThan(means.get("start") + LEAST_RISE);
        assertThat(means.get("finetune")).isGreaterThan(means.get("pretrain") + LEAST_RISE);
        assertThat(means.get("distill")).isGreaterThan(means.get("finetune") + LEAST_RISE);
        assertThat(means.get("soup")).isGreaterThan(means.get("distill") - SOUP_MAY_FALL);
        assertThat(folder.resolve("mini/training.svg")).exists();
    }
}
