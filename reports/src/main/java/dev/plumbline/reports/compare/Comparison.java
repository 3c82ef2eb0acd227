package dev.plumbline.reports.compare;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.statistics.Clusters;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.statistics.SampleScores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Two models on the same tasks.
 *
 * @param baseline name of the first
 * @param candidate name of the second
 * @param tasks every task asked for, in order
 */
public record Comparison(String baseline, String candidate, List<TaskComparison> tasks) {
    public Comparison {
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(candidate, "candidate");
        tasks = List.copyOf(tasks);
    }

    /**
     * Compares two models.
     *
     * @param resampling how to draw where both have samples of a comparable task; empty to leave samples alone
     * @throws PlumblineException of kind RESULT if samples cannot be paired
     */
    public static Comparison of(
            Manifest manifest,
            List<ComparedTask> tasks,
            Contender baseline,
            Contender candidate,
            Optional<Resampling> resampling) {
        List<TaskComparison> compared = new ArrayList<>();
        for (ComparedTask task : tasks) {
            LikeForLike like = LikeForLike.of(manifest, task, baseline.figures(), candidate.figures());
            AlikeRuns runs = AlikeRuns.of(
                    baseline.facts().apply(task.name()), candidate.facts().apply(task.name()));
            List<Mark> marks = new ArrayList<>(like.marks());
            marks.addAll(runs.marks());
            List<String> notes = new ArrayList<>(like.notes());
            notes.addAll(runs.notes());
            TaskComparison plain = new TaskComparison(
                    task,
                    score(task, baseline.figures()),
                    score(task, candidate.figures()),
                    marks,
                    notes,
                    Optional.empty());
            Optional<Difference> difference = resampling
                    .filter(drawn -> plain.comparable())
                    .flatMap(drawn -> difference(manifest, task, baseline, candidate, drawn, notes));
            compared.add(
                    new TaskComparison(task, plain.baseline(), plain.candidate(), plain.marks(), notes, difference));
        }
        return new Comparison(baseline.name(), candidate.name(), compared);
    }

    /** Compares two models on a benchmark's tasks, or, where none is meant, on every task that one of them has. */
    public static Comparison on(
            Manifest manifest,
            Optional<Benchmark> benchmark,
            Contender baseline,
            Contender candidate,
            Optional<Resampling> resampling) {
        List<ComparedTask> tasks = benchmark
                .map(known -> ComparedTask.of(manifest, known))
                .orElseGet(() -> ComparedTask.of(manifest, baseline.figures(), candidate.figures()));
        return of(manifest, tasks, baseline, candidate, resampling);
    }

    /**
     * This comparison, if both have a task of it.
     *
     * @param where follows the message
     * @throws PlumblineException of kind RESULT if they have none
     */
    public Comparison requireCommon(String where) {
        if (onlyComparable().tasks.isEmpty() && notComparable().isEmpty()) {
            throw PlumblineException.result(baseline + " and " + candidate + " have no task in common" + where);
        }
        return this;
    }

    /** Of these tasks, by name. */
    public Comparison only(Set<String> names) {
        return new Comparison(
                baseline,
                candidate,
                tasks.stream()
                        .filter(task -> names.contains(task.task().name()))
                        .toList());
    }

    /** The same, of only those tasks on which the two are the same measurement. */
    public Comparison onlyComparable() {
        return new Comparison(
                baseline,
                candidate,
                tasks.stream().filter(TaskComparison::comparable).toList());
    }

    /** Tasks that both have and that are not the same measurement. */
    public List<TaskComparison> notComparable() {
        return tasks.stream()
                .filter(task -> !task.marks().isEmpty() && !task.missing())
                .toList();
    }

    /** The tasks of each type, in order of each type's first task; those without a type are left out. */
    public Map<TaskType, List<TaskComparison>> byType() {
        Map<TaskType, List<TaskComparison>> types = new LinkedHashMap<>();
        tasks.forEach(task -> task.task()
                .type()
                .ifPresent(type ->
                        types.computeIfAbsent(type, key -> new ArrayList<>()).add(task)));
        return types;
    }

    /** Mean over tasks of one side; empty unless both have all of them. */
    public static OptionalDouble mean(List<TaskComparison> tasks, boolean ofCandidate) {
        if (tasks.isEmpty() || !tasks.stream().allMatch(TaskComparison::both)) {
            return OptionalDouble.empty();
        }
        return tasks.stream()
                .mapToDouble(task -> (ofCandidate ? task.candidate() : task.baseline()).getAsDouble())
                .average();
    }

    /** What the samples say of the mean over tasks; empty unless there are samples of each. */
    public static Optional<Difference> difference(List<TaskComparison> tasks) {
        List<Difference> differences =
                tasks.stream().flatMap(task -> task.difference().stream()).toList();
        return tasks.isEmpty() || differences.size() < tasks.size()
                ? Optional.empty()
                : Optional.of(Difference.mean(differences));
    }

