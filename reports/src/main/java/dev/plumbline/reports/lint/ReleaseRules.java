package dev.plumbline.reports.lint;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.Measures;
import dev.plumbline.reports.figure.ResultFigures;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.release.MtebVersion;
import dev.plumbline.tasks.release.ScoringChange;
import dev.plumbline.tasks.result.TaskResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Releases of mteb between which the main score's measure changed. */
final class ReleaseRules {

    private static final String RULE = "release";

    private ReleaseRules() {}

    static void check(TaskResult result, Manifest manifest, List<Finding> findings) {
        Optional<TaskSpec> task = manifest.taskNames().contains(result.taskName())
                ? Optional.of(manifest.task(result.taskName()))
                : Optional.empty();
        SortedMap<MtebVersion, Figure> versions = new TreeMap<>();
        for (Figure figure : ResultFigures.of(result, false)) {
            figure.mtebVersion()
                    .flatMap(MtebVersion::parse)
                    .ifPresent(version -> versions.putIfAbsent(version, figure));
        }
        if (versions.isEmpty()) {
            return;
        }
        List<Map.Entry<MtebVersion, Figure>> byAge = List.copyOf(versions.entrySet());
        Figure oldest = byAge.get(0).getValue();
        Figure latest = byAge.get(byAge.size() - 1).getValue();
        Optional<String> measure = measure(task, oldest);
        if (measure.isEmpty()) {
            return;
        }
        String mixed = text(ScoringChange.between(versions.firstKey(), versions.lastKey(), task, measure.get()));
        if (!mixed.isEmpty()) {
            findings.add(new Finding(
                    Finding.Severity.WARNING,
                    RULE,
                    "",
                    "has entries of mteb " + oldest.mtebVersion().orElseThrow() + " and "
                            + latest.mtebVersion().orElseThrow()
                            + ", between which " + measure.get() + " changed: " + mixed));
        }
        MtebVersion newest = MtebVersion.parse(MtebRelease.newest().version()).orElseThrow();
        String since = text(ScoringChange.between(versions.firstKey(), newest, task, measure.get()));
        if (!since.isEmpty()) {
            findings.add(new Finding(
                    Finding.Severity.NOTE,
                    RULE,
                    "",
                    "mteb " + oldest.mtebVersion().orElseThrow() + " scored it; " + measure.get() + " of mteb "
                            + MtebRelease.newest().version() + " can differ: " + since));
        }
    }

    /** The task's own measure if the figure is by it, as far as is known, else the one it is by. */
    private static Optional<String> measure(Optional<TaskSpec> task, Figure figure) {
        Optional<String> own = task.map(spec -> Measures.canonical(spec.mainScore()));
        return own.filter(
                        name -> figure.measured().isEmpty() || figure.measured().contains(name))
                .or(() -> figure.measured().stream().findFirst());
    }

    private static String text(List<ScoringChange> changes) {
        return changes.stream().map(ScoringChange::text).collect(Collectors.joining(", "));
    }
}
