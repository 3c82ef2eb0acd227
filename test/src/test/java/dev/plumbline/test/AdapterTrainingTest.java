package dev.plumbline.test;

import static dev.plumbline.test.SmallTraining.stage;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumbline train} of adapters: planned, kept, scored, gone on with, blended and run as any model. */
class AdapterTrainingTest {

    private static final int MODEL = 4;

    @TempDir
    Path folder;

    private static final String KEPT = stage(
            "adapt", "finetune", "steps: 4\n    score_steps: 2\n    keep_best: OwnSts\n    lora: {r: 2, merge: false}");

    private CommandLineRun train(Object... more) {
        Object[] words = new Object[more.length + 5];
        System.arraycopy(
                new Object[] {"train", "--config", folder.resolve("stages.yaml"), "--output", folder.resolve("out")},
                0,
                words,
                0,
                5);
        System.arraycopy(more, 0, words, 5, more.length);
        return CommandLineRun.of(words);
    }

    @Test
    void adaptersAreScoredAndGoneOnWith() throws IOException {
        SmallTraining training = new SmallTraining(folder);
        new SmallSts(folder);
        training.configuration(
                "evaluation: {task_files: [task.json], tasks: [OwnSts]}",
                KEPT,
                stage("whole", "finetune", "steps: 2\n    from: adapt/best"),
                "  - {name: soup, kind: soup, of: [adapt, whole]}\n");
        CommandLineRun plan = train("--dry-run");
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out()).containsPattern("adapt +4 .* [0-9,]+ \\([0-9.]+%\\)");
        CommandLineRun run = train();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("TASK +start +adapt +whole +soup");
        Path adapter = folder.resolve("out/adapt/final");
        assertThat(adapter.resolve("adapter_model.safetensors")).exists();
        assertThat(adapter.resolve("model.safetensors")).doesNotExist();
        assertThat(Files.readString(folder.resolve("out/whole/final/provenance.json")))
                .containsAnyOf("adapt/checkpoint-2", "adapt/final");
        CommandLineRun explained = CommandLineRun.of("model", "explain", "--model", adapter, "--task", "STS12");
        assertThat(explained.code()).as(explained.err()).isZero();
        assertThat(explained.out()).contains("adapter over ").contains("bidirectional");
    }

    @Test
    void whatCannotBeBlendedIsSaidByThePlan() throws IOException {
        SmallTraining training = new SmallTraining(folder);
        training.network("other");
        training.write("other/config.json", """
                {"model_type": "qwen2", "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 4,
                 "num_key_value_heads": 2, "intermediate_size": 64, "vocab_size": 480, "max_position_embeddings": 64,
                 "rms_norm_eps": 1e-6, "hidden_act": "silu", "is_causal": false}
                """);
        new SparseWeights(folder.resolve("other/config.json")).write(folder.resolve("other/model.safetensors"));
        training.configuration(
                "", stage("adapt", "finetune", "steps: 2"), "  - {name: soup, kind: soup, of: [adapt, other]}\n");
        CommandLineRun plan = train("--dry-run");
        assertThat(plan.code()).as(plan.err()).isEqualTo(MODEL);
        assertThat(plan.err()).contains("stage soup blends");
    }
}
