package dev.plumbline.reports.assemble;

import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.report.TaskSampleRows;
import dev.plumbline.tasks.sample.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

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

    /** A sample with both models' errors. */
    private record Judged(String split, String subset, Sample sample, double own, OptionalDouble other) {
        /** How much less wrong the candidate is than the baseline; less than 0 where it is more so. */
        double gain() {
            return other.orElse(own) - own;
        }
    }

    /** The chosen samples of a task. */
    private record Chosen(
            int samples,
            TaskSampleRows.Measure measure,
            List<Judged> worst,
            List<Judged> won,
            List<Judged> lost,
            int ahead,
            int behind) {}

    private static Optional<Chosen> of(ComparedTask task, TaskSamples own, Optional<TaskSamples> other) {
        List<Judged> all = new ArrayList<>();
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                own.subset(split, subset)
                        .ifPresent(samples -> judge(
                                split, subset, samples, other.flatMap(found -> found.subset(split, subset)), all));
            }
        }
        all.removeIf(judged -> Double.isNaN(judged.own));
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Comparator<Judged> byId = Comparator.comparing((Judged judged) -> judged.split)
                .thenComparing(judged -> judged.subset)
                .thenComparing(judged -> judged.sample.id());
        List<Judged> worst = all.stream()
                .filter(judged -> judged.own > 0)
                .sorted(Comparator.comparingDouble((Judged judged) -> -judged.own)
                        .thenComparing(byId))
                .limit(ROWS)
                .toList();
        return Optional.of(new Chosen(
                all.size(),
                SampleErrors.measure(all.get(0).sample),
                worst,
                moved(all, 1, byId),
                moved(all, -1, byId),
                (int) all.stream().filter(judged -> judged.gain() > 0).count(),
                (int) all.stream().filter(judged -> judged.gain() < 0).count()));
    }

    /** @param sign of the gains wanted, the largest first */
    private static List<Judged> moved(List<Judged> all, int sign, Comparator<Judged> byId) {
        return all.stream()
                .filter(judged -> sign * judged.gain() > 0)
                .sorted(Comparator.comparingDouble((Judged judged) -> -sign * judged.gain())
                        .thenComparing(byId))
                .limit(FLIPS)
                .toList();
    }

    private static void judge(
            String split, String subset, SubsetSamples own, Optional<SubsetSamples> other, List<Judged> all) {
        Map<String, Double> errors = SampleErrors.of(own.all());
        Map<String, Double> others =
                other.map(samples -> SampleErrors.of(samples.all())).orElse(Map.of());
        for (Sample sample : own.all()) {
            Double theirs = others.get(sample.id());
            all.add(new Judged(
                    split,
                    subset,
                    sample,
                    errors.getOrDefault(sample.id(), Double.NaN),
                    theirs == null || theirs.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(theirs)));
        }
    }

    private static TaskSampleRows withTexts(ComparedTask task, Chosen chosen, SampleTextSource source) {
        Map<Judged, SampleTextSource.Wanted> wanted = new LinkedHashMap<>();
        chosen.worst.forEach(judged -> wanted.put(judged, wanted(judged)));
        chosen.won.forEach(judged -> wanted.put(judged, wanted(judged)));
        chosen.lost.forEach(judged -> wanted.put(judged, wanted(judged)));
        Set<SampleTextSource.Wanted> distinct = new HashSet<>();
        List<SampleTextSource.Wanted> once =
                wanted.values().stream().filter(distinct::add).toList();
        Map<SampleTextSource.Wanted, List<TaskSampleRows.Text>> texts = source.texts(task.name(), once);
        Map<String, String> names = source.classNames(task.name(), once);
        return new TaskSampleRows(
                task.name(),
                chosen.samples,
                chosen.measure,
                rows(chosen.worst, wanted, texts, names),
                rows(chosen.won, wanted, texts, names),
                rows(chosen.lost, wanted, texts, names),
                chosen.ahead,
                chosen.behind);
    }

    private static List<TaskSampleRows.Row> rows(
            List<Judged> chosen,
            Map<Judged, SampleTextSource.Wanted> wanted,
            Map<SampleTextSource.Wanted, List<TaskSampleRows.Text>> texts,
            Map<String, String> names) {
        return chosen.stream()
                .map(judged -> row(
                        judged,
                        Optional.ofNullable(wanted.get(judged)).map(texts::get).orElse(List.of()),
                        names))
                .toList();
    }

    private static SampleTextSource.Wanted wanted(Judged judged) {
        return new SampleTextSource.Wanted(
                judged.split, judged.subset, judged.sample.id(), SampleErrors.documents(judged.sample));
    }

    private static TaskSampleRows.Row row(Judged judged, List<TaskSampleRows.Text> texts, Map<String, String> names) {
        return new TaskSampleRows.Row(
                judged.split,
                judged.subset,
                judged.sample.id(),
                judged.own,
                judged.other,
                SampleErrors.truth(judged.sample, names),
                SampleErrors.said(judged.sample, names),
                texts.stream()
                        .map(text -> new TaskSampleRows.Text(text.role(), shortened(text.text())))
                        .toList());
    }

    private static String shortened(String text) {
        String line = text.strip();
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "\u2026";
    }
}
