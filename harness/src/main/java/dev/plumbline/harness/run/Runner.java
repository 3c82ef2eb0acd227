package dev.plumbline.harness.run;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.harness.store.ModelMeta;
import dev.plumbline.harness.store.ResultFolder;
import dev.plumbline.harness.store.RunLog;
import dev.plumbline.harness.store.Versions;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.evaluate.AggregateScores;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.ScoringContext;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.result.PhaseTiming;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Scores a model on a list of tasks, one after the other. Each finished task is on disk before the next begins, so a killed
 * run goes on where it stopped; a failing task is recorded and the others go on.
 */
public final class Runner {

    /** Written for a user's own task that pins no revision, since mteb's reader wants a text. */
    private static final String NO_REVISION = "no_revision";

    private final Manifest manifest;
    private final TaskLoader loader;
    private final RunOptions options;
    private final RunListener listener;
    private final Clock clock;

    public Runner(Manifest manifest, DatasetSource data, RunOptions options, RunListener listener) {
        this.manifest = manifest;
        this.loader = new TaskLoader(data, options.limit());
        this.options = options;
        this.listener = listener;
        this.clock = Clock.systemUTC();
    }

    /** Runs the items in order; an aggregate's sub-tasks come before it, each with a result of its own. */
    public List<TaskOutcome> run(Model model, List<RunItem> items) {
        ResultFolder folder = ResultFolder.of(options.results(), model.card());
        List<RunItem> plan = withSubtasks(items);
        List<TaskOutcome> outcomes = new ArrayList<>();
        try (Parallel parallel = Parallel.of(options.threads())) {
            for (RunItem item : plan) {
                listener.started(item.task().name(), outcomes.size() + 1, plan.size());
                TaskOutcome outcome = runItem(item, model, folder, parallel);
                outcomes.add(outcome);
                listener.finished(outcome);
            }
        }
        return outcomes;
    }

    /** The items with the sub-tasks of each aggregate put before it, every task once. */
    private List<RunItem> withSubtasks(List<RunItem> items) {
        Map<String, RunItem> plan = new LinkedHashMap<>();
        for (RunItem item : items) {
            for (String subtask : item.task().subtasks()) {
                TaskSpec spec = manifest.task(subtask);
                plan.putIfAbsent(
                        subtask,
                        new RunItem(spec, new Selection(item.selection().splits(), spec.allSubsets())));
            }
            plan.put(item.task().name(), item);
        }
        return List.copyOf(plan.values());
    }

    private TaskOutcome runItem(RunItem item, Model model, ResultFolder folder, Parallel parallel) {
        long start = System.nanoTime();
        String task = item.task().name();
        if (!handles(model, item.task())) {
            return TaskOutcome.skipped(
                    task,
                    PlumblineException.model(model.card().name() + " ranks documents; " + task + " needs vectors"));
        }
        try {
            return item.task().kind() == TaskKind.AGGREGATE
                    ? aggregate(item, folder, start)
                    : evaluate(item, model, folder, parallel, start);
        } catch (PlumblineException e) {
            return TaskOutcome.failed(task, seconds(start), e);
        } catch (OutOfMemoryError e) {
            return TaskOutcome.failed(
                    task,
                    seconds(start),
                    PlumblineException.storage(
                            task
                                    + " does not fit in memory; give Java more, for example with JAVA_TOOL_OPTIONS=-Xmx16g",
                            e));
        } catch (RuntimeException e) {
            // The task boundary: a defect in one evaluator must not take the other tasks' results with it.
            return TaskOutcome.failed(task, seconds(start), PlumblineException.data(task + ": unexpected " + e, e));
        }
    }

    private boolean handles(Model model, TaskSpec task) {
        return model.handles(task.kind())
                && task.subtasks().stream().allMatch(subtask -> handles(model, manifest.task(subtask)));
    }

