package dev.plumbline.reports.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.report.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFolderTest {

    @TempDir
    Path run;

    private void stage(String name, String provenance, String log) throws IOException {
        Path last = Files.createDirectories(run.resolve(name).resolve("final"));
        Files.writeString(last.resolve("provenance.json"), provenance);
        if (!log.isEmpty()) {
            Files.writeString(run.resolve(name).resolve("log.jsonl"), log);
        }
    }

    @Test
    void stagesFollowTheirParentsWithScoresLossesAndTheGate() throws IOException {
        stage("soup", "{\"parents\": {\"x/a-finetune/final\": 1.0, \"x/pretrain/final\": 1.0}}", "");
        stage("a-finetune", "{\"parent\": \"x/pretrain/final\"}", """
                {"step": 1, "loss": 1.0, "tokens": 10, "seconds": 0.5}
                {"step": 2, "scores": {"STS13": 0.75, "SciFact": 0.25}}
                """);
        stage("pretrain", "{\"parent\": \"/models/base\", \"seed\": 7}", """
                {"step": 1, "loss": 3.0, "tokens": 10, "seconds": 0.5}
                {"step": 2, "loss": 2.0, "tokens": 12, "seconds": 0.25}
                {"step": 2, "scores": {"STS13": 0.5}}
                {"step": 3, "loss": 1.""");
        Files.writeString(
                run.resolve("a-finetune").resolve("gate.json"),
                "{\"passed\": false, \"baseline\": \"pretrain\", \"checks\": ["
                        + "{\"name\": \"STS13\", \"passed\": false, \"reason\": \"drop of 2 points\"},"
                        + "{\"name\": \"SciFact\", \"passed\": true, \"reason\": \"no drop\"}]}");

        TrainingRun read = TrainingFolder.read(run, Manifest.bundled());

        assertThat(read.tasks()).containsExactly("STS13", "SciFact");
        assertThat(read.types()).containsExactly("Retrieval", "STS");
        assertThat(read.stages()).extracting(TrainingRun.Stage::name).containsExactly("pretrain", "a-finetune", "soup");
        TrainingRun.Stage pretrain = read.stages().get(0);
        assertThat(pretrain.parents()).containsExactly("/models/base");
        assertThat(pretrain.steps()).isEqualTo(2);
        assertThat(pretrain.tokens()).isEqualTo(22);
        assertThat(pretrain.seed()).hasValue(7);
        assertThat(pretrain.losses()).extracting(TrainingRun.Loss::loss).containsExactly(3.0, 2.0);
        assertThat(pretrain.scores().get(0).mean()).as("SciFact is missing").isEmpty();
        TrainingRun.Stage finetune = read.stages().get(1);
        assertThat(finetune.scores().get(0).mean()).hasValue(0.5);
        assertThat(finetune.gate()).hasValueSatisfying(gate -> {
            assertThat(gate.passed()).isFalse();
            assertThat(gate.objections()).containsExactly("STS13: drop of 2 points");
        });
        assertThat(read.stages().get(2).parents()).containsExactlyInAnyOrder("a-finetune", "pretrain");
    }

    @Test
    void aFolderWithoutStagesIsNoRun() {
        assertThatThrownBy(() -> TrainingFolder.read(run, Manifest.bundled()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("is no training run");
    }
}
