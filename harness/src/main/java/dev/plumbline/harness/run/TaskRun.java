package dev.plumbline.harness.run;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.harness.store.ModelMeta;
import dev.plumbline.harness.store.ResultFolder;
import dev.plumbline.harness.store.RunLog;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.evaluate.AggregateScores;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.ScoringContext;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.release.ScoringChange;
import dev.plumbline.tasks.result.PhaseTiming;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One item of a run, scored for one target after the other; what is read of its data serves them all. */
final class TaskRun {

    /** Written for a user's own task that pins no revision, since mteb's reader wants a text. */
    private static final String NO_REVISION = "no_revision";

    private final RunItem item;
    private final TaskSpec task;
    private final TaskLoader loader;
    private final RunOptions options;
    private final RunListener listener;
    private final Parallel parallel;
    private final Clock clock = Clock.systemUTC();
    private final Map<Selection, Loaded> data = new HashMap<>();

    TaskRun(RunItem item, TaskLoader loader, RunOptions options, RunListener listener, Parallel parallel) {
        this.item = item;
        this.task = item.task();
        this.loader = loader;
        this.options = options;
        this.listener = listener;
        this.parallel = parallel;
    }

    /**
     * Data in memory.
     *
     * @param modified where they differ from mteb's published statistics
     */
    private record Loaded(LoadedTask task, List<String> modified) {}

    /**
     * Scores a target, or takes over the result it has.
     *
     * @throws PlumblineException if data, model or storage do not allow it
     */
    TaskOutcome score(RunTarget target) {
        long start = System.nanoTime();
        ResultFolder folder = target.folder(options.results());
        return task.kind() == TaskKind.AGGREGATE ? aggregate(folder, start) : evaluate(target, folder, start);
    }

    private TaskOutcome evaluate(RunTarget target, ResultFolder folder, long start) {
        Model model = target.model();
        RunLog log = new RunLog(folder);
        Map<String, String> prompts = prompts(model);
        Optional<TaskResult> earlier = options.fresh() ? Optional.empty() : usable(prompts, model, folder, log);
        Optional<Selection> missing = missing(item.selection(), earlier);
        // An incomplete result of another revision of the data cannot be completed, a complete one stands, as in mteb.
        if (missing.isPresent()
                && earlier.isPresent()
                && !earlier.get().datasetRevision().equals(revision())) {
            earlier = Optional.empty();
            missing = Optional.of(item.selection());
        }
        if (missing.isEmpty()) {
            return new TaskOutcome(
                    task.name(),
                    TaskOutcome.Status.REUSED,
                    mainScore(earlier.orElseThrow(), item.selection()),
                    0,
                    seconds(start),
                    null);
        }
        earlier.ifPresent(this::warnOfOtherRelease);
        List<String> warnings = new ArrayList<>();
        Loaded data = loaded(missing.get());
        CheckedModel checked = CheckedModel.of(model, listener);
        ScoringContext context = new ScoringContext(parallel, warning -> {
                    warnings.add(warning);
                    listener.warning(warning);
                })
                .as(options.release());

        Map<String, List<SubsetResult>> scores = new LinkedHashMap<>();
        List<PhaseTiming> phases = new ArrayList<>();
        long samples = 0;
        try (TaskSamples kept = TaskSamples.begin(options.samples(), folder, task, revision())) {
            for (String split : missing.get().splits()) {
                List<SubsetResult> entries = new ArrayList<>();
                for (String subset : missing.get().subsets()) {
                    double began = seconds(start);
                    ScoringContext keeping = context.withSamples(kept.entry(split, subset));
                    Scores subsetScores = data.task().score(split, subset, checked.model(), keeping);
                    phases.add(new PhaseTiming("Evaluation", began, seconds(start), split, subset));
                    entries.add(new SubsetResult(
                            subset, task.languagesOf(subset), options.release().version(), subsetScores));
                    samples += data.task().samples(split, subset);
                }
                scores.put(split, entries);
            }
            kept.commit(earlier, missing.get());
        }
        if (checked.zeroVectors() > 0) {
            context.warnings()
                    .accept(task.name() + ": " + checked.zeroVectors()
                            + " vectors are zero; scored as mteb scores them");
        }
        TaskResult result = result(scores, seconds(start), phases);
        TaskResult whole = earlier.isPresent() ? earlier.get().mergedWith(result) : result;
        folder.write(whole);
        listener.scored(whole);
        ModelMeta.write(folder, model, target.form());
        log.record(
                task.name(),
                item.selection(),
                new RunLog.Facts(
                        prompts,
                        data.modified(),
                        warnings,
                        model.about(),
                        checked.texts(),
                        checked.seconds(),
                        seconds(start)),
                options.release());
        return new TaskOutcome(
                task.name(),
                TaskOutcome.Status.SCORED,
                mainScore(whole, item.selection()),
                samples,
                seconds(start),
                null);
    }

    private TaskOutcome aggregate(ResultFolder folder, long start) {
        List<Optional<TaskResult>> subtasks = task.subtasks().stream()
                .map(name -> folder.read(name).filter(this::ofThisRelease))
                .toList();
        Map<String, List<SubsetResult>> scores = new LinkedHashMap<>();
        for (String split : item.selection().splits()) {
            scores.put(
                    split,
                    List.of(new SubsetResult(
                            TaskSpec.DEFAULT_SUBSET,
                            task.languagesOf(TaskSpec.DEFAULT_SUBSET),
                            options.release().version(),
                            AggregateScores.of(task, split, subtasks))));
        }
        TaskResult result = result(scores, seconds(start), null);
        Double mainScore = mainScore(result, item.selection());
        if (mainScore == null) {
            List<String> without = new ArrayList<>();
            for (int i = 0; i < subtasks.size(); i++) {
                if (subtasks.get(i).isEmpty()) {
                    without.add(task.subtasks().get(i));
                }
            }
            throw PlumblineException.data(
                    task.name() + " cannot be averaged: no result of " + String.join(", ", without));
        }
        folder.write(result);
        listener.scored(result);
        return new TaskOutcome(
                task.name(), TaskOutcome.Status.SCORED, mainScore, subtasks.size(), seconds(start), null);
    }

