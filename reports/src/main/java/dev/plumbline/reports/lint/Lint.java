package dev.plumbline.reports.lint;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.figure.Measures;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.figure.ResultFigures;
import dev.plumbline.reports.read.ResultFile;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.tasks.release.MtebVersion;
import dev.plumbline.tasks.result.ResultSeal;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** Examines result files. */
public final class Lint {

    private final Manifest manifest;
    private final Optional<FigureTable> published;
    private final List<KnownBad> knownBad = KnownBad.bundled();

    /** @param published figures to hold files of the same models against; empty to hold them against none */
    public Lint(Manifest manifest, Optional<FigureTable> published) {
        this.manifest = manifest;
        this.published = published;
    }

    /** Everything that is wrong with a file, errors first. A file that cannot be read is an error that names it. */
    public List<Finding> check(ResultFile file) {
        List<Finding> findings = new ArrayList<>();
        TaskResult result;
        try {
            result = TaskResultReader.read(file.path());
        } catch (PlumblineException e) {
            return List.of(new Finding(Finding.Severity.ERROR, "unreadable", "", e.getMessage()));
        }
        if (ResultSeal.read(file.path()).filter(seal -> !seal.intact()).isPresent()) {
            add(
                    Finding.Severity.ERROR,
                    "changed",
                    "",
                    "the file was changed after it was written: its checksum does not hold",
                    findings);
        }
        whole(file, result, findings);
        SubsetRules.uneven(result, findings);
        ReleaseRules.check(result, manifest, findings);
        Optional<TaskSpec> task = manifest.taskNames().contains(result.taskName())
                ? Optional.of(manifest.task(result.taskName()))
                : Optional.empty();
        for (Map.Entry<String, List<SubsetResult>> split : result.scores().entrySet()) {
            Set<String> seen = new HashSet<>();
            for (SubsetResult entry : split.getValue()) {
                if (!seen.add(entry.hfSubset())) {
                    add(
                            Finding.Severity.ERROR,
                            "subset",
                            split.getKey() + "/" + entry.hfSubset(),
                            "the subset occurs twice",
                            findings);
                }
                entry(split.getKey(), entry, task, findings);
            }
        }
        task.ifPresent(spec -> SubsetRules.check(result, spec, manifest, findings));
        published
                .flatMap(table -> table.model(file.model()))
                .ifPresent(model -> againstPublished(file, result, model, findings));
        samples(file, result, findings);
        findings.sort(Comparator.comparing(Finding::severity));
        return findings;
    }

    private void whole(ResultFile file, TaskResult result, List<Finding> findings) {
        if (!TaskResultReader.currentName(file.task()).equals(result.taskName())) {
            add(
                    Finding.Severity.ERROR,
                    "name",
                    "",
                    "holds " + result.taskName() + ", not the task of its name",
                    findings);
        }
        if (result.scores().values().stream().allMatch(List::isEmpty)) {
            add(Finding.Severity.ERROR, "empty", "", "has no scores", findings);
        }
        if (result.evaluationTime() != null && result.evaluationTime() < 0) {
            add(Finding.Severity.ERROR, "time", "", "evaluation_time is " + result.evaluationTime(), findings);
        }
        if (result.kgCo2Emissions() != null && result.kgCo2Emissions() < 0) {
            add(Finding.Severity.ERROR, "time", "", "kg_co2_emissions is " + result.kgCo2Emissions(), findings);
        }
        String version = result.mtebVersion();
        if (version != null && !version.matches("\\d+\\.\\d+.*|mteb version not available")) {
            add(Finding.Severity.ERROR, "version", "", "mteb_version \"" + version + "\" is none", findings);
        }
        Optional.ofNullable(version)
                .flatMap(MtebVersion::parse)
                .ifPresent(release -> knownBad.stream()
                        .filter(bad -> bad.covers(result.taskName(), release))
                        .forEach(bad -> add(
                                Finding.Severity.ERROR,
                                "known-bad",
                                "",
                                bad.reason() + " up to mteb " + bad.upTo() + " (" + bad.source() + ")",
                                findings)));
    }

