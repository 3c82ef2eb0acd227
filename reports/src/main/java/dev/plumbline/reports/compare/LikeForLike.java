package dev.plumbline.reports.compare;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.Measures;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.tasks.release.MtebVersion;
import dev.plumbline.tasks.release.ScoringChange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whether two models' figures of a task are the same measurement, decided from the figures themselves. */
final class LikeForLike {

    private final Manifest manifest;
    private final ComparedTask task;
    private final ModelFigures first;
    private final ModelFigures second;
    private final Set<Mark> marks = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    private LikeForLike(Manifest manifest, ComparedTask task, ModelFigures first, ModelFigures second) {
        this.manifest = manifest;
        this.task = task;
        this.first = first;
        this.second = second;
    }

    static LikeForLike of(Manifest manifest, ComparedTask task, ModelFigures first, ModelFigures second) {
        LikeForLike found = new LikeForLike(manifest, task, first, second);
        found.look();
        return found;
    }

    /** What makes them different measurements; empty if nothing does. */
    List<Mark> marks() {
        return List.copyOf(marks);
    }

    /** What a reader should know besides: versions, where figures come from, what is not known. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    private void look() {
        boolean any = false;
        boolean both = false;
        List<Mark> gaps = new ArrayList<>();
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                Optional<Figure> a = first.figure(task.name(), split, subset);
                Optional<Figure> b = second.figure(task.name(), split, subset);
                any |= a.isPresent() || b.isPresent();
                if (a.isPresent() && b.isPresent()) {
                    both = true;
                    compare(a.get(), b.get());
                } else if (a.isPresent() != b.isPresent()) {
                    gaps.add(new Mark(
                            Mark.Kind.SPLIT,
                            "only " + (a.isPresent() ? first : second).model() + " has " + split + "/" + subset));
                } else {
                    gaps.add(new Mark(Mark.Kind.SPLIT, "neither has " + split + "/" + subset));
                }
            }
        }
        if (both) {
            marks.addAll(gaps);
        } else {
            missing(any);
        }
    }

    private void missing(boolean any) {
        if (!any) {
            marks.add(new Mark(Mark.Kind.MISSING, "neither has it"));
            return;
        }
        boolean firstHas = scored(first, task.name());
        if (firstHas && scored(second, task.name())) {
            marks.add(new Mark(Mark.Kind.SPLIT, "they share no split and subset"));
            return;
        }
        ModelFigures owner = firstHas ? first : second;
        ModelFigures other = firstHas ? second : first;
        marks.add(new Mark(Mark.Kind.MISSING, "only " + owner.model() + " has it"));
        for (String name : other.tasks().keySet()) {
            if (sameData(name) && !scored(owner, name)) {
                marks.add(new Mark(
                        Mark.Kind.TASK, other.model() + " has " + name + ", another evaluation of the same data set"));
            }
        }
    }

    private boolean scored(ModelFigures model, String name) {
        if (!name.equals(task.name())) {
            return model.tasks().containsKey(name);
        }
        return task.selection().splits().stream()
                .anyMatch(split -> task.selection().subsets().stream()
                        .anyMatch(subset -> model.figure(name, split, subset).isPresent()));
    }

    private boolean sameData(String name) {
        Set<String> known = manifest.taskNames();
        return !name.equals(task.name())
                && known.contains(name)
                && known.contains(task.name())
                && manifest.task(name).subtasks().isEmpty()
                && manifest.task(name)
                        .dataset()
                        .path()
                        .equals(manifest.task(task.name()).dataset().path());
    }

    private void compare(Figure a, Figure b) {
        measure(a, b);
        if (parts().isEmpty()) {
            revision(a, b);
        } else {
            // An average of other tasks has no data of its own; what is written there has changed for other reasons.
            parts().forEach(part -> revisions(part, a.split(), a.subset()));
        }
        releases(a, b);
        String versions = version(a) + " against " + version(b);
        if (!a.mtebVersion().equals(b.mtebVersion())) {
            notes.add("mteb " + versions);
        }
        if (a.selfReported() || b.selfReported()) {
            notes.add(
                    a.selfReported() && b.selfReported()
                            ? "both self-reported"
                            : "self-reported by " + (a.selfReported() ? first : second).model());
        }
    }

    /** A mark where the measure changed between the releases that made the two, and nothing where another one did. */
    private void releases(Figure a, Figure b) {
        Optional<MtebVersion> one = a.mtebVersion().flatMap(MtebVersion::parse);
        Optional<MtebVersion> other = b.mtebVersion().flatMap(MtebVersion::parse);
        if (one.isEmpty() || other.isEmpty()) {
            return;
        }
        Optional<TaskSpec> spec = spec();
        Set<String> measures = new TreeSet<>(a.measured());
        measures.retainAll(b.measured());
        Optional<String> own = spec.map(known -> Measures.canonical(known.mainScore()));
        if (own.isPresent()
                && (measures.contains(own.get())
                        || a.measured().isEmpty()
                        || b.measured().isEmpty())) {
            measures = Set.of(own.get());
        }
        Set<ScoringChange> changes = new LinkedHashSet<>();
        for (String measure : measures) {
            List<ScoringChange> touching = ScoringChange.between(one.get(), other.get(), spec, measure);
            if (touching.isEmpty()) {
                // they agree by a measure that did not change
                return;
            }
            changes.addAll(touching);
        }
        changes.forEach(change -> marks.add(
                new Mark(Mark.Kind.RELEASE, "mteb " + version(a) + " against " + version(b) + ": " + change.text())));
    }

