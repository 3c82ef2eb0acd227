package dev.plumbline.trainer.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.objective.HardNegatives;
import dev.plumbline.trainer.objective.InfoNce;
import dev.plumbline.trainer.objective.Mixing;
import dev.plumbline.trainer.optimise.LearningRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stages.yaml may say, its defaults, and how each mistake is named. */
final class StageFilesTest {

    @TempDir
    private Path folder;

    private TrainingSettings read(String yaml) throws IOException {
        Files.writeString(folder.resolve("one.jsonl"), "");
        Path file = Files.writeString(folder.resolve("stages.yaml"), yaml);
        return TrainingSettings.read(file);
    }

    private static String stage(String kind, String... more) {
        StringBuilder yaml = new StringBuilder("network: net\nstages:\n- name: s\n  kind: " + kind
                + "\n  data: {batch_size: 2, datasets: [{name: d, path: one.jsonl, type: retrieval}]}\n");
        for (String line : more) {
            yaml.append("  ").append(line).append('\n');
        }
        return yaml.toString();
    }

    private OptimisedStage one(String kind, String... more) throws IOException {
        return (OptimisedStage) read(stage(kind, more)).stages().get(0);
    }

    @Test
    void defaultsFollowTheKind() throws IOException {
        ObjectiveSettings pretrain = one("pretrain").objective();
        ObjectiveSettings finetune = one("finetune").objective();
        ObjectiveSettings distill = one("distill").objective();

        assertThat(pretrain.contrast()).isEqualTo(InfoNceOf.pretrain());
        assertThat(finetune.contrast().hardNegatives()).isEqualTo(HardNegatives.SHARED);
        assertThat(finetune.contrast().focalGamma()).isEqualTo(0.5);
        assertThat(finetune.contrast().mixing()).contains(new Mixing(Mixing.Kind.BOTH, true, 0.05, true));
        assertThat(finetune.teacher()).isEmpty();
        assertThat(distill.teacher()).contains(new ObjectiveSettings.Teacher(1, 1, 0.05));
        OptimiserSettings optimiser = one("finetune").optimiser();
        assertThat(optimiser.peak()).isEqualTo(1e-5);
        assertThat(optimiser.warmUpRatio()).isEqualTo(0.1);
        assertThat(optimiser.decay()).isEqualTo(LearningRate.Decay.LINEAR);
        assertThat(optimiser.maxNorm()).isEqualTo(1);
        assertThat(optimiser.memory().accumulation()).isEqualTo(1);
        assertThat(optimiser.frozen("anything")).isFalse();
        assertThat(one("finetune").length()).isEqualTo(new OptimisedStage.Length(OptionalLong.empty(), 1));
        assertThat(one("finetune").rhythm().keep()).isEqualTo(2);
    }

