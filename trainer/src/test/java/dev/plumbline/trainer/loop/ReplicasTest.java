package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas on the CPU, which are several networks as those on GPUs are. */
final class ReplicasTest extends TrainingCase {

    private static final String TWO = "device: cpu,cpu\n";

    @ParameterizedTest
    @CsvSource({
        "bert-tiny, finetune, ''",
        "qwen2-tiny, finetune, ''",
        "qwen2-tiny, pretrain, 'chunk: 1'",
        "qwen2-tiny, finetune, 'recompute: true'",
        "bert-tiny, finetune, 'chunk: 2;recompute: true'",
        "bert-tiny, finetune, 'accumulation: 2;max_grad_norm: 0.1'",
        "bert-tiny, finetune, 'freeze: [embeddings]'",
        "qwen2-tiny, finetune, 'lora: {r: 4}'",
        "qwen2-tiny, finetune, 'matryoshka_dims: [8, 4];matryoshka_weights: [1, 0.5]'"
    })
    void lossesAndWeightsAreOnes(String network, String kind, String more) throws IOException {
        String stage = slow(stage("a", kind, more.isEmpty() ? new String[0] : more.split(";", -1)));
        run(settings(network, "", stage), "one");
        List<StepRecord> one = List.copyOf(steps);
        for (int replicas : new int[] {2, 3}) {
            steps.clear();
            String device = "device: "
                    + String.join(
                            ",",
                            IntStream.range(0, replicas).mapToObj(i -> "cpu").toList());
            run(settings(network, device + "\n", stage), "several" + replicas);
            assertThat(steps).hasSameSizeAs(one);
            for (int i = 0; i < one.size(); i++) {
                assertThat(steps.get(i).loss())
                        .isCloseTo(one.get(i).loss(), within(1e-6 * one.get(i).loss()));
                assertThat(steps.get(i).gradientNorm())
                        .isCloseTo(
                                one.get(i).gradientNorm(),
                                within(1e-5 * one.get(i).gradientNorm()));
                assertThat(steps.get(i).tokens()).isEqualTo(one.get(i).tokens());
            }
            sameWeights(folder.resolve("one/a/final"), folder.resolve("several" + replicas + "/a/final"));
        }
    }

    /** AdamW moves a weight by its gradient's sign, also where that is next to nothing, unless epsilon says otherwise. */
    private static String slow(String stage) {
        return stage.replace("learning_rate: 1e-3", "learning_rate: 1e-5\n    adam_epsilon: 1e-4");
    }

    private static void sameWeights(Path one, Path several) {
        try (Checkpoint expected = Checkpoint.open(one);
                Checkpoint found = Checkpoint.open(several)) {
            assertThat(found.tensors().keySet()).isEqualTo(expected.tensors().keySet());
            for (String name : expected.tensors().keySet()) {
                assertThat(found.floats(name)).as(name).containsExactly(expected.floats(name), within(1e-6f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "precision: bf16", "dropout: 0.1", "chunk: 1"})
    void aRunThatWasStoppedEndsAsOneThatWasNot(String more) throws IOException {
        String stage = stage("a", "finetune", "save_steps: 2", more);
        TrainingSettings settings = settings(
                "bert-tiny", TWO, more.startsWith("dropout") ? stage.replace("    dropout: off\n", "") : stage);
        run(settings, "whole");
        assertThatThrownBy(() -> run(settings, "parts", CheckpointScorer.NONE, stopAfter(3)))
                .hasMessage("stopped");
        run(settings, "parts");
        assertThat(folder.resolve("parts/a/final/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/a/final/model.safetensors"));
    }

    /** The texts of a step may be fewer than the replicas. */
    @Test
    void someMayHaveNothingToDo() throws IOException {
        String stage = slow(stage("a", "finetune", "chunk: 1").replace("batch_size: 4", "batch_size: 2"));
        run(settings("bert-tiny", "", stage), "one");
        List<Double> losses = steps.stream().map(StepRecord::loss).toList();
        steps.clear();
        run(settings("bert-tiny", "device: cpu,cpu,cpu,cpu,cpu\n", stage), "five");
        for (int i = 0; i < losses.size(); i++) {
            assertThat(steps.get(i).loss()).isCloseTo(losses.get(i), within(1e-6 * losses.get(i)));
        }
    }
}