    private Optional<TaskSpec> spec() {
        return manifest.taskNames().contains(task.name()) ? Optional.of(manifest.task(task.name())) : Optional.empty();
    }

    private List<String> parts() {
        return spec().map(TaskSpec::subtasks).orElse(List.of());
    }

    private void revisions(String part, String split, String subset) {
        Optional<Figure> a = first.figure(part, split, subset);
        Optional<Figure> b = second.figure(part, split, subset);
        if (a.isPresent() && b.isPresent()) {
            revision(a.get(), b.get());
        } else {
            notes.add("data set revisions of its parts not stated");
        }
    }

    private void revision(Figure a, Figure b) {
        if (a.datasetRevision().isPresent() && b.datasetRevision().isPresent()) {
            String one = a.datasetRevision().get();
            String other = b.datasetRevision().get();
            if (!one.equals(other)) {
                marks.add(new Mark(Mark.Kind.REVISION, "data set revision " + shown(one) + " against " + shown(other)));
            }
        } else {
            notes.add("data set revision not stated");
        }
    }

    private void measure(Figure a, Figure b) {
        SortedSet<String> one = a.measured();
        SortedSet<String> other = b.measured();
        if (one.isEmpty() || other.isEmpty()) {
            notes.add("measure not stated");
            return;
        }
        SortedSet<String> shared = new TreeSet<>(one);
        shared.retainAll(other);
        if (shared.isEmpty()) {
            marks.add(new Mark(Mark.Kind.MEASURE, name(one) + " against " + name(other) + alternatives(a, b)));
        }
    }

    /** The values of one measure on both sides, where both are known. */
    private static String alternatives(Figure a, Figure b) {
        for (String measure : List.of(name(b.measured()), name(a.measured()))) {
            Optional<Figure> one = a.by(measure);
            Optional<Figure> other = b.by(measure);
            if (one.isPresent() && other.isPresent()) {
                return String.format(
                        Locale.ROOT,
                        " (by %s: %.2f and %.2f)",
                        measure,
                        100 * one.get().score(),
                        100 * other.get().score());
            }
        }
        return "";
    }

    /** One name of a measure that goes by several. */
    private static String name(SortedSet<String> measured) {
        return measured.stream()
                .filter(name -> name.startsWith("max_"))
                .findFirst()
                .orElse(measured.first());
    }

    private static String version(Figure figure) {
        return figure.mtebVersion().orElse("of unknown version");
    }

    private static String shown(String revision) {
        int enough = 12;
        return revision.length() <= enough ? revision : revision.substring(0, enough);
    }
}
