package dev.plumbline.harness.select;

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
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which tasks are meant. Benchmarks and task files say what there is to choose from, together; every other list, where it
 * is not empty, leaves of that only what fits.
 *
 * @param benchmarks by name or id; a task of several has the splits and subsets of all
 * @param tasks by name; each must be in one of the benchmarks, or a sub-task of one there, if any benchmark is named
 * @param types labels of task types such as {@code Retrieval}
 * @param languages ISO 639-3 codes with or without a script, {@code eng} or {@code eng-Latn}; of a task the subsets of these
 *     languages are meant
 * @param categories mteb's modality pairs such as {@code t2t}
 * @param taskFiles files with tasks of one's own
 */
public record TaskChoice(
        List<String> benchmarks,
        List<String> tasks,
        List<String> types,
        List<String> languages,
        List<String> categories,
        List<Path> taskFiles) {

    /** Bundled to show that everything works; scored only where it or its tasks are named. */
    public static final String MINI = "mini";

    public TaskChoice {
        benchmarks = List.copyOf(benchmarks);
        tasks = List.copyOf(tasks);
        types = List.copyOf(types);
        languages = List.copyOf(languages);
        categories = List.copyOf(categories);
        taskFiles = List.copyOf(taskFiles);
    }

    /** Every task of some benchmarks. */
    public static TaskChoice ofBenchmarks(String... names) {
        return new TaskChoice(List.of(names), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Tasks by name. */
    public static TaskChoice ofTasks(String... names) {
        return new TaskChoice(List.of(), List.of(names), List.of(), List.of(), List.of(), List.of());
    }

    /** What a training run scores. */
    public static TaskChoice of(EvaluationSettings evaluation) {
        return new TaskChoice(
                evaluation.benchmark().stream().toList(),
                evaluation.tasks(),
                List.of(),
                List.of(),
                List.of(),
                evaluation.taskFiles());
    }

    /** Whether nothing is chosen. */
    public boolean isEmpty() {
        return Stream.of(benchmarks, tasks, types, languages, categories, taskFiles)
                .allMatch(List::isEmpty);
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
     * @throws PlumblineException of kind USAGE if nothing is chosen, a name is not known, or no task fits
     */
    public List<RunItem> items(Manifest manifest, List<String> splits, List<String> subsets) {
        if (isEmpty()) {
            throw PlumblineException.usage(
                    "choose tasks: --benchmark, --task, --type, --lang, --category or --task-file");
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

    /** The folders of the task files, where their data are looked for after {@code --data}. */
    public List<Path> taskFileFolders() {
        return taskFiles.stream()
                .map(file -> file.toAbsolutePath().getParent())
                .distinct()
                .toList();
    }

    /** {@code teaching} says whether tasks that only show how things work are meant where none is named. */
    private Map<String, Selection> chosen(Manifest manifest, boolean teaching) {
        Map<String, Selection> chosen = tasks.isEmpty() ? offered(manifest, teaching) : named(manifest);
        if (!types.isEmpty()) {
            Set<TaskType> wanted = wantedTypes();
            chosen.keySet()
                    .removeIf(name -> !wanted.contains(manifest.task(name).type()));
        }
        if (!categories.isEmpty()) {
            checkCategories(manifest);
            chosen.keySet()
                    .removeIf(name -> !categories.contains(manifest.task(name).category()));
        }
        if (!languages.isEmpty()) {
            checkLanguages(manifest);
            chosen = inLanguages(manifest, chosen);
        }
        if (chosen.isEmpty()) {
            throw PlumblineException.usage("no task fits all of " + this);
        }
        return chosen;
    }

    /** What the benchmarks and task files have; everything if none is named. */
    private Map<String, Selection> offered(Manifest manifest, boolean teaching) {
        Map<String, Selection> offered = ofBenchmarks(manifest);
        ownTasks().forEach(task -> offered.putIfAbsent(task.name(), manifest.selection(task)));
        if (!offered.isEmpty()) {
            return offered;
        }
        Map<String, Selection> everything = everything(manifest);
        if (!teaching) {
            everything.keySet().removeAll(manifest.benchmark(MINI).selections().keySet());
        }
        return everything;
    }

    private Map<String, Selection> named(Manifest manifest) {
        Map<String, Selection> named = new LinkedHashMap<>();
        if (benchmarks.isEmpty()) {
            tasks.forEach(
                    name -> named.putIfAbsent(manifest.task(name).name(), manifest.selection(manifest.task(name))));
            return named;
        }
        Map<String, Selection> offered = offered(manifest, true);
        for (String name : tasks) {
            TaskSpec task = manifest.task(name);
            Selection selection = offered.get(task.name());
            if (selection == null) {
                selection = asPart(manifest, task, offered).orElseThrow(() -> notOffered(manifest, task, offered));
            }
            named.putIfAbsent(task.name(), selection);
        }
        return named;
    }

    /** An average's sub-task, which a benchmark has without listing it. */
    private static Optional<Selection> asPart(Manifest manifest, TaskSpec part, Map<String, Selection> offered) {
        return offered.entrySet().stream()
                .filter(entry -> manifest.task(entry.getKey()).subtasks().contains(part.name()))
                .map(entry -> new Selection(entry.getValue().splits(), part.allSubsets()))
                .findFirst();
    }

    private PlumblineException notOffered(Manifest manifest, TaskSpec task, Map<String, Selection> offered) {
        List<String> homes = manifest.benchmarks().stream()
                .filter(benchmark -> benchmark.selections().containsKey(task.name()))
                .map(Benchmark::name)
                .toList();
        return PlumblineException.usage("task " + task.name() + " is not in " + String.join(" or ", benchmarks)
                + (homes.isEmpty() ? "" : " but in " + String.join(" and ", homes))
                + "; nearest there: " + String.join(", ", NearestNames.of(task.name(), offered.keySet()))
                + ". Leave --benchmark out to choose tasks by name alone");
    }

    private Map<String, Selection> ofBenchmarks(Manifest manifest) {
        Map<String, Selection> all = new LinkedHashMap<>();
        for (String name : benchmarks) {
            manifest.benchmark(name)
                    .selections()
                    .forEach((task, selection) ->
                            all.merge(task, selection, (first, second) -> union(manifest.task(task), first, second)));
        }
        return all;
    }

    /** In the task's own order: fast clustering draws from one generator across splits and subsets. */
    private static Selection union(TaskSpec task, Selection first, Selection second) {
        return new Selection(
                union(task.evalSplits(), first.splits(), second.splits()),
                union(task.allSubsets(), first.subsets(), second.subsets()));
    }

    private static List<String> union(List<String> order, List<String> first, List<String> second) {
        return order.stream()
                .filter(name -> first.contains(name) || second.contains(name))
                .toList();
    }

    private static Map<String, Selection> everything(Manifest manifest) {
        Map<String, Selection> everything = new LinkedHashMap<>();
        manifest.tasks().forEach(task -> everything.put(task.name(), manifest.selection(task)));
        return everything;
    }

    private static RunItem override(TaskSpec task, Selection selection, List<String> splits, List<String> subsets) {
        requireDistinct("split", splits);
        requireDistinct("subset", subsets);
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

    private static void requireDistinct(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isBlank() || !seen.add(name)) {
                throw PlumblineException.usage("the " + what + " \"" + name + "\" is "
                        + (name.isBlank() ? "no name" : "given twice") + "; leave it out");
            }
        }
    }

    /** As mteb does ({@code AbsTask.filter_languages}): of each task the subsets that have one of the languages. */
    private Map<String, Selection> inLanguages(Manifest manifest, Map<String, Selection> chosen) {
        Map<String, Selection> fitting = new LinkedHashMap<>();
        chosen.forEach((name, selection) -> {
            TaskSpec task = manifest.task(name);
            List<String> subsets = inLanguages(task, selection.subsets());
            if (subsets.isEmpty() && benchmarks.isEmpty() && !tasks.isEmpty()) {
                // the task was asked for, and has the language where no benchmark looks
                subsets = inLanguages(task, task.allSubsets());
            }
            if (!subsets.isEmpty()) {
                fitting.put(name, new Selection(selection.splits(), subsets));
            }
        });
        return fitting;
    }

    private List<String> inLanguages(TaskSpec task, List<String> subsets) {
        return subsets.stream()
                .filter(subset -> task.languagesOf(subset).stream().anyMatch(this::isWanted))
                .toList();
    }

    private boolean isWanted(String code) {
        return languages.stream().anyMatch(wanted -> code.equals(wanted) || code.startsWith(wanted + "-"));
    }

    private void checkLanguages(Manifest manifest) {
        Set<String> known = new TreeSet<>();
        for (TaskSpec task : manifest.tasks()) {
            for (List<String> codes : task.languages().values()) {
                for (String code : codes) {
                    known.add(code);
                    known.add(code.split("-", 2)[0]);
                }
            }
        }
        checkAll("language", languages, known);
    }

    private void checkCategories(Manifest manifest) {
        Set<String> known = new TreeSet<>();
        for (TaskSpec task : manifest.tasks()) {
            if (task.category() != null) {
                known.add(task.category());
            }
        }
        checkAll("category", categories, known);
    }

    private static void checkAll(String what, List<String> wanted, Collection<String> known) {
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw PlumblineException.usage("no task has the " + what + " \"" + name + "\"; nearest: "
                        + String.join(", ", NearestNames.of(threeLetters(name), known)));
            }
        }
    }

    /** mteb's code of a language that is named otherwise: en, zh, english, Chinese. */
    private static String threeLetters(String language) {
        String lower = language.toLowerCase(Locale.ROOT).replaceFirst("[-_].*", "");
        for (String code : Locale.getISOLanguages()) {
            Locale locale = Locale.forLanguageTag(code);
            if (code.equals(lower) || locale.getDisplayLanguage(Locale.ENGLISH).equalsIgnoreCase(lower)) {
                return code.equals("zh") ? "cmn" : locale.getISO3Language();
            }
        }
        return lower.equals("zho") || lower.equals("chi") || lower.equals("mandarin") ? "cmn" : language;
    }

    private Set<TaskType> wantedTypes() {
        Set<TaskType> wanted = new LinkedHashSet<>();
        List<String> labels =
                Arrays.stream(TaskType.values()).map(TaskType::label).toList();
        for (String type : types) {
            wanted.add(Arrays.stream(TaskType.values())
                    .filter(known -> known.label().equalsIgnoreCase(type))
                    .findFirst()
                    .orElseThrow(() -> PlumblineException.usage("unknown task type \"" + type + "\"; nearest: "
                            + String.join(", ", NearestNames.of(type, labels)))));
        }
        return wanted;
    }

    private List<TaskSpec> ownTasks() {
        List<TaskSpec> own = new ArrayList<>();
        taskFiles.forEach(file -> own.addAll(TaskFile.read(file)));
        return own;
    }

    /** As a command line would say it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        say(text, "benchmark", benchmarks);
        say(text, "task", tasks);
        say(text, "type", types);
        say(text, "lang", languages);
        say(text, "category", categories);
        say(text, "task-file", taskFiles.stream().map(Path::toString).toList());
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private static void say(StringBuilder text, String option, List<String> values) {
        if (!values.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT, "%s--%s %s", text.isEmpty() ? "" : " ", option, String.join(", ", values)));
        }
    }
}
