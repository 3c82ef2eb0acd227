package dev.plumbline.reports.merge;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.merge.ResultMerge.Candidate;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import dev.plumbline.tasks.result.TaskResultWriter;
import dev.plumbline.tasks.sample.SampleHeader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One task's result, and the samples beside it, of all sources that have one. */
final class TaskMerge {

    private final Path path;
    private final String task;
    private final RunFacts facts;
    private final MergedFiles files;
    private final Map<Candidate, TaskResult> alike = new LinkedHashMap<>();
    private final Map<Candidate, List<String>> contributed = new LinkedHashMap<>();
    private @Nullable TaskResult merged;

    private TaskMerge(Path path, String task, RunFacts facts, MergedFiles files) {
        this.path = path;
        this.task = task;
        this.facts = facts;
        this.files = files;
    }

    static void merge(Path path, String task, List<Candidate> candidates, RunFacts facts, MergedFiles files) {
        TaskMerge merge = new TaskMerge(path, task, facts, files);
        if (candidates.size() == 1) {
            merge.stands(candidates.get(0));
            return;
        }
        candidates.forEach(merge::add);
        merge.finish();
    }

    /** One source's file as it is. */
    private void stands(Candidate only) {
        files.place(path, new MergePlan.Content.Copy(only.file()));
        TaskSamples.beside(only.file())
                .ifPresent(samples -> files.place(samplesPath(samples), new MergePlan.Content.Copy(samples)));
        facts.stands(task, List.of(only.source()));
    }

    private void add(Candidate candidate) {
        TaskResult result;
        try {
            result = TaskResultReader.read(candidate.file());
        } catch (PlumblineException e) {
            setAside(candidate, e.getMessage());
            return;
        }
        TaskResult before = merged;
        if (before == null) {
            merged = result;
            alike.put(candidate, result);
            contributed.put(candidate, places(result));
            return;
        }
        Optional<String> reason = notAlike(before, candidate, result);
        if (reason.isPresent()) {
            setAside(candidate, reason.get());
            return;
        }
        join(before, candidate, result);
    }

    private Optional<String> notAlike(TaskResult before, Candidate candidate, TaskResult result) {
        if (!before.taskName().equals(result.taskName())) {
            return Optional.of("it holds " + result.taskName() + ", not " + before.taskName());
        }
        if (!before.datasetRevision().equals(result.datasetRevision())) {
            return Optional.of(
                    "data set revision " + result.datasetRevision() + " against " + before.datasetRevision());
        }
        // An old file's entries say nothing of their own: joined, nobody could tell which release made which.
        if (!sameVersion(before, result) && !(entriesSayVersions(before) && entriesSayVersions(result))) {
            return Optional.of("mteb " + result.mtebVersion() + " against " + before.mtebVersion());
        }
        int first = alike.keySet().iterator().next().source();
        return facts.difference(task, first, candidate.source());
    }

    private static boolean sameVersion(TaskResult first, TaskResult second) {
        return first.mtebVersion() == null
                ? second.mtebVersion() == null
                : first.mtebVersion().equals(second.mtebVersion());
    }

    private static boolean entriesSayVersions(TaskResult result) {
        return result.scores().values().stream().flatMap(List::stream).allMatch(entry -> entry.mtebVersion() != null);
    }

    private void join(TaskResult before, Candidate candidate, TaskResult result) {
        Map<String, List<SubsetResult>> additions = new LinkedHashMap<>();
        List<String> added = new ArrayList<>();
        List<String> different = new ArrayList<>();
        int entries = 0;
        for (Map.Entry<String, List<SubsetResult>> split : result.scores().entrySet()) {
            for (SubsetResult entry : split.getValue()) {
                entries++;
                Optional<SubsetResult> known = before.entry(split.getKey(), entry.hfSubset());
                String place = split.getKey() + "/" + entry.hfSubset();
                if (known.isEmpty()) {
                    additions
                            .computeIfAbsent(split.getKey(), key -> new ArrayList<>())
                            .add(entry);
                    added.add(place);
                } else if (!known.get().scores().equals(entry.scores())) {
                    different.add(place + " " + entry.scores().mainScore() + " against "
                            + known.get().scores().mainScore());
                }
            }
        }
        if (!different.isEmpty()) {
            setAside(candidate, "other scores: " + String.join(", ", different));
        } else {
            alike.put(candidate, result);
        }
        if (!added.isEmpty()) {
            boolean whole = added.size() == entries;
            merged = before.mergedWith(new TaskResult(
                    result.datasetRevision(),
                    result.taskName(),
                    result.mtebVersion(),
                    additions,
                    whole ? result.evaluationTime() : null,
                    whole ? result.kgCo2Emissions() : null,
                    result.date(),
                    result.phases()));
            contributed.put(candidate, added);
        }
    }

    private void finish() {
        TaskResult all = merged;
        if (all == null) {
            return;
        }
        Optional<Candidate> whole = alike.entrySet().stream()
                .filter(entry -> sameEntries(entry.getValue(), all))
                .map(Map.Entry::getKey)
                .findFirst();
        if (whole.isPresent()) {
            stands(whole.get());
            return;
        }
        files.place(path, new MergePlan.Content.Text(TaskResultWriter.toJson(all)));
        facts.stands(task, contributed.keySet().stream().map(Candidate::source).toList());
        files.note(path + ": joined from " + contributed.size() + " folders");
        samples();
    }

    private void samples() {
        SampleHeader header = null;
        List<MergePlan.SamplePart> parts = new ArrayList<>();
        Path placed = null;
        for (Map.Entry<Candidate, List<String>> part : contributed.entrySet()) {
            Optional<Path> samples = TaskSamples.beside(part.getKey().file());
            if (samples.isEmpty()) {
                continue;
            }
            SampleHeader own = TaskSamples.read(samples.get()).header();
            if (header == null) {
                header = own;
                placed = samplesPath(samples.get());
            }
            if (own.equals(header)) {
                parts.add(new MergePlan.SamplePart(samples.get(), part.getValue()));
            } else {
                files.setAside(
                        part.getKey().source(), samplesPath(samples.get()), samples.get(), "samples of another kind");
            }
        }
        if (header != null && placed != null) {
            files.place(placed, new MergePlan.Content.Samples(header, parts));
        }
    }

    private void setAside(Candidate candidate, String reason) {
        files.setAside(candidate.source(), path, candidate.file(), reason);
        TaskSamples.beside(candidate.file())
                .ifPresent(samples -> files.keep(candidate.source(), samplesPath(samples), samples));
    }

    private Path samplesPath(Path samples) {
        return path.resolveSibling(samples.getFileName());
    }

    private static List<String> places(TaskResult result) {
        return result.scores().entrySet().stream()
                .flatMap(split -> split.getValue().stream().map(entry -> split.getKey() + "/" + entry.hfSubset()))
                .toList();
    }

    private static boolean sameEntries(TaskResult first, TaskResult second) {
        return places(first).size() == places(second).size()
                && first.scores().entrySet().stream()
                        .allMatch(split -> split.getValue().stream()
                                .allMatch(entry -> second.entry(split.getKey(), entry.hfSubset())
                                        .filter(other -> other.scores().equals(entry.scores()))
                                        .isPresent()));
    }
}
