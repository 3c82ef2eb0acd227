package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.TestLibtorch;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of a tiny network on a few rows. */
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
        return settings(stages, "");
    }

    private TrainingSettings settings(String stages, String more) throws IOException {
        Path file = folder.resolve("stages.yaml");
        Files.writeString(
                file,
                "seed: 7\nthreads: 1\nweights: random\nnetwork: "
                        + ReferenceModels.own("qwen2-tiny")
                        + "\n"
                        + more
                        + "stages:\n"
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
        return run(settings, output, CheckpointScorer.NONE, listener);
    }

    private List<Training.StageResult> run(
            TrainingSettings settings, String output, CheckpointScorer scorer, TrainingListener listener) {
        return new Training(
                        settings,
                        folder.resolve(output),
                        TestLibtorch.start(),
                        new Training.Surroundings(
                                Path::of, scorer, StageGate.NONE, TeacherScores.NONE, listener, () -> false, "test"))
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

    /** Dropout is drawn by seed and step, not by what was drawn before. */
    @Test
    void dropoutIsDrawnAgainAfterAStop() throws IOException {
        String ways = "accumulation: 2\n    chunk: 3\n    recompute: true";
        String stages = stage("finetune", "finetune", ways);
        TrainingSettings settings = bert(stages);
        List<Double> whole = new ArrayList<>();
        run(settings, "whole", losses(whole));
        for (long step : new long[] {1, 3, 6}) {
            assertThatThrownBy(() -> run(settings, "parts", stopAfter(step))).hasMessage("stopped");
        }
        run(settings, "parts", TrainingListener.NONE);
        assertThat(folder.resolve("parts/finetune/final/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/finetune/final/model.safetensors"));
        assertThat(losses("parts")).isEqualTo(losses("whole"));
        List<Double> off = new ArrayList<>();
        run(bert(stages.replace("recompute: true", "recompute: true\n    dropout: off")), "off", losses(off));
        assertThat(off).doesNotContainAnyElementsOf(whole);
        TrainingSettings other = bert(stages.replace("recompute: true", "recompute: true\n    dropout: 0.2"));
        assertThatThrownBy(() -> run(other, "whole", TrainingListener.NONE))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("dropout.embedded was 0.1 and is 0.2");
    }

    @Test
    void dropoutThatIsNoneIsAnError() {
        for (String wrong : List.of("1", "-0.1", "on", "false")) {
            assertThatThrownBy(() -> bert(stage("finetune", "finetune", "dropout: " + wrong)))
                    .as(wrong)
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("dropout");
        }
    }

    private static TrainingListener losses(List<Double> losses) {
        return new TrainingListener() {
            @Override
            public void stepped(String stage, StepRecord record, long steps) {
                losses.add(record.loss());
            }
        };
    }

    /** A network whose configuration has dropout. */
    private TrainingSettings bert(String stages) throws IOException {
        settings(stages);
        Path file = folder.resolve("stages.yaml");
        Files.writeString(file, Files.readString(file).replace("qwen2-tiny", "bert-tiny"));
        return TrainingSettings.read(file);
    }

    private List<String> losses(String output) throws IOException {
        return Files.readAllLines(folder.resolve(output).resolve("finetune/log.jsonl")).stream()
                .map(line -> line.replaceAll(".*(\"step\":\\d+).*(\"loss\":[^,]+).*", "$1 $2"))
                .toList();
    }

    private List<Double> losses(String output, String more) throws IOException {
        List<Double> losses = new ArrayList<>();
        run(
                settings(stage("finetune", "finetune", more).replace("steps: 7", "steps: 40")),
                output,
                new TrainingListener() {
                    @Override
                    public void stepped(String stage, StepRecord record, long steps) {
                        losses.add(record.loss());
                    }
                });
        assertThat(losses).hasSize(40);
        return losses;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Test
    void theLossFalls() throws IOException {
        List<Double> losses = losses("out", "");
        assertThat(mean(losses.subList(34, 40))).isLessThan(0.6 * mean(losses.subList(0, 6)));
    }

    /** Eight significant bits in products: the loss begins within a hundredth of float32's, without being it, and falls. */
    @Test
    void theLossFallsInBfloat16AsInFloat32() throws IOException {
        List<Double> exact = losses("f32", "");
        for (String more : List.of("precision: bf16", "precision: bf16\n    recompute: true\n    chunk: 3")) {
            List<Double> rounded = losses("bf16" + more.length(), more);
            assertThat(rounded.get(0)).isNotEqualTo(exact.get(0)).isCloseTo(exact.get(0), within(0.01 * exact.get(0)));
            assertThat(mean(rounded.subList(34, 40)))
                    .isLessThan(0.6 * mean(rounded.subList(0, 6)))
                    .isCloseTo(mean(exact.subList(34, 40)), within(0.1 * mean(exact.subList(0, 6))));
        }
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
                .replace("learning_rate: 1e-3", "learning_rate: 1e37"));
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
                .hasMessageContaining("was made with other settings")
                .hasMessageContaining("objective.contrast.temperature was 0.05 and is 0.1");
    }

    private void refused(String stages, String name) throws IOException {
        TrainingSettings other = settings(stages);
        assertThatThrownBy(() -> run(other, "out", TrainingListener.NONE))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("was made otherwise")
                .hasMessageContaining(name);
    }

    @Test
    void whatIsDoneStandsForTheSameSettingsAndDataOnly() throws IOException {
        String a = stage("a", "pretrain", "");
        String b = stage("b", "finetune", "");
        String soup = "  - {name: soup, kind: soup, of: [a, b], weights: [1, 3]}\n";
        run(settings(a + b + soup), "out", TrainingListener.NONE);
        run(settings(a + b + soup), "out", TrainingListener.NONE);
        refused(
                stage("a", "pretrain", "weight_decay: 0.1") + b + soup,
                "optimiser.adam.weightDecay was 0.0 and is 0.1");
        refused(a.replace("batch_size: 4", "batch_size: 6") + b + soup, "data.batch_size was 4 and is 6");
        refused(a.replace("negatives: 2", "negatives: 1") + b + soup, "data.data set 1 was rows");
        refused(a.replace("steps: 7", "steps: 8") + b + soup, "length.steps");
        refused(a + b + soup.replace("[1, 3]", "[1, 2]"), "weight 2 was 3.0 and is 2.0");
        refused(a + b + soup.replace("[a, b]", "[b, a]"), "member 1 was");
        refused(a + b + soup.replace("weights: [1, 3]", "blend: spherical"), "blend was AVERAGE and is SPHERICAL");
        Path model = folder.resolve("out/a/final/model.safetensors");
        byte[] weights = Files.readAllBytes(model);
        byte[] changed = weights.clone();
        changed[changed.length - 1] ^= 1;
        Files.write(model, changed);
        TrainingSettings same = settings(a + b + soup);
        assertThatThrownBy(() -> run(same, "out", TrainingListener.NONE))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("a/final is damaged: model.safetensors");
        // changed on purpose
        Path sums = folder.resolve("out/a/final/SHA256SUMS");
        byte[] written = Files.readAllBytes(sums);
        Files.delete(sums);
        refused(a + b + soup, "b/final was made otherwise: from was");
        Files.write(model, weights);
        Files.write(sums, written);
        Files.writeString(
                folder.resolve("rows.jsonl"),
                Files.readString(folder.resolve("rows.jsonl")).replaceFirst("river", "brook"));
        refused(a + b + soup, "data.data set 1 was rows");
    }

    /** Scores a checkpoint by the step in its label: the fourth is the best, and the first of two that are. */
    private static Map<String, Double> peak(Path place, String label) {
        String step = label.replaceFirst(".*-", "");
        return switch (step) {
            case "2" -> Map.of("Task", 0.3, "Other", 0.9);
            case "4", "6" -> Map.of("Task", 0.8, "Other", 0.1);
            default -> Map.of("Task", 0.1, "Other", 0.1);
        };
    }

    private String scored(String best) throws IOException {
        return stage("a", "pretrain", "score_steps: 2\n    keep: 1\n    keep_best: " + best)
                .replace("steps: 7", "steps: 13");
    }

    private List<String> checkpoints(String output) throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolve(output).resolve("a"))) {
            return folders.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("checkpoint-"))
                    .sorted()
                    .toList();
        }
    }

    private TrainingSettings evaluated(String stages) throws IOException {
        return settings(stages, "evaluation: {tasks: [Task, Other]}\n");
    }

    @Test
    void theBestCheckpointIsKeptBesideTheLast() throws IOException {
        TrainingSettings settings = evaluated(scored("Task"));
        run(settings, "task", TrainingTest::peak, TrainingListener.NONE);
        assertThat(checkpoints("task")).containsExactly("checkpoint-12", "checkpoint-4");
        assertThat(folder.resolve("task/a/best.json"))
                .content()
                .contains("\"checkpoint\" : \"checkpoint-4\"", "\"score\" : \"Task\"", "\"value\" : 0.8");
        run(evaluated(scored("mean")), "mean", TrainingTest::peak, TrainingListener.NONE);
        assertThat(checkpoints("mean")).containsExactly("checkpoint-12", "checkpoint-2");
        TrainingSettings misspelt = evaluated(scored("Tusk"));
        assertThatThrownBy(() -> run(misspelt, "misspelt", TrainingTest::peak, TrainingListener.NONE))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("'Tusk' is not scored");
        assertThat(folder.resolve("misspelt/a")).doesNotExist();
    }

    /** A kill between a checkpoint and its scores leaves the same log and the same best as none. */
    @Test
    void aScoringThatWasCutOffIsDoneAfterAll() throws IOException {
        TrainingSettings settings = evaluated(scored("Task"));
        run(settings, "whole", TrainingTest::peak, TrainingListener.NONE);
        CheckpointScorer cutOff = (place, label) -> {
            if (label.equals("a-4")) {
                throw new IllegalStateException("stopped");
            }
            return peak(place, label);
        };
        assertThatThrownBy(() -> run(settings, "parts", cutOff, TrainingListener.NONE))
                .hasMessage("stopped");
        run(settings, "parts", TrainingTest::peak, TrainingListener.NONE);
        assertThat(checkpoints("parts")).isEqualTo(checkpoints("whole"));
        assertThat(folder.resolve("parts/a/best.json")).hasSameTextualContentAs(folder.resolve("whole/a/best.json"));
        assertThat(scores("parts")).isEqualTo(scores("whole")).hasSize(6);
    }

    private List<String> scores(String output) throws IOException {
        return Files.readAllLines(folder.resolve(output).resolve("a/log.jsonl")).stream()
                .filter(line -> line.contains("scores"))
                .toList();
    }

    @Test
    void frozenWeightsStayBitForBitAndTheOthersMove() throws IOException {
        run(
                settings(stage("a", "finetune", "weight_decay: 0.1\n    freeze: [embed_tokens, layers.0.self_attn.]")),
                "out",
                TrainingListener.NONE);
        try (SafetensorsFile before = SafetensorsFile.open(folder.resolve("out/initial/model.safetensors"));
                SafetensorsFile after = SafetensorsFile.open(folder.resolve("out/a/final/model.safetensors"))) {
            assertThat(after.tensors().keySet())
                    .isEqualTo(before.tensors().keySet())
                    .hasSizeGreaterThan(20);
            for (String name : after.tensors().keySet()) {
                boolean frozen = name.startsWith("embed_tokens") || name.startsWith("layers.0.self_attn.");
                assertThat(Arrays.equals(before.floats(name), after.floats(name)))
                        .as(name)
                        .isEqualTo(frozen);
            }
        }
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
                        (before, after) -> List.of(before.label() + " was better"),
                        TeacherScores.NONE,
                        TrainingListener.NONE,
                        () -> false,
                        "test"));
        assertThatThrownBy(() -> training.run(Optional.empty()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("start was better");
        assertThat(heard).containsExactly("start", "pretrain");
    }

    @Test
    void theGateComparesWithTheStartWhereThatIsAsked() throws IOException {
        String stages = stage("pretrain", "pretrain", "") + stage("finetune", "finetune", "");
        String gated = "evaluation: {tasks: [Task], gate: gate.yaml%s}\n";
        for (String more : List.of("", ", gate_against: before", ", gate_against: start")) {
            TrainingSettings settings = settings(stages, gated.formatted(more));
            List<String> compared = new ArrayList<>();
            new Training(
                            settings,
                            folder.resolve("out" + more.length()),
                            TestLibtorch.start(),
                            new Training.Surroundings(
                                    Path::of,
                                    (place, label) -> Map.of("Task", 0.5),
                                    (before, after) -> {
                                        compared.add(before.label() + " " + after.label());
                                        return List.of();
                                    },
                                    TeacherScores.NONE,
                                    TrainingListener.NONE,
                                    () -> false,
                                    "test"))
                    .run(Optional.empty());
            assertThat(compared)
                    .containsExactly("start pretrain", more.endsWith("start") ? "start finetune" : "pretrain finetune");
        }
    }

    /** Found before the first step, and by a plan as well. */
    @Test
    void aStageThatCanLearnNothingIsRefused() throws IOException {
        String pair = "{\"query\": \"a river\", \"pos\": [\"%s\"]%s}\n";
        Files.writeString(
                folder.resolve("same.jsonl"), pair.formatted("the sea", "").repeat(12));
        Files.writeString(
                folder.resolve("copies.jsonl"),
                pair.formatted("the sea", ", \"neg\": [\"The  SEA\"]").repeat(12));
        Files.writeString(
                folder.resolve("graded.jsonl"),
                pair.formatted("the sea", ", \"score\": 0.5").repeat(12));
        String whole = stage("tune", "finetune", "");
        refuses(
                whole.replace("batch_size: 4", "batch_size: 1").replace("negatives: 2", "negatives: 0"),
                "batch_size 1");
        refuses(
                stage("tune", "finetune", "hard_negatives: none")
                        .replace("type: retrieval", "type: retrieval, in_batch_negatives: false"),
                "hard_negatives none");
        refuses(whole.replace("rows.jsonl", "same.jsonl"), "no query meets a text that is not its positive");
        refuses(whole.replace("rows.jsonl", "copies.jsonl"), "no query meets a text that is not its positive");
        refuses(whole.replace("rows.jsonl", "graded.jsonl"), "every 'score' is 0.5");
        // a teacher tells pairs apart that are graded alike
        TrainingSettings taught =
                settings(stage("tune", "distill", "teacher: {model: other}").replace("rows.jsonl", "graded.jsonl"));
        assertThat(new TrainingPlan(taught, ReferenceModels.own("qwen2-tiny"), folder.resolve("taught"))
                        .stages(TrainingDevice.CPU, note -> {}))
                .hasSize(1);
        refuses(stage("tune", "finetune", "freeze: ['']"), "every parameter is frozen");
    }

    private void refuses(String stages, String reason) throws IOException {
        TrainingSettings settings = settings(stages);
        Path work = folder.resolve("plan");
        assertThatThrownBy(() -> new TrainingPlan(settings, ReferenceModels.own("qwen2-tiny"), work)
                        .stages(TrainingDevice.CPU, note -> {}))
                .isInstanceOf(PlumblineException.class)
                .hasMessageStartingWith("stage tune")
                .hasMessageContaining(reason);
        List<Long> steps = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(String stage, StepRecord record, long all) {
                steps.add(record.step());
            }
        };
        assertThatThrownBy(() -> run(settings, "refused" + reason.hashCode(), listener))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(reason);
        assertThat(steps).isEmpty();
    }
}
