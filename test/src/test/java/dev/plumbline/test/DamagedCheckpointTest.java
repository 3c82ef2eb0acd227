package dev.plumbline.test;

import static dev.plumbline.test.SmallTraining.stage;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flipped bit in weights is neither trained on nor scored. */
class DamagedCheckpointTest {

    @TempDir
    Path folder;

    private CommandLineRun train(Path configuration, String output) {
        return new PlumblineProcess(folder)
                .with("OMP_WAIT_POLICY", "PASSIVE")
                .run("train", "--config", configuration, "--output", output, "--resume");
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 3] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void trainingGoesOnFromTheWholeOneBeforeAndScoringIsRefused() throws IOException {
        Path configuration = new SmallTraining(folder)
                .configuration("", stage("only", "pretrain", "steps: 12\n    save_steps: 4\n    keep: 2"));
        CommandLineRun whole = train(configuration, "whole");
        assertThat(whole.code()).as(whole.err()).isZero();
        Path stage = folder.resolve("whole/only");
        byte[] weights = Files.readAllBytes(stage.resolve("final/model.safetensors"));

        flip(stage.resolve("final/model.safetensors"));
        CommandLineRun refused = train(configuration, "whole");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("is damaged: model.safetensors").doesNotContain("\tat ");
        CommandLineRun scored = CommandLineRun.of(
                "run", "--model", stage.resolve("final"), "--task", "MiniSTS.en", "--results", folder, "--no-cache");
        assertThat(scored.err()).contains("is damaged: model.safetensors");

        try (java.util.stream.Stream<Path> files = Files.walk(stage.resolve("final"))) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        flip(stage.resolve("checkpoint-8/trainer_state/optimizer.safetensors"));
        CommandLineRun again = train(configuration, "whole");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err() + again.out())
                .contains("checkpoint-8 is damaged")
                .contains("checkpoint-4");
        assertThat(Files.readAllBytes(stage.resolve("final/model.safetensors"))).isEqualTo(weights);
    }
}