    private Loaded loaded(Selection selection) {
        Loaded known = data.get(selection);
        if (known == null) {
            LoadedTask read = loader.load(task, selection);
            known = new Loaded(read, checkStatistics(read));
            data.put(selection, known);
        }
        return known;
    }

    private List<String> checkStatistics(LoadedTask loaded) {
        List<String> differences =
                loaded.differences().stream().map(Object::toString).toList();
        if (!differences.isEmpty() && !options.allowModifiedData()) {
            throw PlumblineException.data(loaded.spec().name() + ": the data are not those of the benchmark: "
                    + String.join("; ", differences)
                    + ". Get the pinned revision, or score them as they are with --allow-modified-data");
        }
        differences.forEach(difference -> listener.warning(loaded.spec().name() + ": modified data, " + difference));
        return differences;
    }

    /**
     * An earlier result that may be completed or taken over: of the same prompts and of a model run the same way, as far as
     * that is known.
     */
    private Optional<TaskResult> usable(Map<String, String> prompts, Model model, ResultFolder folder, RunLog log) {
        Optional<TaskResult> earlier = folder.read(task.name());
        Optional<Map<String, String>> made = log.promptsOf(task.name());
        if (earlier.isPresent() && made.isPresent() && !made.get().equals(prompts)) {
            listener.warning(task.name() + ": the result there was made with other prompts; scored anew");
            return Optional.empty();
        }
        Map<String, String> then = log.modelOf(task.name()).orElse(Map.of());
        for (String key : Model.DECIDING) {
            String now = model.about().get(key);
            if (earlier.isPresent() && then.containsKey(key) && !then.get(key).equals(now)) {
                listener.warning(task.name() + ": the result there was made with " + key + " " + then.get(key)
                        + ", now it is " + now + "; scored anew");
                return Optional.empty();
            }
        }
        return earlier;
    }

    /**
     * What of the selection a result lacks, empty if nothing: whole splits and subsets, as mteb's {@code evaluate.py}. Unlike
     * there, an entry of another release is none where its numbers can differ from this one's.
     */
    private Optional<Selection> missing(Selection wanted, Optional<TaskResult> earlier) {
        if (earlier.isEmpty()) {
            return Optional.of(wanted);
        }
        List<String> splits = wanted.splits().stream()
                .filter(split -> wanted.subsets().stream().anyMatch(subset -> lacks(earlier.get(), split, subset)))
                .toList();
        if (splits.isEmpty()) {
            return Optional.empty();
        }
        List<String> subsets = wanted.subsets().stream()
                .filter(subset -> splits.stream().anyMatch(split -> lacks(earlier.get(), split, subset)))
                .toList();
        return Optional.of(new Selection(splits, subsets));
    }

    private boolean lacks(TaskResult result, String split, String subset) {
        return result.entry(split, subset)
                .filter(entry -> options.release().sameScores(task, entry.mtebVersion()))
                .isEmpty();
    }

    /** Whether a part of an average has the numbers of the release that is computed. */
    private boolean ofThisRelease(TaskResult part) {
        return part.scores().values().stream()
                .flatMap(List::stream)
                .allMatch(entry -> options.release().sameScores(task, entry.mtebVersion()));
    }

    /** Says which entries are scored anew since they are another release's. */
    private void warnOfOtherRelease(TaskResult earlier) {
        Set<String> said = new LinkedHashSet<>();
        for (String split : item.selection().splits()) {
            for (String subset : item.selection().subsets()) {
                earlier.entry(split, subset)
                        .map(SubsetResult::mtebVersion)
                        .filter(version -> !options.release().sameScores(task, version))
                        .ifPresent(said::add);
            }
        }
        for (String version : said) {
            listener.warning(task.name() + ": the result there is mteb " + version + "'s, which differs from "
                    + options.release().version() + " in "
                    + options.release().changes(task, version).stream()
                            .map(ScoringChange::text)
                            .collect(Collectors.joining(", "))
                    + "; scored anew");
        }
    }

    private TaskResult result(Map<String, List<SubsetResult>> scores, double seconds, List<PhaseTiming> phases) {
        return new TaskResult(
                revision(),
                task.name(),
                options.release().version(),
                scores,
                seconds,
                null,
                clock.millis() / 1e3,
                phases);
    }

    private String revision() {
        return task.dataset().revision() == null ? NO_REVISION : task.dataset().revision();
    }

    /** Plain mean over the selected entries; null if one of them has no main score. */
    private static Double mainScore(TaskResult result, Selection selection) {
        double sum = 0;
        int entries = 0;
        for (String split : selection.splits()) {
            for (String subset : selection.subsets()) {
                Double score = result.entry(split, subset)
                        .map(entry -> entry.scores().mainScore())
                        .orElse(null);
                if (score == null) {
                    return null;
                }
                sum += score;
                entries++;
            }
        }
        return sum / entries;
    }

    private Map<String, String> prompts(Model model) {
        Map<String, String> prompts = new TreeMap<>();
        if (task.kind() == TaskKind.RETRIEVAL) {
            prompts.put("query", model.prompt(task, Role.QUERY));
            prompts.put("document", model.prompt(task, Role.DOCUMENT));
        } else {
            prompts.put("none", model.prompt(task, Role.NONE));
        }
        return prompts;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