    private void entry(String split, SubsetResult entry, Optional<TaskSpec> task, List<Finding> findings) {
        EntryFindings found = new EntryFindings(split + "/" + entry.hfSubset(), entry.scores(), findings::add);
        mainScore(found, task);
        Ranges.check(found);
        RetrievalRules.check(found);
        RepeatedRules.check(found);
        if (task.isEmpty() || task.get().kind() == TaskKind.PAIR_CLASSIFICATION) {
            PairRules.check(found);
        }
        task.ifPresent(spec -> languages(spec, entry, found));
    }

    private static void mainScore(EntryFindings found, Optional<TaskSpec> task) {
        Double main = found.scores().mainScore();
        if (main == null || main.isNaN()) {
            found.error("main-score", "there is no main score");
            return;
        }
        Figure figure = figure(found, main);
        SortedSet<String> measured = figure.measured();
        if (measured.isEmpty()) {
            if (!figure.measures().isEmpty()) {
                found.error(
                        "main-score",
                        EntryFindings.said("main_score", main) + " is none of the entry's scores"
                                + task.map(spec -> figure.measures().get(Measures.canonical(spec.mainScore())))
                                        .map(own -> "; the task's measure is " + EntryFindings.shown(own))
                                        .orElse(""));
            }
        } else if (task.isPresent()
                && !measured.contains(Measures.canonical(task.get().mainScore()))) {
            found.warning(
                    "main-score",
                    "main_score is " + String.join(" = ", measured) + ", but "
                            + task.get().mainScore() + " is the task's measure today");
        }
    }

    private static Figure figure(EntryFindings found, double main) {
        TaskResult alone = new TaskResult(
                "",
                "",
                null,
                Map.of("", List.of(new SubsetResult("", List.of(), null, found.scores()))),
                null,
                null,
                null,
                null);
        Figure figure = ResultFigures.of(alone, false).get(0);
        if (figure.score() != main) {
            throw new IllegalStateException("a figure has the main score of its entry");
        }
        return figure;
    }

    private static void languages(TaskSpec task, SubsetResult entry, EntryFindings found) {
        List<String> known = task.languagesOf(entry.hfSubset());
        if (!known.isEmpty()
                && !entry.languages().isEmpty()
                && !new HashSet<>(known).equals(new HashSet<>(entry.languages()))) {
            found.warning("languages", "languages are " + entry.languages() + ", the task's are " + known);
        }
    }

    /** A file of a published model that claims to be the very run that was published. */
    private static void againstPublished(
            ResultFile file, TaskResult result, ModelFigures model, List<Finding> findings) {
        for (Figure figure : ResultFigures.of(result, file.selfReported())) {
            model.figure(result.taskName(), figure.split(), figure.subset())
                    .filter(known -> known.selfReported() == figure.selfReported()
                            && known.mtebVersion().equals(figure.mtebVersion())
                            && known.datasetRevision().equals(figure.datasetRevision()))
                    .filter(known -> Math.abs(known.score() - figure.score()) > 1e-6)
                    .ifPresent(known -> add(
                            Finding.Severity.WARNING,
                            "published",
                            figure.place(),
                            EntryFindings.said("main_score", figure.score()) + ", published as "
                                    + EntryFindings.shown(known.score()) + " with the same versions",
                            findings));
        }
    }

    private static void samples(ResultFile file, TaskResult result, List<Finding> findings) {
        TaskSamples.beside(file.path()).ifPresent(path -> {
            try {
                TaskSamples.read(path)
                        .differences(result)
                        .forEach(text -> add(Finding.Severity.ERROR, "samples", "", text, findings));
            } catch (PlumblineException e) {
                add(Finding.Severity.ERROR, "samples", "", e.getMessage(), findings);
            }
        });
    }

    private static void add(
            Finding.Severity severity, String rule, String place, String message, List<Finding> findings) {
        findings.add(new Finding(severity, rule, place, message));
    }
}
