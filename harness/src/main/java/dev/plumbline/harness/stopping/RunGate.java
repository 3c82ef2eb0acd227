package dev.plumbline.harness.stopping;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.PassingListener;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunTarget;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.gate.SequentialGate;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SequentialGate} that hears of a run: a look after each task in the run's own order, so that none waits for another,
 * and enough is known once a look finds a drop beyond chance. Tasks that were scored before count as those scored now, so a run
 * that is taken up again has the same looks. Tasks that the baseline does not have are scored and not compared.
 */
public final class RunGate extends PassingListener {

    private final Manifest manifest;
    private final Contender baseline;
    private final Optional<Path> home;
    private final SequentialGate gate;
    private final Resampling resampling;
    private final Path results;
    private final Set<String> noted = new LinkedHashSet<>();
    private final Set<String> gone = new LinkedHashSet<>();
    private Map<String, TaskComparison> tasks;
    private String candidate = "";
    private Path folder;
    private boolean skipped;
    private boolean without;
    private SequentialGate.@Nullable Outcome outcome;
    private @Nullable PlumblineException refusal;

    /**
     * What is compared with.
     *
     * @param folder where its results are; empty where they are figures only
     */
    public record Baseline(Contender contender, Optional<Path> folder) {
        public Baseline {
            Objects.requireNonNull(contender, "contender");
            Objects.requireNonNull(folder, "folder");
        }
    }

    /**
     * A gate before a run.
     *
     * @param items what may be scored, before the model is opened
     * @param results the folder that holds {@code results/}
     * @param resampling must live as long as what the gate found is read
     * @param next hears everything too, and of each look
     * @throws PlumblineException of kind USAGE if nothing of it can be looked at: the baseline has none of the tasks, or no
     *     samples of any that can be drawn from
     */
    public RunGate(
            Manifest manifest,
            List<RunItem> items,
            Baseline baseline,
            GateRules rules,
            Resampling resampling,
            Path results,
            RunListener next) {
        super(next);
        this.manifest = manifest;
        this.baseline = baseline.contender;
        this.home = baseline.folder;
        this.gate = new SequentialGate(rules);
        this.resampling = resampling;
        this.results = results;
        this.folder = results;
        this.tasks = missing(items);
        if (tasks.isEmpty()) {
            throw PlumblineException.usage("--gate: " + baseline() + " has no complete score of any of these tasks;"
                    + " score it on them first");
        }
        if (tasks.keySet().stream().noneMatch(this::isSampled)) {
            throw PlumblineException.usage("--gate: " + baseline() + " has no samples of these tasks that tell how far"
                    + " chance moves a score, so no look could stop the run; score the baseline with run, which keeps"
                    + " samples, or compare the two with gate when the run is done");
        }
        // rules that leave out what looks are of are refused before the run
        gate.check(comparison());
    }

    /** Tasks of the run that the baseline has, without the candidate's scores. */
    private Map<String, TaskComparison> missing(List<RunItem> items) {
        Contender nothing = Contender.of(new ModelFigures(candidate, ModelFacts.NONE, Map.of()));
        List<ComparedTask> compared = items.stream()
                .map(item -> new ComparedTask(
                        item.task().name(), Optional.of(item.task().type()), item.selection()))
                .toList();
        Map<String, TaskComparison> missing = new LinkedHashMap<>();
        Comparison.of(manifest, compared, baseline, nothing, Optional.empty()).tasks().stream()
                .filter(task -> task.baseline().isPresent())
                .forEach(task -> missing.put(task.task().name(), task));
        return missing;
    }

    private boolean isSampled(String task) {
        List<String> parts = manifest.task(task).subtasks();
        return (parts.isEmpty() ? Stream.of(task) : parts.stream())
                .allMatch(name -> baseline.samples().apply(name).found().isPresent());
    }

    private boolean isCandidates(Path other) {
        return other.toAbsolutePath().normalize().equals(folder.toAbsolutePath().normalize());
    }

    private Comparison comparison() {
        return new Comparison(baseline.name(), candidate, List.copyOf(tasks.values()));
    }

    /** @throws PlumblineException of kind USAGE if there are several targets, or the baseline is what this run writes */
    @Override
    public void planned(List<RunItem> items, List<RunTarget> targets) {
        super.planned(items, targets);
        if (targets.size() != 1) {
            throw PlumblineException.usage("--gate is of one form of one model, and not of " + targets.size());
        }
        RunTarget target = targets.get(0);
        ModelCard card = target.model().card();
        candidate =
                card.name() + target.experiment().map(name -> " (" + name + ")").orElse("");
        folder = target.folder(results).path();
        if (home.filter(this::isCandidates).isPresent()) {
            throw PlumblineException.usage("--gate: the baseline is what this run writes, " + folder
                    + "; name results of another model or revision, or give --results another folder");
        }
        tasks = missing(items);
        List<String> others = items.stream()
                .map(item -> item.task().name())
                .filter(name -> !tasks.containsKey(name))
                .toList();
        if (!others.isEmpty()) {
            note("gate: not compared, since " + baseline.name() + " has no complete score of it: "
                    + String.join(", ", others));
        }
    }

    @Override
    public void finished(TaskOutcome finished) {
        super.finished(finished);
        TaskComparison before = tasks.get(finished.task());
        if (before == null || refusal != null) {
            return;
        }
        if (finished.error() != null) {
            skipped |= finished.status() == TaskOutcome.Status.SKIPPED;
            without |= finished.status() != TaskOutcome.Status.SKIPPED;
            gone.add(finished.task());
            note("gate: no look after " + finished.task() + ", which has no score; looks go on without it"
                    + (without ? ", and nothing is decided at the end until it has one" : ""));
            return;
        }
        try {
            tasks.put(finished.task(), compared(before.task()));
            outcome = gate.check(comparison(), gone);
            outcome.notes().stream().filter(noted::add).forEach(note -> note("gate: " + note));
            note("gate: " + outcome.sentence());
        } catch (PlumblineException e) {
            if (e.kind() != PlumblineException.Kind.RESULT) {
                throw e;
            }
            refusal = e;
        }
    }

    private TaskComparison compared(ComparedTask task) {
        Map<String, TaskResult> read = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(manifest.task(task.name()).subtasks());
        names.add(task.name());
        for (String name : names) {
            Path file = folder.resolve(name + ".json");
            if (Files.exists(file)) {
                read.put(name, TaskResultReader.read(file));
            }
        }
        Contender now = Contender.of(
                new ModelResults(
                        candidate, folder.getFileName().toString(), Optional.empty(), Optional.of(folder), read),
                candidate);
        return Comparison.of(manifest, List.of(task), baseline, now, Optional.of(resampling))
                .tasks()
                .get(0);
    }

    @Override
    public boolean enough() {
        return refusal != null || (outcome != null && outcome.stopped().isPresent()) || super.enough();
    }

    /**
     * What was found, after the run. Where tasks failed or had no data, the gate is open still; where the model cannot do some,
     * the rules decide without them.
     *
     * @throws PlumblineException what {@link #refusal} has
     */
    public SequentialGate.Outcome outcome() {
        if (refusal != null) {
            throw refusal;
        }
        return skipped && !without ? gate.end(comparison(), gone) : gate.check(comparison(), gone);
    }

    /** Of kind RESULT, where the two cannot be compared. */
    public Optional<PlumblineException> refusal() {
        return Optional.ofNullable(refusal);
    }

    public String baseline() {
        return baseline.name();
    }

    /** Name of the model that is scored; empty before the run has begun. */
    public String candidate() {
        return candidate;
    }
}