    @Test
    void warmUpHasARatioOrSteps() throws IOException {
        assertThat(one("finetune", "warmup_steps: 7").optimiser().rate(100).warmUp())
                .isEqualTo(7);
        assertThat(one("finetune", "warmup_ratio: 0.2").optimiser().rate(100).warmUp())
                .isEqualTo(20);
        assertThatThrownBy(() -> one("finetune", "warmup_steps: 7", "warmup_ratio: 0.2"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("warmup_ratio and warmup_steps cannot both be given");
    }

    private static final class InfoNceOf {
        static InfoNce pretrain() {
            return new InfoNce(0.05, true, HardNegatives.NONE, 0, true, Optional.empty(), OptionalDouble.empty(), true);
        }
    }

    @Test
    void everySettingIsRead() throws IOException {
        OptimisedStage stage = one(
                "distill",
                "temperature: 0.1",
                "hard_negatives: own",
                "focal_gamma: 2",
                "focal_detached: false",
                "mixing: pairwise",
                "mixing_detached: false",
                "mixing_shared: false",
                "listwise_temperature: 0.3",
                "false_negative_margin: -0.2",
                "mask_same_id: false",
                "cosent_scale: 30",
                "contrastive_weight: 0",
                "kl_weight: 2",
                "kl_temperature: 0.2",
                "matryoshka_dims: [64, 32]",
                "matryoshka_weights: [1, 0.5]",
                "learning_rate: 0.001",
                "warmup_ratio: 0",
                "decay: cosine",
                "weight_decay: 0.01",
                "max_grad_norm: 0",
                "accumulation: 4",
                "chunk: 8",
                "recompute: true",
                "precision: bf16",
                "freeze: [embeddings., layer.0.]",
                "dropout: 0.2",
                "lora: {r: 4, alpha: 16, dropout: 0.1, targets: [q_proj], merge: false}",
                "teacher: {model: t, prompts: none}",
                "epochs: 2.5",
                "save_steps: 5",
                "keep: 3",
                "score_steps: 10",
                "from: org/name");

        assertThat(stage.objective().contrast().falseNegativeMargin()).hasValue(-0.2);
        assertThat(stage.objective().contrast().mixing()).contains(new Mixing(Mixing.Kind.PAIRWISE, false, 0.3, false));
        assertThat(stage.objective().contrast().maskSameId()).isFalse();
        assertThat(stage.objective().cosentScale()).isEqualTo(30);
        assertThat(stage.objective().teacher()).contains(new ObjectiveSettings.Teacher(0, 2, 0.2));
        assertThat(stage.objective().matryoshka())
                .isEqualTo(new ObjectiveSettings.Nesting(List.of(64, 32), List.of(1.0, 0.5)));
        assertThat(stage.optimiser().maxNorm()).isInfinite();
        assertThat(stage.optimiser().memory().chunk()).hasValue(8);
        assertThat(stage.optimiser().frozen("layer.0.weight")).isTrue();
        assertThat(stage.optimiser().frozen("layer.10.weight")).isFalse();
        assertThat(stage.optimiser().rate(100).warmUp()).isZero();
        assertThat(stage.lora()).contains(new LoraSettings(4, 16, 0.1, List.of("q_proj"), false));
        assertThat(stage.teacher().orElseThrow().prompts()).contains("none");
        assertThat(stage.length().steps(10)).isEqualTo(25);
        assertThat(stage.from()).contains("org/name");
        assertThat(stage.rhythm().score()).hasValue(10);
    }

    /** A line put into a stage, the key that is named, and what is said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "temperature: 0                  | temperature | must be above 0",
                "temperature: x                  | temperature | must be a number",
                "hard_negatives: some            | hard_negatives | must be one of",
                "focal_gamma: -1                 | focal_gamma | must be at least 0",
                "focal_detached: 1               | focal_detached | must be true or false",
                "mixing: all                     | mixing | must be one of",
                "listwise_temperature: 0         | listwise_temperature | must be above 0",
                "cosent_scale: -5                | cosent_scale | must be above 0",
                "kl_weight: -1                   | kl_weight | must be at least 0",
                "matryoshka_dims: [1.5]          | matryoshka_dims | must be whole numbers",
                "matryoshka_dims: [0]            | matryoshka_dims | must be whole numbers",
                "matryoshka_dims: [64]           | matryoshka_dims | must be as many as the other of",
                "matryoshka_weights: [1]         | matryoshka_weights | must be as many as the other of",
                "learning_rate: 0                | learning_rate | must be above 0",
                "warmup_ratio: 1.5               | warmup_ratio | must be from 0 to 1",
                "warmup_steps: -1                | warmup_steps | must be at least 0",
                "min_delta: 0.1                  | min_delta | needs patience beside it",
                "decay: steps                    | decay | must be one of",
                "adam_epsilon: 0                 | adam_epsilon | must be above 0",
                "adam_beta1: 1                   | '' | not constants of AdamW",
                "weight_decay: -1                | weight_decay | must be at least 0",
                "max_grad_norm: -1               | max_grad_norm | must be at least 0",
                "accumulation: 0                 | '' | accumulation and chunk must be at least 1",
                "chunk: 0                        | '' | accumulation and chunk must be at least 1",
                "chunk: 1.5                      | chunk | must be a whole number",
                "precision: f8                   | precision | must be one of",
                "dropout: 1                      | dropout | must be at least 0 and below 1",
                "dropout: none                   | dropout | must be config, off or a rate, not 'none'",
                "steps: 0                        | '' | steps must be at least 1",
                "epochs: 0                       | '' | epochs above 0",
                "keep: 0                         | '' | keep must be at least 1",
                "save_steps: 0                   | '' | must be at least 1",
                "keep_best: mean                 | keep_best | needs score_steps beside it",
                "patience: 2                     | '' | patience must be at least 1, and needs keep_best",
                "teacher: {model: t}             | kl_weight | is 0, and there is a teacher",
                "teacher: {}                     | teacher.model | is missing",
                "teacher: {model: t, template: x} | teacher.template | must contain {instruction}",
                "'teacher: {model: t, template: \"{instruction}\", prompts: none}' | teacher.prompts | and template cannot both be given",
                "lora: {r: 0}                    | '' | r must be at least 1",
                "lora: {dropout: 1}              | '' | dropout from 0 to below 1",
                "lora: {rank: 8}                 | lora.rank | ''",
                "from: later                     | from | is no stage before this one",
                "from: s                         | from | which is this stage itself",
                "temprature: 1                   | temprature | ''",
            })
    void mistakesNameTheirKeyAndLine(String line, String key, String message) {
        assertThatThrownBy(() -> one("finetune", line))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageStartingWith(folder.resolve("stages.yaml").toString())
                .hasMessageContaining(key)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"initial", "results", "start", "tasks", "a/b", "..", "", "a b", "-a", "Ü"})
    void stagesNameFolders(String name) {
        assertThatThrownBy(() -> read(stage("finetune").replace("name: s", "name: '" + name + "'")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("name");
    }

    /** Everything beside the stages, or the stages themselves. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network: net                                        | stages | must have at least one",
                "'stages: [{name: a}]'                               | network | is missing",
                "'{network: net, stages: [{name: a}]}'               | kind | is missing",
                "'{network: net, stages: [{name: a, kind: x}]}'      | kind | must be one of",
                "'{network: net, stages: [{name: a, kind: finetune}]}' | data | is missing",
                "'{network: net, stages: {name: a}}'                 | stages | must be a list of mappings",
                "'{network: net, threads: 0, stages: [{name: a, kind: soup, of: [x/y]}]}' | threads | must be at least 1",
                "'{network: net, device: tpu, stages: [{name: a, kind: soup, of: [x/y]}]}' | device | not 'tpu'",
                "'{network: net, pooling: max, stages: [{name: a, kind: soup, of: [x/y]}]}' | pooling | must be",
                "'{network: net, seed: x, stages: [{name: a, kind: soup, of: [x/y]}]}' | seed | must be a whole number",
                "'{network: net, stages: [{name: a, kind: soup}]}'   | of | must name the stages",
                "'{network: net, stages: [{name: a, kind: soup, of: [x/y], weights: [1, 2]}]}' | weights | are 2, and there are 1 checkpoints",
                "'{network: net, stages: [{name: a, kind: soup, of: [x/y], choose: greedy}]}' | choose | there is no evaluation",
                "'{network: net, stages: [{name: a, kind: soup, of: [a]}]}' | of | which is this stage itself",
                "'{network: net, stages: [{name: a, kind: soup, of: [b]}, {name: b, kind: soup, of: [x/y]}]}' | of | which is a later stage",
                "'{network: net, stages: [{name: a, kind: soup, of: [x/y]}, {name: a, kind: soup, of: [x/y]}]}' | stages | has two that are called 'a'",
                "'{network: net, stages: [{name: a, kind: soup, of: [x/y]}, {name: b, kind: soup, of: [a/best]}]}' | of | which keeps none",
                "'{network: net, stages: [{name: a, kind: soup, of: [x/y], blend: mean}]}' | blend | must be one of",
            })
    void mistakesOfTheRunNameTheirKey(String yaml, String key, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(message);
    }

    @Test
    void aSoupIsRead() throws IOException {
        TrainingSettings settings = read(
                "{network: net, weights: random, decontaminate: refuse, stages: [{name: a, kind: soup, of: [x/y, ./], weights: [1, 3], blend: spherical}]}"
                        .replace("./", folder.toString()));

        SoupStage soup = (SoupStage) settings.stages().get(0);
        assertThat(soup.weights()).containsExactly(1.0, 3.0);
        assertThat(soup.greedy()).isFalse();
        assertThat(settings.start().random()).isTrue();
        assertThat(settings.contamination()).isEqualTo(TrainingSettings.Contamination.REFUSE);
        assertThat(settings.folder()).isEqualTo(folder);
        assertThat(Origin.of("a/best")).isEqualTo(new Origin("a", true));
        assertThat(Origin.of("best")).isEqualTo(new Origin("best", false));
    }
}
