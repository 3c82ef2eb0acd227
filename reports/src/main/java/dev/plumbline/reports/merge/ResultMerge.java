package dev.plumbline.reports.merge;

import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.read.ResultFacts;
import dev.plumbline.reports.read.ResultFile;
import dev.plumbline.reports.read.TaskSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Plans the union of folders of results. */
public final class ResultMerge {

    private static final String SETTINGS = "run_settings.jsonl";

    private final MergedFiles files = new MergedFiles();
    private final Map<Path, List<Candidate>> rest = new TreeMap<>();

    private ResultMerge() {}

    /** A file of one source. */
    record Candidate(int source, Path file) {}

    /**
     * Plans a merge; nothing is written.
     *
     * @param sources folders with or without the inner {@code results/}; where they disagree the first stands
     * @throws PlumblineException of kind RESULT if one is missing, holds no result, or cannot be read
     */
    public static MergePlan plan(List<Path> sources) {
        ResultMerge merge = new ResultMerge();
        for (int i = 0; i < sources.size(); i++) {
            if (ResultFile.below(sources.get(i)).isEmpty()) {
                throw PlumblineException.result("no results in " + sources.get(i));
            }
            merge.collect(i + 1, ResultFile.root(sources.get(i)));
        }
        merge.results();
        merge.rest.forEach(merge::plain);
        return merge.files.plan();
    }

    private void collect(int source, Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            // A name that begins with a dot is another program's, or a file that is being written.
            all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .forEach(file -> rest.computeIfAbsent(root.relativize(file), path -> new ArrayList<>())
                            .add(new Candidate(source, file)));
        } catch (IOException | UncheckedIOException e) {
            throw PlumblineException.result("cannot read " + root + ": " + e.getMessage(), e);
        }
    }

    /** Results first: what stands beside them follows from which of them stands. */
    private void results() {
        Map<Path, Map<Path, List<Candidate>>> folders = new TreeMap<>();
        rest.forEach((path, candidates) -> {
            if (path.getParent() != null && ResultFile.isResult(path) && !path.endsWith(ResultFacts.RUN)) {
                folders.computeIfAbsent(path.getParent(), folder -> new TreeMap<>())
                        .put(path, candidates);
            }
        });
        folders.forEach((folder, results) -> {
            RunFacts facts = RunFacts.of(sourceFolders(results));
            results.forEach((path, candidates) -> {
                String task = ResultFile.task(path);
                TaskMerge.merge(path, task, candidates, facts, files);
                rest.remove(path);
                rest.remove(path.resolveSibling(task + TaskSamples.SUFFIX));
            });
            Path record = folder.resolve(ResultFacts.RUN);
            facts.content().ifPresent(content -> files.place(record, content));
            rest.remove(record);
        });
    }

    private static Map<Integer, Path> sourceFolders(Map<Path, List<Candidate>> results) {
        Map<Integer, Path> folders = new TreeMap<>();
        results.values().stream()
                .flatMap(List::stream)
                .forEach(candidate ->
                        folders.put(candidate.source(), candidate.file().getParent()));
        return folders;
    }

    /** A file that is none of ours to understand: the same everywhere, or the first stands. */
    private void plain(Path path, List<Candidate> candidates) {
        Candidate first = candidates.get(0);
        List<Candidate> others = candidates.stream()
                .filter(candidate -> !sameBytes(first.file, candidate.file))
                .toList();
        if (path.endsWith(SETTINGS) && !others.isEmpty()) {
            files.place(path, new MergePlan.Content.Text(lines(candidates)));
            return;
        }
        files.place(path, new MergePlan.Content.Copy(first.file));
        others.forEach(other -> files.setAside(other.source, path, other.file, "the file differs"));
    }

    private static String lines(List<Candidate> candidates) {
        Set<String> lines = new LinkedHashSet<>();
        for (Candidate candidate : candidates) {
            try {
                lines.addAll(Files.readAllLines(candidate.file));
            } catch (IOException e) {
                throw unreadable(candidate.file, e);
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static boolean sameBytes(Path first, Path second) {
        try {
            return first.equals(second) || Files.mismatch(first, second) < 0;
        } catch (IOException e) {
            throw unreadable(second, e);
        }
    }

    static PlumblineException unreadable(Path file, IOException e) {
        return PlumblineException.result("cannot read " + file + ": " + JsonObjection.of(e), e);
    }
}
