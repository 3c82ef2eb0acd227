package dev.plumbline.trainer.stage;

import dev.plumbline.ground.HomePath;
import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.tasks.release.MtebRelease;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is scored after each stage. In a configuration file, with every default:
 *
 * <pre>
 * evaluation:
 *   tasks: []                    by name; all of the benchmark, or of the task files, if there are none
 *   benchmark:                   as for plumbline run --benchmark
 *   task_files: []               tasks of one's own, as for plumbline run --task-file
 *   data:                        folder of data sets, as for plumbline run --data
 *   splits: []                   instead of the selected ones
 *   prompts:                     a file, a family of models, or none; the network's own if left out
 *   allow_modified_data: false   score data that differ from mteb's published statistics
 *   as: mteb-2.26.24             the release of mteb whose numbers are computed, as for plumbline run --as
 *   gate:                        rules that stop the run where a stage is worse than the one before
 *   gate_against: before         start: worse than the network before the first stage; needs gate
 * </pre>
 *
 * @param tasks by name; all of the benchmark, or of the task files, if empty
 * @param benchmark whose tasks, splits and subsets are scored
 * @param taskFiles files with tasks of one's own
 * @param data folder of data sets
 * @param splits instead of the selected ones, if not empty
 * @param prompts instead of the network's own, as {@code plumbline run --prompts} takes them
 * @param allowModifiedData whether data are scored that differ from mteb's published statistics
 * @param release the release of mteb whose numbers are computed
 * @param gate what a stage must pass
 */
public record EvaluationSettings(
        List<String> tasks,
        Optional<String> benchmark,
        List<Path> taskFiles,
        Optional<Path> data,
        List<String> splits,
        Optional<String> prompts,
        boolean allowModifiedData,
        MtebRelease release,
        Optional<Gate> gate) {

    /** What a stage is compared with. */
    public enum Against {
        /** The stage before. */
        BEFORE,
        /** The network before the first stage. */
        START
    }

    /**
     * What a stage must pass.
     *
     * @param rules file of them
     * @param against what it is compared with
     */
    public record Gate(Path rules, Against against) {
        public Gate {
            Objects.requireNonNull(rules, "rules");
            Objects.requireNonNull(against, "against");
        }
    }

    public EvaluationSettings {
        Objects.requireNonNull(benchmark, "benchmark");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(prompts, "prompts");
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(gate, "gate");
        tasks = List.copyOf(tasks);
        taskFiles = List.copyOf(taskFiles);
        splits = List.copyOf(splits);
        if (tasks.isEmpty() && benchmark.isEmpty() && taskFiles.isEmpty()) {
            throw new WrongValueException(
                    "tasks", "is missing, and so are benchmark and task_files: one must say what is scored", "[STS13]");
        }
    }

    static EvaluationSettings read(Settings node) {
        List<String> tasks = node.texts("tasks");
        Optional<String> benchmark = node.optionalText("benchmark");
        List<Path> files = node.texts("task_files").stream()
                .map(text -> HomePath.in(node.folder(), text))
                .toList();
        Optional<Path> data = node.optionalText("data").map(text -> HomePath.in(node.folder(), text));
        List<String> splits = node.texts("splits");
        Optional<String> prompts = node.optionalText("prompts");
        boolean allowModified = node.flag("allow_modified_data", false);
        MtebRelease release = node.optionalText("as")
                .map(name -> MtebRelease.find(name).orElseThrow(() -> node.wrong("as", MtebRelease.objection(name))))
                .orElse(MtebRelease.newest());
        Optional<Against> against = node.choice("gate_against", Against.class);
        Optional<Gate> gate = node.optionalText("gate")
                .map(text -> new Gate(HomePath.in(node.folder(), text), against.orElse(Against.BEFORE)));
        if (against.isPresent() && gate.isEmpty()) {
            throw node.missing("gate", "gate.yaml");
        }
        node.end();
        return node.checked(() ->
                new EvaluationSettings(tasks, benchmark, files, data, splits, prompts, allowModified, release, gate));
    }
}
