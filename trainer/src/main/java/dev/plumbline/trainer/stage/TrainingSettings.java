package dev.plumbline.trainer.stage;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.trainer.config.SettingsNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A training run, {@code stages.yaml}:
 *
 * <pre>
 * seed: 42
 * threads:                     all processors if left out; results are the same only for the same number
 * network: network             required; a model's directory beside this file, or a hub name
 * weights: given               random: drawn from the seed, the directory need not have any
 * attention: bidirectional     or causal; what the directory says if left out
 * evaluation:                  tasks scored after each stage; none if left out
 *   tasks: [MiniSTS.en]        or benchmark: "MTEB(cmn, v1)"
 *   task_files: [tasks.yaml]
 *   data: hf
 *   gate: gate.yaml            stops the run where a stage is worse than the one before
 * stages:                      required, in order
 *   - ...                      see {@link OptimisedStage} and {@link SoupStage}
 * </pre>
 *
 * @param file the file, for provenance
 * @param seed of every random choice
 * @param threads at least 1
 * @param start the network before the first stage
 * @param evaluation what is scored
 * @param stages at least one, names unique
 */
public record TrainingSettings(
        Path file,
        long seed,
        int threads,
        Start start,
        Optional<EvaluationSettings> evaluation,
        List<StageSettings> stages) {

    private static final int SEED = 42;

    /**
     * The network before the first stage.
     *
     * @param network directory or hub name
     * @param random whether its weights are drawn instead of read
     * @param attention instead of what it says
     */
    public record Start(String network, boolean random, Optional<Attention> attention) {
        public Start {
            Objects.requireNonNull(network, "network");
            Objects.requireNonNull(attention, "attention");
        }
    }

    public TrainingSettings {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(evaluation, "evaluation");
        stages = List.copyOf(stages);
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("stages must name at least one");
        }
        Set<String> names = new HashSet<>();
        for (StageSettings stage : stages) {
            if (!names.add(stage.name())) {
                throw new IllegalArgumentException("two stages are called '" + stage.name() + "'");
            }
        }
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
        SettingsNode node = SettingsNode.read(file);
        int seed = node.integer("seed", SEED);
        OptionalInt threads = node.optionalInteger("threads");
        Start start = new Start(
                node.text("network"),
                node.choice("weights", WeightsFrom.class).orElse(WeightsFrom.GIVEN) == WeightsFrom.RANDOM,
                node.choice("attention", Attention.class));
        Optional<EvaluationSettings> evaluation = node.child("evaluation").map(EvaluationSettings::read);
        List<StageSettings> stages = new ArrayList<>();
        for (SettingsNode stage : node.children("stages")) {
            stages.add(stage(stage));
        }
        node.end();
        return node.checked(() -> new TrainingSettings(
                file, seed, threads.orElse(Runtime.getRuntime().availableProcessors()), start, evaluation, stages));
    }

    private static StageSettings stage(SettingsNode node) {
        StageKind kind = node.choice("kind", StageKind.class).orElseThrow(() -> node.wrong("kind", "is missing"));
        return kind == StageKind.SOUP ? SoupStage.read(node) : OptimisedStage.read(node, kind);
    }

    /** The folder that paths in the file are relative to. */
    public Path folder() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }
}
