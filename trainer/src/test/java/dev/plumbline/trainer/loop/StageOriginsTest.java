package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.CheckpointWriter;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stages begin with and soups are made of: ends, best checkpoints and directories as others wrote them. */
class StageOriginsTest extends TrainingCase {

    private static final String EVALUATION = "evaluation: {tasks: [Task]}\n";

    private static Map<String, Double> peak(String label) {
        return Map.of(
                "Task",
                switch (label) {
                    case "a-2" -> 0.3;
                    case "a-4" -> 0.8;
                    default -> 0.1;
                });
    }

    /** A directory whose weights have names of older days, a buffer and a pooler that nobody computes. */
    private Path published(String name, String prefix) throws IOException {
        Path source = ReferenceModels.own("bert-tiny");
        Path target = folder.resolve(name);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (!file.endsWith("model.safetensors")) {
                    Files.copy(file, copy);
                }
            }
        }
        try (SafetensorsFile weights = SafetensorsFile.open(source.resolve("model.safetensors"))) {
            List<Tensor> tensors = new ArrayList<>();
            weights.tensors()
                    .forEach((tensor, entry) -> tensors.add(new Tensor(
                            prefix + tensor, Dtype.F32, entry.shape(), FloatSource.of(weights.floats(tensor)))));
            tensors.add(new Tensor(
                    prefix + "embeddings.position_ids", Dtype.F32, List.of(1L, 128L), FloatSource.of(new float[128])));
            CheckpointWriter.write(target, tensors);
        }
        return target;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bert."})
    void buffersAndPrefixesAreNoWeights(String prefix) throws IOException {
        Path start = published("published", prefix);
        for (String members : List.of("a, " + start, start + ", a")) {
            String output = "out" + members.startsWith("a");
            run(
                    settings(
                            start.toString(),
                            "",
                            stage("a", "finetune"),
                            "  - {name: soup, kind: soup, of: [" + members + "]}\n"),
                    output);
            try (SafetensorsFile before = SafetensorsFile.open(
                            ReferenceModels.own("bert-tiny").resolve("model.safetensors"));
                    SafetensorsFile after =
                            SafetensorsFile.open(folder.resolve(output + "/a/final/model.safetensors"));
                    SafetensorsFile soup =
                            SafetensorsFile.open(folder.resolve(output + "/soup/final/model.safetensors"))) {
                assertThat(soup.tensors().keySet()).isEqualTo(after.tensors().keySet());
                String name = "encoder.layer.0.output.dense.weight";
                float[] first = before.floats(name);
                float[] second = after.floats(name);
                float[] blended = soup.floats(name);
                for (int i = 0; i < blended.length; i++) {
                    assertThat(blended[i]).isCloseTo((first[i] + second[i]) / 2, within(1e-6f));
                }
            }
        }
    }

    @Test
    void whatCannotBeBlendedIsToldBeforeTheFirstStep() throws IOException {
        TrainingSettings settings = settings(
                "bert-tiny",
                "",
                stage("a", "finetune"),
                "  - {name: soup, kind: soup, of: [a, " + ReferenceModels.own("qwen2-tiny") + "]}\n");
        assertThatThrownBy(() -> run(settings, "out"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("stage soup blends")
                .hasMessageContaining("not of one network");
        assertThat(steps).isEmpty();
        TrainingChecks checks = new TrainingChecks(settings, ReferenceModels.own("bert-tiny"), folder.resolve("work"));
        assertThatThrownBy(() -> checks.require(Set.of(), Optional.empty(), warning -> {}))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("not of one network");
    }

    @Test
    void theNextStageBeginsWithTheBest() throws IOException {
        String kept = stage("a", "finetune", "score_steps: 2", "keep: 1", "keep_best: Task");
        run(
                settings(
                        "bert-tiny",
                        EVALUATION,
                        kept,
                        stage("b", "finetune", "from: a/best"),
                        "  - {name: soup, kind: soup, of: [a/best, b]}\n"),
                "out",
                (place, label) -> peak(label));
        assertThat(folder.resolve("out/b/final/provenance.json")).content().contains("a/checkpoint-4");
        assertThat(folder.resolve("out/soup/final/provenance.json")).content().contains("a/checkpoint-4", "b/final");
        assertThatThrownBy(() -> settings(
                        "bert-tiny", EVALUATION, stage("a", "finetune"), stage("b", "finetune", "from: a/best")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("keeps none; give it keep_best");
    }

    @Test
    void theEndMayBeTheBest() throws IOException {
        String kept = stage("a", "finetune", "score_steps: 2", "keep_best: mean");
        run(
                settings("bert-tiny", EVALUATION, kept, stage("b", "finetune", "from: a/best")),
                "out",
                (place, label) -> Map.of("Task", label.equals("a") ? 0.9 : 0.2));
        assertThat(folder.resolve("out/a/best.json")).content().contains("\"final\"", "\"step\" : 6", "0.9");
        assertThat(folder.resolve("out/b/final/provenance.json")).content().contains("a/final");
    }

    /** As transformers' early_stopping_threshold: each score is the best so far, none by as much as is asked for. */
    @Test
    void aScoreThatCreepsUpIsNoBetterOne() throws IOException {
        String impatient = stage(
                        "a", "finetune", "score_steps: 2", "keep_best: Task", "patience: 2", "min_delta: 0.015")
                .replace("steps: 6", "steps: 40");
        CheckpointScorer creeping = (place, label) -> Map.of(
                "Task",
                switch (label) {
                    case "a-2" -> 0.30;
                    case "a-4" -> 0.31;
                    case "a-6" -> 0.33;
                    case "a-8" -> 0.34;
                    default -> 0.35;
                });
        run(settings("bert-tiny", EVALUATION, impatient), "out", creeping);
        // 0.33 is enough above 0.31, and what follows is not above it
        assertThat(steps).hasSize(10);
        assertThat(folder.resolve("out/a/best.json")).content().contains("\"risen\" : 6");
        steps.clear();
        run(settings("bert-tiny", EVALUATION, impatient.replace("0.015", "0.05")), "strict", creeping);
        assertThat(steps).hasSize(6);
    }

    @Test
    void aStageWithoutPatienceLeftEnds() throws IOException {
        String impatient = stage("a", "finetune", "score_steps: 2", "keep_best: Task", "patience: 2")
                .replace("steps: 6", "steps: 40");
        TrainingSettings settings = settings("bert-tiny", EVALUATION, impatient);
        run(settings, "whole", (place, label) -> peak(label));
        assertThat(steps).hasSize(8);
        assertThat(notes).anyMatch(note -> note.contains("ends after step 8: Task has not risen in the last 2"));
        assertThat(folder.resolve("whole/a/final/provenance.json")).content().contains("\"step\" : 8");
        // killed at any time, it ends with the same weights
        for (long step : new long[] {5, 8}) {
            assertThatThrownBy(() -> run(settings, "parts", (place, label) -> peak(label), stopAfter(step)))
                    .hasMessage("stopped");
        }
        run(settings, "parts", (place, label) -> peak(label));
        assertThat(folder.resolve("parts/a/final/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/a/final/model.safetensors"));
        // other patience is another end
        TrainingSettings patient = settings("bert-tiny", EVALUATION, impatient.replace("patience: 2", "patience: 3"));
        assertThatThrownBy(() -> run(patient, "whole", (place, label) -> peak(label)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("stops.patience");
        assertThatThrownBy(() -> settings("bert-tiny", "", stage("a", "finetune", "patience: 2")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("patience");
    }
}
