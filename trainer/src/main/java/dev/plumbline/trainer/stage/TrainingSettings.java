package dev.plumbline.trainer.stage;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.torch.Devices;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.trainer.rows.DataSettings;
import dev.plumbline.trainer.rows.DatasetSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A training run, {@code stages.yaml}:
 *
 * <pre>
 * seed: 42
 * threads:                     all processors if left out; results are the same only for the same number
 * device: auto                 cpu, cuda, cuda:N, cuda:0,cuda:1, cuda:all; what networks are computed on
 * network: network             required; a model's directory beside this file, or a hub name
 * weights: given               random: drawn from the seed, the directory need not have any
 * attention: bidirectional     or causal; what the directory says if left out
 * pooling: mean                cls, last_token; for a directory without modules.json, which does not say
 * decontaminate: warn          refuse, off; where training rows hold texts of the evaluation's test sets
 * evaluation: ...              tasks scored after each stage, see {@link EvaluationSettings}; none if left out
 * track: ...                   where it can be followed, see {@link TrackSettings}
 * stages:                      required, in order
 *   - ...                      see {@link OptimisedStage} and {@link SoupStage}
 * </pre>
 *
 * @param file the file, for provenance
 * @param seed of every random choice
 * @param threads at least 1
 * @param devices what networks are computed on; several share each batch of a training
 * @param start the network before the first stage
 * @param contamination what becomes of training rows that hold test texts
 * @param evaluation what is scored
 * @param track where it can be followed
 * @param stages at least one, names unique
 */
public record TrainingSettings(
        Path file,
        long seed,
        int threads,
        Devices devices,
        Start start,
        Contamination contamination,
        Optional<EvaluationSettings> evaluation,
        TrackSettings track,
        List<StageSettings> stages) {

    private static final int SEED = 42;

    /**
     * The network before the first stage.
     *
     * @param network directory or hub name
     * @param random whether its weights are drawn instead of read
     * @param attention instead of what it says
     * @param pooling where it does not say; vectors are then scaled to length 1
     */
    public record Start(String network, boolean random, Optional<Attention> attention, Optional<Pooling> pooling) {

        private static final List<Pooling> TRAINED = List.of(Pooling.MEAN, Pooling.CLS, Pooling.LAST_TOKEN);

        public Start {
            Objects.requireNonNull(network, "network");
            Objects.requireNonNull(attention, "attention");
            if (pooling.isPresent() && !TRAINED.contains(pooling.get())) {
                throw new WrongValueException("pooling", "must be mean, cls or last_token", "mean");
            }
        }
    }

    /** What becomes of training rows that hold texts of the evaluation's test sets. */
    public enum Contamination {
        WARN,
        REFUSE,
        OFF
    }

    public TrainingSettings {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(devices, "devices");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(contamination, "contamination");
        Objects.requireNonNull(evaluation, "evaluation");
        Objects.requireNonNull(track, "track");
        stages = List.copyOf(stages);
        if (threads < 1) {
            throw new WrongValueException("threads", "must be at least 1, not " + threads, "2");
        }
        if (stages.isEmpty()) {
            throw new WrongValueException(
                    "stages", "must have at least one", "[{name: finetune, kind: finetune, data: {...}}]");
        }
        if (has(stages, Precision.TF32) && has(stages, Precision.F32)) {
            throw new WrongValueException(
                    "stages",
                    "have precision f32, which is the default, and tf32, which is of the whole process; give all of them"
                            + " the same",
                    "");
        }
        Set<String> names = new HashSet<>();
        for (StageSettings stage : stages) {
            if (!names.add(stage.name())) {
                throw new WrongValueException("stages", "has two that are called '" + stage.name() + "'", "");
            }
            if (evaluation.isEmpty()
                    && stage instanceof OptimisedStage optimised
                    && optimised.rhythm().best().isPresent()) {
                throw new IllegalArgumentException(
                        "stage " + stage.name() + " has keep_best, and there is no evaluation to score it");
            }
        }
    }

    /** Whether a GPU is to multiply float32 matrices with ten significant bits: {@code Libtorch.allowTf32}. */
    public boolean isTf32() {
        return has(stages, Precision.TF32);
    }

    private static boolean has(List<StageSettings> stages, Precision precision) {
        return stages.stream()
                .anyMatch(stage -> stage instanceof OptimisedStage optimised
                        && optimised.optimiser().memory().precision() == precision);
    }

    private enum WeightsFrom {
        GIVEN,
        RANDOM
    }

    /**
     * Reads a file.
     *
     * @throws PlumblineException of kind USAGE that names the file and the key of a mistake
     */
    public static TrainingSettings read(Path file) {
        Settings node = Settings.read(file);
        int seed = node.integer("seed", SEED);
        OptionalInt threads = node.optionalInteger("threads");
        Devices devices = node.optionalText("device")
                .map(text -> Devices.named(text)
                        .orElseThrow(() ->
                                node.wrong("device", "must be " + Devices.NAMES + ", not '" + text + "'", "auto")))
                .orElse(Devices.AUTO);
        Start start = start(node);
        Contamination contamination =
                node.choice("decontaminate", Contamination.class).orElse(Contamination.WARN);
        Optional<EvaluationSettings> evaluation = node.child("evaluation").map(EvaluationSettings::read);
        TrackSettings track = node.child("track").map(TrackSettings::read).orElse(TrackSettings.DEFAULT);
        List<StageSettings> stages = new ArrayList<>();
        List<Settings> nodes = node.children("stages");
        nodes.forEach(stage -> stages.add(stage(stage)));
        for (int i = 0; i < stages.size(); i++) {
            new Origins(stages, i, nodes.get(i)).check(evaluation.isPresent());
        }
        node.end();
        return node.checked(() -> new TrainingSettings(
                file,
                seed,
                threads.orElse(Runtime.getRuntime().availableProcessors()),
                devices,
                start,
                contamination,
                evaluation,
                track,
                stages));
    }

    /** The same run on another device. */
    public TrainingSettings on(Devices other) {
        return new TrainingSettings(file, seed, threads, other, start, contamination, evaluation, track, stages);
    }

    /**
     * The same run with other data sets.
     *
     * @param change given the stage's place and the data set
     */
    public TrainingSettings withDatasets(BiFunction<Integer, DatasetSettings, DatasetSettings> change) {
        List<StageSettings> changed = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            int place = i;
            changed.add(
                    stages.get(i) instanceof OptimisedStage stage
                            ? stage.withData(new DataSettings(
                                    stage.data().datasets().stream()
                                            .map(dataset -> change.apply(place, dataset))
                                            .toList(),
                                    stage.data().sampling()))
                            : stages.get(i));
        }
        return new TrainingSettings(file, seed, threads, devices, start, contamination, evaluation, track, changed);
    }

    private static Start start(Settings node) {
        String network = node.required("network", "my-model");
        boolean random = node.choice("weights", WeightsFrom.class).orElse(WeightsFrom.GIVEN) == WeightsFrom.RANDOM;
        Optional<Attention> attention = node.choice("attention", Attention.class);
        Optional<Pooling> pooling = node.choice("pooling", Pooling.class);
        return node.checked(() -> new Start(network, random, attention, pooling));
    }

    private static StageSettings stage(Settings node) {
        StageKind kind = node.choice("kind", StageKind.class).orElseThrow(() -> node.missing("kind", "finetune"));
        return kind == StageKind.SOUP ? SoupStage.read(node) : OptimisedStage.read(node, kind);
    }

    /** The folder that paths in the file are relative to. */
    public Path folder() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }
}
