package dev.plumbline.reports.assemble;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.report.TaskSampleRows;
import dev.plumbline.tasks.sample.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** The samples worth a look: where the candidate is most wrong, and where it and the baseline differ most. */
public final class SampleRows {

    private static final int ROWS = 3;

    /** Of those won, and of those lost. */
    private static final int FLIPS = 10;

    private static final int LONGEST = 280;

    private SampleRows() {}

    /**
     * Of every task that has samples.
     *
     * @param source finds their texts
     */
    public static List<TaskSampleRows> of(
            SampleTextSource source, List<ComparedTask> tasks, Contender candidate, Optional<Contender> baseline) {
        List<TaskSampleRows> rows = new ArrayList<>();
        for (ComparedTask task : tasks) {
            Optional<TaskSamples> own = candidate.samples().apply(task.name()).found();
            if (own.isPresent()) {
                Optional<TaskSamples> other = baseline.flatMap(
                        model -> model.samples().apply(task.name()).found());
                of(task, own.get(), other)
                        .map(found -> withTexts(task, found, source))
                        .ifPresent(rows::add);
            }
        }
        return rows;
    }

    /** A task, or those that it averages, which have the samples. */
    static List<ComparedTask> parts(Manifest manifest, ComparedTask task) {
        List<String> averaged = manifest.taskNames().contains(task.name())
                ? manifest.task(task.name()).subtasks()
                : List.of();
        return averaged.isEmpty()
                ? List.of(task)
                : averaged.stream()
                        .map(name -> new ComparedTask(name, task.type(), task.selection()))
                        .toList();
    }

    /** The chosen samples of a task. */
    private record Chosen(
            int samples,
            TaskSampleRows.Measure measure,
            List<JudgedSample> worst,
            List<JudgedSample> won,
            List<JudgedSample> lost,
            int ahead,
            int behind,
            List<JudgedSample> all) {}

