package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.RepositoryType;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stages that train matrices of low rank. */
class LoraTrainingTest extends TrainingCase {

    private static String lora(String name, String settings, String... more) {
        List<String> lines = new ArrayList<>(List.of("lora: {" + settings + "}"));
        lines.addAll(List.of(more));
        return stage(name, "finetune", lines.toArray(String[]::new));
    }

    private static Path start() {
        return ReferenceModels.own("bert-tiny");
    }

    @Test
    void keptAndMergedAreTheSameAndTheRestStays() throws IOException {
        run(settings("bert-tiny", "", lora("a", "r: 2, alpha: 4, targets: [query, value]")), "merged");
        List<Double> losses = steps.stream().map(StepRecord::loss).toList();
        steps.clear();
        run(settings("bert-tiny", "", lora("a", "r: 2, alpha: 4, targets: [query, value], merge: false")), "kept");
        assertThat(steps.stream().map(StepRecord::loss).toList()).isEqualTo(losses);
        Path kept = folder.resolve("kept/a/final");
        assertThat(kept.resolve("model.safetensors")).doesNotExist();
        assertThat(kept.resolve("adapter_config.json"))
                .content()
                .contains("\"attention.self.query\"", "\"attention.self.value\"", start().toString());
        assertThat(folder.resolve("merged/a/final/adapter_config.json")).doesNotExist();
        try (Checkpoint before = Checkpoint.open(start());
                Checkpoint merged = Checkpoint.open(folder.resolve("merged/a/final"));
                Checkpoint adapted = Checkpoint.open(kept)) {
            assertThat(adapted.tensors().keySet()).isEqualTo(merged.tensors().keySet());
            for (String name : merged.tensors().keySet()) {
                boolean changed = name.endsWith("query.weight") || name.endsWith("value.weight");
                assertThat(Arrays.equals(before.floats(name), merged.floats(name)))
                        .as(name)
                        .isEqualTo(!changed);
                assertThat(adapted.floats(name)).as(name).containsExactly(merged.floats(name), within(1e-6f));
            }
        }
    }

    /** Nothing is changed before the first step. */
    @Test
    void theFirstLossIsThatOfTheWholeNetwork() throws IOException {
        run(settings("qwen2-tiny", "", stage("a", "finetune")), "whole");
        double whole = steps.get(0).loss();
        steps.clear();
        run(settings("qwen2-tiny", "", lora("a", "r: 4")), "lora");
        assertThat(steps.get(0).loss()).isCloseTo(whole, within(1e-6));
        assertThat(steps.get(5).loss()).isLessThan(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aRunThatWasStoppedEndsAsOneThatWasNot(String merge) throws IOException {
        TrainingSettings settings = settings(
                "bert-tiny",
                "",
                lora("a", "dropout: 0.2, merge: " + merge, "save_steps: 2", "recompute: true", "chunk: 3"));
        run(settings, "whole");
        for (long step : new long[] {3, 5}) {
            assertThatThrownBy(() -> run(settings, "parts", CheckpointScorer.NONE, stopAfter(step)))
                    .hasMessage("stopped");
        }
        run(settings, "parts");
        String weights = merge.equals("true") ? "model.safetensors" : "adapter_model.safetensors";
        assertThat(folder.resolve("parts/a/final").resolve(weights))
                .hasSameBinaryContentAs(folder.resolve("whole/a/final").resolve(weights));
    }

    @Test
    void inBfloat16Too() throws IOException {
        run(settings("bert-tiny", "", lora("a", "r: 4")), "f32");
        List<Double> losses = steps.stream().map(StepRecord::loss).toList();
        steps.clear();
        run(settings("bert-tiny", "", lora("a", "r: 4", "precision: bf16")), "bf16");
        for (int i = 0; i < losses.size(); i++) {
            assertThat(steps.get(i).loss()).isNotEqualTo(losses.get(i)).isCloseTo(losses.get(i), within(0.1));
        }
    }

    @Test
    void keptAdaptersAreGoneOnWithAndBlended() throws IOException {
        String kept = lora("a", "merge: false");
        run(
                settings(
                        "bert-tiny",
                        "",
                        kept,
                        stage("b", "finetune").replace("    dropout: off\n", ""),
                        "  - {name: soup, kind: soup, of: [a, b, " + start() + "]}\n"),
                "out");
        assertThat(folder.resolve("out/b/final/model.safetensors")).exists();
        assertThat(folder.resolve("out/soup/final/model.safetensors")).exists();
        TrainingSettings twice = settings("bert-tiny", "", kept, lora("b", "r: 2"));
        assertThatThrownBy(() -> run(twice, "twice"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("stage b")
                .hasMessageContaining("merge: true");
        assertThat(folder.resolve("twice/a")).doesNotExist();
    }

    @Test
    void whatIsNoModuleIsRefused() throws IOException {
        TrainingSettings settings = settings("bert-tiny", "", lora("a", "targets: [q_proj, value]"));
        assertThatThrownBy(() -> run(settings, "out"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("'q_proj', which no linear map of the network is called")
                .hasMessageContaining("attention.self.query");
        assertThatThrownBy(() -> settings("bert-tiny", "", lora("a", "rank: 3")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("rank");
        assertThatThrownBy(() -> settings("bert-tiny", "", lora("a", "r: 0")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("r must be at least 1");
    }

    @Test
    void thePlanCountsWhatIsTrained() throws IOException {
        TrainingSettings settings = settings("bert-tiny", "", lora("a", "r: 1, targets: [query]"));
        List<TrainingPlan.Stage> plan =
                new TrainingPlan(settings, start(), folder.resolve("work")).stages(TrainingDevice.CPU, warning -> {});
        // two layers, of 32 to 32 values
        assertThat(plan.get(0).trained()).isEqualTo(2 * 64);
        assertThat(plan.get(0).parameters()).isGreaterThan(20_000);
    }

    /** An adapter of a published network is one on every machine. */
    @Test
    void aNetworkOfTheHubIsNamedAsThere() throws IOException {
        Path snapshot = HubEnvironment.ofProcess()
                .cache()
                .repository(RepositoryType.MODEL, "org/lora-tiny")
                .snapshot("0123456789abcdef0123456789abcdef01234567");
        try (Stream<Path> files = Files.walk(start())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = snapshot.resolve(start().relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        run(
                settings(
                        snapshot.toAbsolutePath().toString(),
                        "",
                        lora("a", "merge: false"),
                        stage("b", "finetune").replace("    dropout: off\n", "")),
                "hub");
        assertThat(folder.resolve("hub/a/final/adapter_config.json"))
                .content()
                .contains(
                        "\"base_model_name_or_path\" : \"org/lora-tiny\"",
                        "\"revision\" : \"0123456789abcdef0123456789abcdef01234567\"");
        assertThat(folder.resolve("hub/b/final/model.safetensors")).exists();
    }
}
