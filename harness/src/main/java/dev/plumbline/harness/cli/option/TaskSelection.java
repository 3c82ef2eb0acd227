package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.trainer.stage.EvaluationSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that choose tasks, shared by the commands that take any. */
public final class TaskSelection {

    /** Bundled to show that everything works; scored only where it or its tasks are named. */
    public static final String MINI = "mini";

    @Option(
            names = "--benchmark",
            paramLabel = "NAME",
            description =
                    "Tasks, splits and subsets of a benchmark, such as \"MTEB(eng, v2)\" (see plumbline benchmarks).")
    private String benchmark;

    @Option(
            names = "--task",
            arity = "1..*",
            paramLabel = "NAME",
            description = "Tasks by mteb's name; scored on what the three benchmarks select of them.")
    private List<String> tasks = List.of();

    @Option(names = "--type", paramLabel = "TYPE", description = "Tasks of one type, such as Retrieval or STS.")
    private String type;

    @Option(names = "--lang", paramLabel = "LANG", description = "Tasks of one language: eng or cmn.")
    private String language;

    @Option(
            names = "--task-file",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Your own tasks, JSON or YAML in the manifest's format; all of them unless --task names some.")
    private List<Path> taskFiles = List.of();

    /** Read from a command line. */
    public TaskSelection() {}

    /** What a training run scores. */
    public static TaskSelection of(EvaluationSettings evaluation) {
        TaskSelection selection = new TaskSelection();
        selection.benchmark = evaluation.benchmark().orElse(null);
        selection.tasks = evaluation.tasks();
        selection.taskFiles = evaluation.taskFiles();
        return selection;
    }

    /** The bundled tasks and those of the task files. */
    public Manifest manifest() {
        return Manifest.bundled().withTasks(ownTasks());
    }

    /**
     * The chosen tasks in order, each with what is scored of it.
     *
     * @param splits overrides the splits, if not empty
     * @param subsets overrides the subsets, if not empty
     */
    public List<RunItem> items(Manifest manifest, List<String> splits, List<String> subsets) {
        if (isEmpty()) {
            throw PlumblineException.usage("choose tasks: --benchmark, --task, --type, --lang or --task-file");
        }
        return chosen(manifest, false).entrySet().stream()
                .map(entry -> override(manifest.task(entry.getKey()), entry.getValue(), splits, subsets))
                .toList();
    }

    /** The tasks that fit, every one if nothing is chosen. */
    public List<TaskSpec> matching(Manifest manifest) {
        Map<String, Selection> chosen = isEmpty() ? everything(manifest) : chosen(manifest, true);
        return chosen.keySet().stream().map(manifest::task).toList();
    }

    /** Whether no option chooses anything. */
    public boolean isEmpty() {
        return benchmark == null && tasks.isEmpty() && type == null && language == null && taskFiles.isEmpty();
    }

    /** {@code teaching} says whether tasks that only show how things work are meant where none is named. */
    private Map<String, Selection> chosen(Manifest manifest, boolean teaching) {
        Map<String, Selection> chosen = new LinkedHashMap<>();
        if (benchmark != null) {
            Benchmark known = manifest.benchmark(benchmark);
            chosen.putAll(known.selections());
        }
        tasks.forEach(name -> chosen.putIfAbsent(name, manifest.selection(manifest.task(name))));
        if (tasks.isEmpty()) {
            ownTasks().forEach(task -> chosen.putIfAbsent(task.name(), manifest.selection(task)));
        }
        if (chosen.isEmpty()) {
            chosen.putAll(everything(manifest));
            if (!teaching) {
                chosen.keySet().removeAll(manifest.benchmark(MINI).selections().keySet());
            }
        }
        if (type != null) {
            TaskType wanted = type();
            chosen.keySet().removeIf(name -> manifest.task(name).type() != wanted);
        }
        if (language != null) {
            chosen.entrySet().removeIf(entry -> !hasLanguage(manifest.task(entry.getKey()), entry.getValue()));
        }
        if (chosen.isEmpty()) {
            throw PlumblineException.usage("no task fits the selection");
        }
        return chosen;
    }

    private static Map<String, Selection> everything(Manifest manifest) {
        Map<String, Selection> everything = new LinkedHashMap<>();
        manifest.tasks().forEach(task -> everything.put(task.name(), manifest.selection(task)));
        return everything;
    }

    private static RunItem override(TaskSpec task, Selection selection, List<String> splits, List<String> subsets) {
        for (String subset : subsets) {
            if (!task.allSubsets().contains(subset)) {
                throw PlumblineException.usage(task.name() + " has no subset \"" + subset + "\"; it has "
                        + String.join(", ", task.allSubsets()));
            }
        }
        return new RunItem(
                task,
                new Selection(
                        splits.isEmpty() ? selection.splits() : splits,
                        subsets.isEmpty() ? selection.subsets() : subsets));
    }

    private boolean hasLanguage(TaskSpec task, Selection selection) {
        return selection.subsets().stream()
                .flatMap(subset -> task.languagesOf(subset).stream())
                .anyMatch(code -> code.startsWith(language + "-"));
    }

    private TaskType type() {
        List<String> labels =
                Arrays.stream(TaskType.values()).map(TaskType::label).toList();
        return Arrays.stream(TaskType.values())
                .filter(known -> known.label().equalsIgnoreCase(type))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage("unknown task type \"" + type + "\"; nearest: "
                        + String.join(", ", NearestNames.of(type, labels))));
    }

    private List<TaskSpec> ownTasks() {
        List<TaskSpec> own = new ArrayList<>();
        taskFiles.forEach(file -> own.addAll(TaskFile.read(file)));
        return own;
    }

    /** The folders of the task files, where their data are looked for after {@code --data}. */
    public List<Path> taskFileFolders() {
        return taskFiles.stream()
                .map(file -> file.toAbsolutePath().getParent())
                .distinct()
                .toList();
    }
}
