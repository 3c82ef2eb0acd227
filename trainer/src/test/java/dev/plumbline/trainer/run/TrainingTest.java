package dev.plumbline.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.trainer.TestLibtorch;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of a tiny network on a few rows. */
@EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "needs ../shared")
class TrainingTest {

    @TempDir
    Path folder;

    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void data() throws IOException {
        StringBuilder rows = new StringBuilder();
        String[] words = {"river", "stone", "market", "garden", "copper", "paper", "cloud", "film"};
        for (int i = 0; i < 24; i++) {
            String word = words[i % words.length];
            rows.append("{\"query\": \"%s number %d\", \"pos\": [\"the %s of %d\"], \"neg\": [\"a %s\", \"no %s\"]}\n"
                    .formatted(word, i, word, i, words[(i + 1) % words.length], words[(i + 3) % words.length]));
        }
        Files.writeString(folder.resolve("rows.jsonl"), rows.toString());
    }

    private TrainingSettings settings(String stages) throws IOException {
        Path file = folder.resolve("stages.yaml");
        Files.writeString(
                file,
                "seed: 7\nthreads: 1\nweights: random\nnetwork: "
                        + Path.of(System.getProperty("plumbline.shared"), "reference-models", "qwen2-tiny")
                        + "\nstages:\n"
                        + stages);
        return TrainingSettings.read(file);
    }

    private static String stage(String name, String kind, String more) {
        return """
              - name: %s
                kind: %s
                learning_rate: 1e-3
                save_steps: 2
                steps: 7
                %s
                data:
                  batch_size: 4
                  datasets:
                    - {name: rows, path: rows.jsonl, type: retrieval, negatives: 2}
            """.formatted(name, kind, more);
    }

    private List<Training.StageResult> run(TrainingSettings settings, String output, TrainingListener listener) {
        return new Training(
                        settings,
                        folder.resolve(output),
                        TestLibtorch.start(),
                        new Training.Surroundings(
                                Path::of, CheckpointScorer.NONE, StageGate.NONE, TeacherScores.NONE, listener, "test"))
                .run(Optional.empty());
    }

    /** Stops a run after a step, as a kill would, between two steps. */
    private static TrainingListener stopAfter(long step) {
        return new TrainingListener() {
            @Override
            public void stepped(String stage, StepRecord record, long steps) {
                if (record.step() == step) {
                    throw new IllegalStateException("stopped");
                }
            }
        };
    }

    @Test
    void aRunThatWasStoppedEndsAsOneThatWasNot() throws IOException {
        TrainingSettings settings = settings(stage("pretrain", "pretrain", "") + stage("finetune", "finetune", ""));
        run(settings, "whole", TrainingListener.NONE);
        for (long step : new long[] {1, 3, 5, 6}) {
            assertThatThrownBy(() -> run(settings, "parts", stopAfter(step))).hasMessage("stopped");
        }
        // the first stage is done by then; the second is stopped once
        assertThatThrownBy(() -> run(settings, "parts", stopAfter(7))).hasMessage("stopped");
        run(settings, "parts", TrainingListener.NONE);
        for (String stage : List.of("pretrain", "finetune")) {
            assertThat(folder.resolve("parts").resolve(stage).resolve("final/model.safetensors"))
                    .as(stage)
                    .hasSameBinaryContentAs(
                            folder.resolve("whole").resolve(stage).resolve("final/model.safetensors"));
        }
        assertThat(losses("parts")).isEqualTo(losses("whole"));
    }

    private List<String> losses(String output) throws IOException {
        return Files.readAllLines(folder.resolve(output).resolve("finetune/log.jsonl")).stream()
                .map(line -> line.replaceAll(".*(\"step\":\\d+).*(\"loss\":[^,]+).*", "$1 $2"))
                .toList();
    }

    @Test
    void theLossFalls() throws IOException {
        List<Double> losses = new ArrayList<>();
        run(
                settings(stage("finetune", "finetune", "").replace("steps: 7", "steps: 40")),
                "out",
                new TrainingListener() {
                    @Override
                    public void stepped(String stage, StepRecord record, long steps) {
                        losses.add(record.loss());
                    }
                });
        assertThat(losses).hasSize(40);
        assertThat(losses.subList(34, 40).stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow())
                .isLessThan(0.6
                        * losses.subList(0, 6).stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow());
    }

    @Test
    void aSoupIsBlended() throws IOException {
        List<Training.StageResult> results = run(
                settings(stage("a", "pretrain", "") + stage("b", "finetune", "from: a")
                        + "  - {name: soup, kind: soup, of: [a, b], weights: [1, 3]}\n"),
                "out",
                TrainingListener.NONE);
        assertThat(results.stream().map(Training.StageResult::stage)).containsExactly("start", "a", "b", "soup");
        assertThat(folder.resolve("out/soup/final/model.safetensors")).exists();
        assertThat(folder.resolve("out/soup/final/provenance.json")).content().contains("AVERAGE");
    }

    @Test
    void divergenceNamesItsRowsAndKeepsTheLastCheckpoint() throws IOException {
        TrainingSettings settings = settings(stage("pretrain", "pretrain", "max_grad_norm: 0")
                .replace("learning_rate: 1e-3", "learning_rate: 1e38"));
        assertThatThrownBy(() -> run(settings, "out", TrainingListener.NONE))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("diverged at step")
                .hasMessageContaining("rows.jsonl");
    }

    @Test
    void otherSettingsDoNotGoOnFromACheckpoint() throws IOException {
        TrainingSettings settings = settings(stage("pretrain", "pretrain", ""));
        assertThatThrownBy(() -> run(settings, "out", stopAfter(3))).hasMessage("stopped");
        TrainingSettings other = settings(stage("pretrain", "pretrain", "temperature: 0.1"));
        assertThatThrownBy(() -> run(other, "out", TrainingListener.NONE))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("was made with other settings");
    }

    @Test
    void aStageBelowTheGateStopsTheRun() throws IOException {
        TrainingSettings settings = settings(stage("pretrain", "pretrain", ""));
        Training training = new Training(
                settings,
                folder.resolve("out"),
                TestLibtorch.start(),
                new Training.Surroundings(
                        Path::of,
                        (place, label) -> {
                            heard.add(label);
                            return Map.of("Task", 0.5);
                        },
                        (before, after) -> List.of(before + " was better"),
                        TeacherScores.NONE,
                        TrainingListener.NONE,
                        "test"));
        assertThatThrownBy(() -> training.run(Optional.empty()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("start was better");
        assertThat(heard).containsExactly("start", "pretrain");
    }
}
