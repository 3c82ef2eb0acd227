package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.optimise.LearningRate;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code precision: fp16}: products in float16, and a loss that is scaled for their gradients. */
final class Float16TrainingTest extends TrainingCase {

    /** So low that the first steps' gradients, times 65536, are beyond float16. */
    private static final String STEEP = "temperature: 0.02";

    private List<Double> losses(String network, String output, String... more) throws IOException {
        steps.clear();
        run(settings(network, "", stage("a", "finetune", more).replace("steps: 6", "steps: 24")), output);
        return steps.stream().map(StepRecord::loss).toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2-tiny", "bert-tiny"})
    void theLossFallsAsInFloat32(String network) throws IOException {
        List<Double> exact = losses(network, "f32");
        assertThat(steps.get(0).lossScale()).isNull();
        for (String more : List.of("chunk: 3", "recompute: true", "lora: {r: 4}", "accumulation: 2")) {
            List<Double> expected = more.startsWith("lora") || more.startsWith("acc")
                    ? losses(network, "f32-" + more.hashCode(), more)
                    : exact;
            List<Double> rounded = losses(network, "fp16-" + more.hashCode(), more, "precision: fp16");
            assertThat(rounded.get(0))
                    .as(more)
                    .isNotEqualTo(expected.get(0))
                    .isCloseTo(expected.get(0), within(0.002 * expected.get(0)));
            // as if the first steps were not there, which are skipped until the scale fits
            assertThat(mean(rounded.subList(18, 24)))
                    .as(more)
                    .isCloseTo(mean(expected.subList(18, 24)), within(0.05 * expected.get(0)));
            assertThat(steps.get(23).lossScale()).as(more).isBetween(8192.0, 65536.0);
        }
    }

    @Test
    void aStepBeyondFloat16MovesNothingAndTheRateWaits() throws IOException {
        run(settings("bert-tiny", "", stage("a", "finetune", "precision: fp16", STEEP, "save_steps: 1")), "out");
        int skipped = (int) steps.stream().filter(StepRecord::skipped).count();
        assertThat(skipped).isBetween(1, 4);
        assertThat(notes).filteredOn(note -> note.contains("is skipped")).hasSize(skipped);
        for (int i = 0; i < steps.size(); i++) {
            StepRecord step = steps.get(i);
            assertThat(step.skipped()).isEqualTo(i < skipped);
            assertThat(step.lossScale()).isEqualTo(65536 / Math.pow(2, Math.min(i, skipped)));
            assertThat(Double.isFinite(step.gradientNorm())).isEqualTo(i >= skipped);
        }
        LearningRate rate = LearningRate.withWarmUpRatio(1e-3, 0.1, 6, LearningRate.Decay.LINEAR);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(steps.get(i).learningRate()).isEqualTo(rate.at(Math.max(0, i - skipped)));
        }
        List<String> log = Files.readAllLines(folder.resolve("out/a/log.jsonl"));
        assertThat(log.get(0)).contains("\"skipped\":true", "\"loss_scale\":65536.0", "\"grad_norm\":null");
        assertThat(log.get(5)).contains("\"loss_scale\":").doesNotContain("skipped");
    }

    @Test
    void aSkippedStepLeavesTheWeights() throws IOException {
        TrainingSettings settings =
                settings("bert-tiny", "", stage("a", "finetune", "precision: fp16", STEEP, "save_steps: 1"));
        assertThatThrownBy(() -> run(settings, "out", CheckpointScorer.NONE, stopAfter(2)))
                .hasMessage("stopped");
        Path checkpoint = folder.resolve("out/a/checkpoint-1");
        assertThat(checkpoint.resolve("trainer_state/state.json"))
                .content()
                .contains("\"loss_scale\"", "\"factor\" : 32768.0", "\"skipped\" : 1");
        try (SafetensorsFile before =
                        SafetensorsFile.open(ReferenceModels.own("bert-tiny").resolve("model.safetensors"));
                SafetensorsFile after = SafetensorsFile.open(checkpoint.resolve("model.safetensors"))) {
            for (String name : after.tensors().keySet()) {
                assertThat(after.floats(name)).as(name).containsExactly(before.floats(name));
            }
        }
    }

    @Test
    void aRunThatWasStoppedEndsAsOneThatWasNot() throws IOException {
        TrainingSettings settings =
                settings("bert-tiny", "", stage("a", "finetune", "precision: fp16", STEEP, "save_steps: 1"));
        run(settings, "whole");
        for (long step : new long[] {1, 2, 4, 5}) {
            assertThatThrownBy(() -> run(settings, "parts", CheckpointScorer.NONE, stopAfter(step)))
                    .hasMessage("stopped");
        }
        run(settings, "parts");
        assertThat(folder.resolve("parts/a/final/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/a/final/model.safetensors"));
        assertThat(scales("parts")).isEqualTo(scales("whole")).hasSize(6);
    }

    private List<String> scales(String output) throws IOException {
        return Files.readAllLines(folder.resolve(output).resolve("a/log.jsonl")).stream()
                .map(line -> line.replaceAll("\"(seconds|memory_mb|eta_seconds|tokens_per_second)\":[^,}]+", ""))
                .toList();
    }

    /** Masks of windows, which padding may lie wholly outside of, in every precision. */
    @Test
    void aNetworkWithWindowsIsTrained() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            rows.append("{\"query\": \"q %d\", \"pos\": [\"the %s of %d\"]}\n"
                    .formatted(i, "long river ".repeat(10 * (1 + i % 3)), i));
        }
        Files.writeString(folder.resolve("rows.jsonl"), rows.toString());
        String network = ReferenceModels.own("families/modernbert").toString();
        List<String> precisions = List.of("f32", "bf16", "fp16");
        for (String precision : precisions) {
            run(
                    settings(
                            network,
                            "attention: bidirectional\n",
                            stage("a", "finetune", "precision: " + precision).replace("steps: 6", "steps: 1")),
                    precision);
        }
        assertThat(steps).hasSize(3);
        assertThat(steps)
                .extracting(StepRecord::loss)
                .allSatisfy(loss -> assertThat(loss)
                        .isCloseTo(
                                steps.get(0).loss(), within(0.05 * steps.get(0).loss())));
    }

    @Test
    void tf32OnACpuIsFloat32AndOfAllStages() throws IOException {
        List<Double> exact = losses("qwen2-tiny", "f32");
        assertThat(losses("qwen2-tiny", "tf32", "precision: tf32")).isEqualTo(exact);
        assertThat(notes).anyMatch(note -> note.contains("on the CPU it is float32"));
        assertThatThrownBy(() ->
                        settings("qwen2-tiny", "", stage("a", "finetune", "precision: tf32"), stage("b", "finetune")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("tf32, which is of the whole process");
    }

    @Test
    void aRunThatDivergesEnds() throws IOException {
        TrainingSettings settings = settings(
                "bert-tiny",
                "",
                stage("a", "finetune", "precision: fp16").replace("learning_rate: 1e-3", "learning_rate: 1e37"));
        assertThatThrownBy(() -> run(settings, "out"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("diverged at step")
                .hasMessageContaining("precision: bf16");
    }
}
