package dev.plumbline.reports.assemble;

import dev.plumbline.reports.report.TaskSampleRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Samples of a kind together: whether a model gains on long queries and loses on short ones, on one language, one label. */
final class SampleGroups {

    /** More labels than these are no overview: of more, those on which the models differ most. */
    private static final int MOST_LABELS = 20;

    private static final int FEWEST_FOR_LENGTHS = 9;
    private static final int THIRDS = 3;

    private SampleGroups() {}

    /**
     * The groups of a task, of each kind at least two.
     *
     * @param names of classes by label
     * @param lengths in the order of the samples; -1 where one is not known
     */
    static List<TaskSampleRows.Group> of(List<JudgedSample> samples, Map<String, String> names, int[] lengths) {
        List<TaskSampleRows.Group> groups = new ArrayList<>();
        Map<String, List<JudgedSample>> subsets = new LinkedHashMap<>();
        Map<String, List<JudgedSample>> labels = new TreeMap<>();
        boolean graded = false;
        for (JudgedSample sample : samples) {
            subsets.computeIfAbsent(sample.subset(), none -> new ArrayList<>()).add(sample);
            Optional<String> truth = SampleErrors.truth(sample.sample(), names);
            graded |= SampleErrors.isGraded(sample.sample());
            truth.ifPresent(label ->
                    labels.computeIfAbsent(label, none -> new ArrayList<>()).add(sample));
        }
        add(TaskSampleRows.Kind.SUBSET, subsets, groups);
        if (!graded && labels.size() <= MOST_LABELS) {
            add(TaskSampleRows.Kind.LABEL, labels, groups);
        } else if (!graded) {
            add(TaskSampleRows.Kind.LABEL, mostMoved(labels), groups);
        }
        add(TaskSampleRows.Kind.LENGTH, byLength(samples, lengths), groups);
        return groups;
    }

    /** Of many labels those on which the two models differ most. */
    private static Map<String, List<JudgedSample>> mostMoved(Map<String, List<JudgedSample>> labels) {
        Map<String, List<JudgedSample>> moved = new LinkedHashMap<>();
        labels.entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        (Map.Entry<String, List<JudgedSample>> label) -> -Math.abs(label.getValue().stream()
                                .mapToDouble(JudgedSample::gain)
                                .sum())))
                .limit(MOST_LABELS)
                .forEach(label -> moved.put(label.getKey(), label.getValue()));
        return moved;
    }

    /** Thirds of the samples whose length is known; samples of one length are in one group. */
    private static Map<String, List<JudgedSample>> byLength(List<JudgedSample> samples, int[] lengths) {
        Map<String, List<JudgedSample>> groups = new LinkedHashMap<>();
        int[] sorted =
                Arrays.stream(lengths).filter(length -> length >= 0).sorted().toArray();
        if (sorted.length < FEWEST_FOR_LENGTHS) {
            return groups;
        }
        int from = sorted[0];
        for (int third = 0; third < THIRDS; third++) {
            int least = from;
            int most = sorted[(third + 1) * sorted.length / THIRDS - 1];
            if (most >= least) {
                List<JudgedSample> within = new ArrayList<>();
                for (int i = 0; i < lengths.length; i++) {
                    if (lengths[i] >= least && lengths[i] <= most) {
                        within.add(samples.get(i));
                    }
                }
                groups.put(least + "\u2013" + most, within);
                from = Arrays.stream(sorted)
                        .filter(length -> length > most)
                        .findFirst()
                        .orElse(Integer.MAX_VALUE);
            }
        }
        return groups;
    }

    private static void add(
            TaskSampleRows.Kind kind, Map<String, List<JudgedSample>> named, List<TaskSampleRows.Group> groups) {
        if (named.size() < 2) {
            return;
        }
        named.forEach((value, samples) -> groups.add(new TaskSampleRows.Group(
                kind,
                value,
                samples.size(),
                samples.stream().mapToDouble(JudgedSample::own).average().orElseThrow(),
                samples.stream()
                        .flatMapToDouble(sample -> sample.other().stream())
                        .average(),
                (int) samples.stream().filter(sample -> sample.gain() > 0).count(),
                (int) samples.stream().filter(sample -> sample.gain() < 0).count())));
    }
}
