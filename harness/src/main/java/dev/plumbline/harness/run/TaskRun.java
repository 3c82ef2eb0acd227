package dev.plumbline.harness.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.folder.MadeWith;
import dev.plumbline.harness.folder.ModelMeta;
import dev.plumbline.harness.folder.ResultFolder;
import dev.plumbline.harness.folder.RunLog;
import dev.plumbline.harness.folder.StoredResult;
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
import dev.plumbline.tasks.result.PhaseTiming;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private final FinishedTasks finished;
    private final EarlierResults before;
    private final Map<Selection, Loaded> data = new HashMap<>();
    private Optional<String> identity = Optional.empty();

    TaskRun(
            RunItem item,
            TaskLoader loader,
            RunOptions options,
            RunListener listener,
            Parallel parallel,
            FinishedTasks finished) {
        this.item = item;
        this.task = item.task();
        this.loader = loader;
        this.options = options;
        this.listener = listener;
        this.parallel = parallel;
        this.finished = finished;
        this.before = new EarlierResults(item, options, listener);
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

    /** What the overwrite strategy says of a result that is not there, or not whole. */
    private void refuseIncomplete(boolean isThere) {
        ExistingResults existing = options.existing();
        if (existing == ExistingResults.READ || (existing == ExistingResults.KEEP && isThere)) {
            throw PlumblineException.result("the result of " + task.name()
                    + (isThere ? " is there in part" : " is not there") + ", and --overwrite-strategy "
                    + existing.label() + " scores nothing of it; " + ExistingResults.COMPLETE.label()
                    + " scores what is missing");
        }
    }

    private TaskOutcome evaluate(RunTarget target, ResultFolder folder, long start) {
        Model model = target.model();
        RunLog log = new RunLog(folder, options.asked());
        List<String> warnings = new ArrayList<>();
        Map<String, String> prompts = prompts(model);
        Optional<StoredResult> found = options.existing() == ExistingResults.REPLACE
                ? Optional.empty()
                : before.usable(target, prompts, () -> madeWith(target, prompts), folder, log, warnings);
        Optional<TaskResult> earlier = found.map(StoredResult::result);
        Passes passes = new Passes(task, found, log);
        Optional<Selection> missing = before.missing(item.selection(), earlier, passes);
        // An incomplete result of another revision of the data cannot be completed, a complete one stands, as in mteb.
        if (missing.isPresent()
                && earlier.isPresent()
                && !earlier.get().datasetRevision().equals(revision())) {
            earlier = Optional.empty();
            passes = new Passes(task, Optional.empty(), log);
            missing = Optional.of(item.selection());
        }
        if (missing.isEmpty()) {
            found.flatMap(StoredResult::provenance)
                    .ifPresent(entry -> log.mend(task.name(), item.selection(), entry, options.release()));
            finished.add(folder, task.name());
            return new TaskOutcome(
                    task.name(),
                    TaskOutcome.Status.REUSED,
                    mainScore(earlier.orElseThrow(), item.selection()),
                    0,
                    seconds(start),
                    null);
        }
        refuseIncomplete(found.isPresent());
        earlier.ifPresent(before::warnOfOtherRelease);
        Loaded data = loaded(passes.read(item.selection(), missing.get()));
        MadeWith made = madeWith(target, prompts);
        CheckedModel checked = CheckedModel.of(model, listener);
        // what a task that failed has left is none of this one's
        options.place().figures();
        ScoringContext context = new ScoringContext(parallel, warning -> {
                    warnings.add(warning);
                    listener.warning(warning);
                })
                .as(options.release())
                .searchedBy(options.place().search(parallel))
                .perturbed(target.perturbation());

        Map<String, List<SubsetResult>> scores = new LinkedHashMap<>();
        List<PhaseTiming> phases = new ArrayList<>();
        long samples = 0;
        Optional<String> sampleHash;
        try (KeptSamples kept = KeptSamples.begin(options.samples(), folder, task, revision())) {
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
            sampleHash = kept.commit(earlier, missing.get());
        }
        if (checked.zeroVectors() > 0) {
            context.warnings()
                    .accept(task.name() + ": " + checked.zeroVectors()
                            + " vectors are zero; scored as mteb scores them");
        }
        TaskResult result = result(scores, seconds(start), phases);
        TaskResult whole = earlier.isPresent() ? earlier.get().mergedWith(result) : result;
        ModelMeta.write(folder, model, target.form(), target.settings());
        ObjectNode entry = RunLog.entry(
                made,
                new RunLog.Facts(
                        prompts,
                        data.modified(),
                        Stream.concat(model.warnings().stream(), warnings.stream())
                                .toList(),
                        model.about(),
                        passes.with(item.selection()),
                        new RunLog.Work(
                                checked.texts(),
                                checked.encodedTexts(),
                                checked.seconds(),
                                seconds(start),
                                checked.unkept(),
                                checked.charge()),
                        options.place().figures()),
                sampleHash);
        // the one step that finishes the task; before it nothing of this run counts, after it nothing is missing
        folder.write(whole, entry);
        log.record(task.name(), item.selection(), entry, options.release());
        listener.scored(whole);
        finished.add(folder, task.name());
        return new TaskOutcome(
                task.name(),
                TaskOutcome.Status.SCORED,
                mainScore(whole, item.selection()),
                samples,
                seconds(start),
                null);
    }

    private TaskOutcome aggregate(ResultFolder folder, long start) {
        // Of a sub-task that failed now, an earlier result may be there: of other prompts, of other data.
        List<Optional<TaskResult>> subtasks = task.subtasks().stream()
                .map(name -> finished.contains(folder, name)
                        ? folder.read(name).filter(before::ofThisRelease)
                        : Optional.<TaskResult>empty())
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
            String message = task.name() + " cannot be averaged: no result of " + String.join(", ", without);
            throw without.stream().allMatch(finished::lacksData)
                    ? PlumblineException.absentData(message)
                    : PlumblineException.data(message);
        }
        ObjectNode entry = RunLog.entry(
                new MadeWith(Map.of("task", TaskFacts.hash(task))),
                new RunLog.Facts(
                        Map.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        RunLog.Work.none(seconds(start)),
                        List.of()),
                Optional.empty());
        folder.write(result, entry);
        new RunLog(folder, options.asked()).record(task.name(), item.selection(), entry, options.release());
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

    /** All that decides the scores of this task for a target. */
    private MadeWith madeWith(RunTarget target, Map<String, String> prompts) {
        return new MadeWith(TaskFacts.of(task, target, prompts, options.limit(), dataIdentity()));
    }

    /** Empty if the data are not there any more: a complete result stands without them, and what needs them says so. */
    private Optional<String> dataIdentity() {
        if (identity.isEmpty()) {
            try {
                identity = Optional.of(loader.identity(task));
            } catch (PlumblineException e) {
                return Optional.empty();
            }
        }
        return identity;
    }

    private TaskResult result(
            Map<String, List<SubsetResult>> scores, double seconds, @Nullable List<PhaseTiming> phases) {
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
    private static @Nullable Double mainScore(TaskResult result, Selection selection) {
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