    private TaskOutcome evaluate(RunItem item, Model model, ResultFolder folder, Parallel parallel, long start) {
        TaskSpec task = item.task();
        RunLog log = new RunLog(folder);
        Map<String, String> prompts = prompts(model, task);
        Optional<TaskResult> earlier = options.fresh() ? Optional.empty() : usable(task, prompts, model, folder, log);
        Optional<Selection> missing = missing(item.selection(), earlier);
        // An incomplete result of another revision of the data cannot be completed, a complete one stands, as in mteb.
        if (missing.isPresent()
                && earlier.isPresent()
                && !earlier.get().datasetRevision().equals(revision(task))) {
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
        List<String> warnings = new ArrayList<>();
        LoadedTask loaded = loader.load(task, missing.get());
        List<String> modified = checkStatistics(loaded);
        CheckedModel checked = CheckedModel.of(model, listener);
        ScoringContext context = new ScoringContext(parallel, warning -> {
            warnings.add(warning);
            listener.warning(warning);
        });

        Map<String, List<SubsetResult>> scores = new LinkedHashMap<>();
        List<PhaseTiming> phases = new ArrayList<>();
        long samples = 0;
        for (String split : missing.get().splits()) {
            List<SubsetResult> entries = new ArrayList<>();
            for (String subset : missing.get().subsets()) {
                double began = seconds(start);
                Scores subsetScores = loaded.score(split, subset, checked.model(), context);
                phases.add(new PhaseTiming("Evaluation", began, seconds(start), split, subset));
                entries.add(new SubsetResult(subset, task.languagesOf(subset), Versions.MTEB_PROTOCOL, subsetScores));
                samples += loaded.samples(split, subset);
            }
            scores.put(split, entries);
        }
        if (checked.zeroVectors() > 0) {
            context.warnings()
                    .accept(task.name() + ": " + checked.zeroVectors()
                            + " vectors are zero; scored as mteb scores them");
        }
        TaskResult result = result(task, scores, seconds(start), phases);
        TaskResult whole = earlier.isPresent() ? earlier.get().mergedWith(result) : result;
        folder.write(whole);
        listener.scored(whole);
        ModelMeta.write(folder, model);
        log.record(
                task.name(),
                item.selection(),
                new RunLog.Facts(
                        prompts,
                        modified,
                        warnings,
                        model.about(),
                        checked.texts(),
                        checked.seconds(),
                        seconds(start)));
        return new TaskOutcome(
                task.name(),
                TaskOutcome.Status.SCORED,
                mainScore(whole, item.selection()),
                samples,
                seconds(start),
                null);
    }

    private TaskOutcome aggregate(RunItem item, ResultFolder folder, long start) {
        TaskSpec task = item.task();
        List<Optional<TaskResult>> subtasks =
                task.subtasks().stream().map(folder::read).toList();
        Map<String, List<SubsetResult>> scores = new LinkedHashMap<>();
        for (String split : item.selection().splits()) {
            scores.put(
                    split,
                    List.of(new SubsetResult(
                            TaskSpec.DEFAULT_SUBSET,
                            task.languagesOf(TaskSpec.DEFAULT_SUBSET),
                            Versions.MTEB_PROTOCOL,
                            AggregateScores.of(task, split, subtasks))));
        }
        TaskResult result = result(task, scores, seconds(start), null);
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
    private Optional<TaskResult> usable(
            TaskSpec task, Map<String, String> prompts, Model model, ResultFolder folder, RunLog log) {
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
     * What of the selection a result lacks, empty if nothing: whole splits and subsets, as mteb 2.20.0 {@code evaluate.py}.
     */
    private static Optional<Selection> missing(Selection wanted, Optional<TaskResult> earlier) {
        if (earlier.isEmpty()) {
            return Optional.of(wanted);
        }
        List<String> splits = wanted.splits().stream()
                .filter(split -> wanted.subsets().stream()
                        .anyMatch(subset -> earlier.get().entry(split, subset).isEmpty()))
                .toList();
        if (splits.isEmpty()) {
            return Optional.empty();
        }
        List<String> subsets = wanted.subsets().stream()
                .filter(subset -> splits.stream()
                        .anyMatch(split -> earlier.get().entry(split, subset).isEmpty()))
                .toList();
        return Optional.of(new Selection(splits, subsets));
    }

    private TaskResult result(
            TaskSpec task, Map<String, List<SubsetResult>> scores, double seconds, List<PhaseTiming> phases) {
        return new TaskResult(
                revision(task),
                task.name(),
                Versions.MTEB_PROTOCOL,
                scores,
                seconds,
                null,
                clock.millis() / 1e3,
                phases);
    }

    private static String revision(TaskSpec task) {
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

    private static Map<String, String> prompts(Model model, TaskSpec task) {
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