    /** Every sample with both models' errors, of those that the candidate has. */
    static List<JudgedSample> judged(ComparedTask task, TaskSamples own, Optional<TaskSamples> other) {
        List<JudgedSample> all = new ArrayList<>();
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                own.subset(split, subset)
                        .ifPresent(samples -> judge(
                                split, subset, samples, other.flatMap(found -> found.subset(split, subset)), all));
            }
        }
        all.removeIf(judged -> Double.isNaN(judged.own()));
        return all;
    }

    private static Optional<Chosen> of(ComparedTask task, TaskSamples own, Optional<TaskSamples> other) {
        List<JudgedSample> all = judged(task, own, other);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Comparator<JudgedSample> byId = Comparator.comparing((JudgedSample judged) -> judged.split())
                .thenComparing(judged -> judged.subset())
                .thenComparing(judged -> judged.sample().id());
        List<JudgedSample> worst = all.stream()
                .filter(judged -> judged.own() > 0)
                .sorted(Comparator.comparingDouble((JudgedSample judged) -> -judged.own())
                        .thenComparing(byId))
                .limit(ROWS)
                .toList();
        return Optional.of(new Chosen(
                all.size(),
                SampleErrors.measure(all.get(0).sample()),
                worst,
                moved(all, 1, byId),
                moved(all, -1, byId),
                (int) all.stream().filter(judged -> judged.gain() > 0).count(),
                (int) all.stream().filter(judged -> judged.gain() < 0).count(),
                all));
    }

    /** @param sign of the gains wanted, the largest first */
    private static List<JudgedSample> moved(List<JudgedSample> all, int sign, Comparator<JudgedSample> byId) {
        return all.stream()
                .filter(judged -> sign * judged.gain() > 0)
                .sorted(Comparator.comparingDouble((JudgedSample judged) -> -sign * judged.gain())
                        .thenComparing(byId))
                .limit(FLIPS)
                .toList();
    }

    private static void judge(
            String split, String subset, SubsetSamples own, Optional<SubsetSamples> other, List<JudgedSample> all) {
        Map<String, Double> errors = SampleErrors.of(own.all());
        Map<String, Double> others =
                other.map(samples -> SampleErrors.of(samples.all())).orElse(Map.of());
        Map<String, Sample> theirSamples = new HashMap<>();
        other.ifPresent(samples -> samples.all().forEach(sample -> theirSamples.put(sample.id(), sample)));
        for (Sample sample : own.all()) {
            Double theirs = others.get(sample.id());
            all.add(new JudgedSample(
                    split,
                    subset,
                    sample,
                    Optional.ofNullable(theirSamples.get(sample.id())),
                    errors.getOrDefault(sample.id(), Double.NaN),
                    theirs == null || theirs.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(theirs)));
        }
    }

    private static TaskSampleRows withTexts(ComparedTask task, Chosen chosen, SampleTextSource source) {
        Map<JudgedSample, SampleTextSource.Wanted> wanted = new LinkedHashMap<>();
        chosen.worst.forEach(judged -> wanted.put(judged, wanted(judged)));
        chosen.won.forEach(judged -> wanted.put(judged, wanted(judged)));
        chosen.lost.forEach(judged -> wanted.put(judged, wanted(judged)));
        Set<SampleTextSource.Wanted> distinct = new HashSet<>();
        List<SampleTextSource.Wanted> once =
                wanted.values().stream().filter(distinct::add).toList();
        Map<SampleTextSource.Wanted, List<TaskSampleRows.Text>> texts = source.texts(task.name(), once);
        Map<String, String> names = source.classNames(task.name(), once);
        Map<JudgedSample, List<TaskSampleRows.Move>> moves = moves(task, chosen, source);
        return new TaskSampleRows(
                task.name(),
                chosen.samples,
                chosen.measure,
                rows(chosen.worst, wanted, texts, names, moves),
                rows(chosen.won, wanted, texts, names, moves),
                rows(chosen.lost, wanted, texts, names, moves),
                chosen.ahead,
                chosen.behind,
                SampleGroups.of(chosen.all, names, lengths(task, chosen.all, source)));
    }

    /** In the order of the samples; -1 where a length is not known. */
    private static int[] lengths(ComparedTask task, List<JudgedSample> all, SampleTextSource source) {
        List<SampleTextSource.Wanted> wanted =
                all.stream().map(judged -> wanted(judged, List.of())).toList();
        Map<SampleTextSource.Wanted, Integer> known = source.lengths(task.name(), wanted);
        return wanted.stream()
                .mapToInt(sample -> known.getOrDefault(sample, -1))
                .toArray();
    }

    /** Of the samples won and lost. */
    private static Map<JudgedSample, List<TaskSampleRows.Move>> moves(
            ComparedTask task, Chosen chosen, SampleTextSource source) {
        Map<JudgedSample, List<TaskSampleRows.Move>> moves = new LinkedHashMap<>();
        Stream.concat(chosen.won.stream(), chosen.lost.stream())
                .forEach(judged -> moves.put(judged, MovedDocuments.of(judged)));
        moves.values().removeIf(List::isEmpty);
        if (moves.isEmpty()) {
            return moves;
        }
        Map<JudgedSample, SampleTextSource.Wanted> wanted = new LinkedHashMap<>();
        moves.forEach((judged, moved) -> wanted.put(
                judged,
                wanted(judged, moved.stream().map(TaskSampleRows.Move::document).toList())));
        Map<SampleTextSource.Wanted, Map<String, String>> texts =
                source.documents(task.name(), List.copyOf(wanted.values()));
        moves.replaceAll((judged, moved) -> {
            Map<String, String> found =
                    Optional.ofNullable(wanted.get(judged)).map(texts::get).orElse(Map.of());
            return moved.stream()
                    .map(move -> new TaskSampleRows.Move(
                            move.document(),
                            move.relevance(),
                            move.baseline(),
                            move.candidate(),
                            shortened(found.getOrDefault(move.document(), ""))))
                    .toList();
        });
        return moves;
    }

    private static List<TaskSampleRows.Row> rows(
            List<JudgedSample> chosen,
            Map<JudgedSample, SampleTextSource.Wanted> wanted,
            Map<SampleTextSource.Wanted, List<TaskSampleRows.Text>> texts,
            Map<String, String> names,
            Map<JudgedSample, List<TaskSampleRows.Move>> moves) {
        return chosen.stream()
                .map(judged -> row(
                        judged,
                        Optional.ofNullable(wanted.get(judged)).map(texts::get).orElse(List.of()),
                        names,
                        moves.getOrDefault(judged, List.of())))
                .toList();
    }

    private static SampleTextSource.Wanted wanted(JudgedSample judged) {
        return wanted(judged, SampleErrors.documents(judged.sample()));
    }

    private static SampleTextSource.Wanted wanted(JudgedSample judged, List<String> documents) {
        return new SampleTextSource.Wanted(
                judged.split(), judged.subset(), judged.sample().id(), documents);
    }

    private static TaskSampleRows.Row row(
            JudgedSample judged,
            List<TaskSampleRows.Text> texts,
            Map<String, String> names,
            List<TaskSampleRows.Move> moves) {
        return new TaskSampleRows.Row(
                judged.split(),
                judged.subset(),
                judged.sample().id(),
                judged.own(),
                judged.other(),
                SampleErrors.truth(judged.sample(), names),
                SampleErrors.said(judged.sample(), names),
                judged.theirs().map(sample -> SampleErrors.said(sample, names)),
                texts.stream()
                        .map(text -> new TaskSampleRows.Text(text.role(), shortened(text.text())))
                        .toList(),
                moves);
    }

    private static String shortened(String text) {
        String line = text.strip();
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "\u2026";
    }
}