    static OptionalDouble score(ComparedTask task, ModelFigures model) {
        double sum = 0;
        int entries = 0;
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                Optional<Figure> figure = model.figure(task.name(), split, subset);
                if (figure.isEmpty() || Double.isNaN(figure.get().score())) {
                    return OptionalDouble.empty();
                }
                sum += figure.get().score();
                entries++;
            }
        }
        return OptionalDouble.of(sum / entries);
    }

    /** A task's difference, or, for a task that averages others, the mean of theirs. */
    private static Optional<Difference> difference(
            Manifest manifest,
            ComparedTask task,
            Contender baseline,
            Contender candidate,
            Resampling resampling,
            List<String> notes) {
        List<String> parts = manifest.taskNames().contains(task.name())
                ? manifest.task(task.name()).subtasks()
                : List.of();
        if (parts.isEmpty()) {
            return sampled(task, task.name(), baseline, candidate, resampling, notes);
        }
        List<Difference> differences = new ArrayList<>();
        for (String part : parts) {
            Optional<Difference> difference = sampled(task, part, baseline, candidate, resampling, notes);
            if (difference.isEmpty()) {
                return Optional.empty();
            }
            differences.add(difference.get());
        }
        return Optional.of(Difference.mean(differences));
    }

    private static Optional<Difference> sampled(
            ComparedTask task,
            String name,
            Contender baseline,
            Contender candidate,
            Resampling resampling,
            List<String> notes) {
        Contender.Samples first = baseline.samples().apply(name);
        Contender.Samples second = candidate.samples().apply(name);
        if (first.found().isPresent() && second.found().isPresent()) {
            return paired(
                    task,
                    name,
                    new Sampled(baseline.figures(), first.found().get()),
                    new Sampled(candidate.figures(), second.found().get()),
                    resampling,
                    notes);
        }
        // That published figures have no samples goes without saying.
        if (!first.reason().equals(second.reason())) {
            if (first.found().isEmpty()) {
                notes.add(baseline.name() + ": " + first.reason());
            }
            if (second.found().isEmpty()) {
                notes.add(candidate.name() + ": " + second.reason());
            }
        }
        return Optional.empty();
    }

    /** Samples with the figures they belong to, which know the release that scored them. */
    private record Sampled(ModelFigures figures, TaskSamples samples) {
        Optional<String> version(String task, String split, String subset) {
            return figures.figure(task, split, subset).flatMap(Figure::mtebVersion);
        }
    }

    /** Those that either side knows: an older file of samples may not say. */
    private static Clusters clusters(SubsetSamples first, SubsetSamples second) {
        return first.clusters().joined(second.clustersInOrderOf(first));
    }

    private static Optional<Difference> paired(
            ComparedTask task, String name, Sampled first, Sampled second, Resampling resampling, List<String> notes) {
        if (!first.samples.header().statistic().equals(second.samples.header().statistic())) {
            notes.add("samples of another statistic");
            return Optional.empty();
        }
        List<DrawnTogether.Subset> subsets = new ArrayList<>();
        List<SampleScores> baselines = new ArrayList<>();
        List<SampleScores> candidates = new ArrayList<>();
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                Optional<SubsetSamples> a = first.samples.subset(split, subset);
                Optional<SubsetSamples> b = second.samples.subset(split, subset);
                if (a.isEmpty() || b.isEmpty()) {
                    notes.add("no samples of " + split + "/" + subset);
                    return Optional.empty();
                }
                String place = name + "/" + split + "/" + subset;
                Clusters clusters = clusters(a.get(), b.get());
                if (clusters.count() < clusters.samples()) {
                    notes.add(clusters.samples() + " samples in " + clusters.count() + " clusters");
                }
                if (a.get().clustersNotTold() || b.get().clustersNotTold()) {
                    notes.add(
                            "samples share too much to tell clusters apart and are taken as independent: intervals may be"
                                    + " too narrow");
                }
                baselines.add(a.get().scores(first.version(name, split, subset)));
                candidates.add(b.get().scoresInOrderOf(a.get(), place, second.version(name, split, subset)));
                subsets.add(new DrawnTogether.Subset(split, place, a.get().ids(), clusters));
            }
        }
        List<DrawnTogether> drawn = DrawnTogether.of(subsets);
        if (DrawnTogether.joined(drawn) > 0) {
            notes.add("samples of the same ids in several subsets are drawn together");
        }
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            differences.add(Difference.of(
                    baselines.get(i),
                    candidates.get(i),
                    drawn.get(i).place(),
                    resampling,
                    drawn.get(i).clusters()));
        }
        return Optional.of(Difference.mean(differences));
    }
}
