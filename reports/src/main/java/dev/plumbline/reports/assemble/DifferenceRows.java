package dev.plumbline.reports.assemble;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.compare.Mark;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Range;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.Holm;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.statistics.SampleScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The candidate less the baseline: from the samples where both have them, else from tasks drawn anew. */
final class DifferenceRows {

    private static final double CONFIDENCE = 0.95;

    private final Resampling resampling;

    DifferenceRows(Resampling resampling) {
        this.resampling = resampling;
    }

    /** @param chosen whether the baseline was asked for */
    Differences of(
            Manifest manifest, List<ComparedTask> tasks, Contender baseline, Contender candidate, boolean chosen) {
        return of(Comparison.of(manifest, tasks, baseline, candidate, Optional.of(resampling)), chosen);
    }

    /** Of what was compared already. */
    Differences of(Comparison comparison, boolean chosen) {
        Comparison alike = comparison.onlyComparable();
        List<Row> types = new ArrayList<>();
        for (Map.Entry<TaskType, List<TaskComparison>> type : alike.byType().entrySet()) {
            if (type.getValue().size() > 1) {
                types.add(mean(type.getKey().label(), type.getValue()));
            }
        }
        List<Row> all = new ArrayList<>();
        comparison.tasks().forEach(task -> all.add(task(task)));
        return new Differences(
                comparison.baseline(),
                chosen,
                alike.tasks().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                corrected(List.of(mean("", alike.tasks()))).get(0)),
                corrected(types),
                corrected(all),
                comparison.notComparable().size());
    }

    /** A row before its p-value is corrected. */
    private record Row(Differences.Row row, Optional<Difference> difference) {}

    private Row task(TaskComparison task) {
        return new Row(
                new Differences.Row(
                        task.task().name(),
                        task.task().type().map(TaskType::label),
                        1,
                        task.baseline(),
                        task.candidate(),
                        task.both() ? OptionalDouble.of(task.change()) : OptionalDouble.empty(),
                        range(task.difference()),
                        OptionalDouble.empty(),
                        task.difference().map(found -> Differences.Source.SAMPLES),
                        task.marks().stream().map(Mark::text).toList(),
                        task.notes().stream().distinct().toList()),
                task.difference());
    }

    private Row mean(String name, List<TaskComparison> tasks) {
        double first = Comparison.mean(tasks, false).orElseThrow();
        double second = Comparison.mean(tasks, true).orElseThrow();
        Optional<Difference> sampled = Comparison.difference(tasks);
        Optional<Difference> difference = sampled.or(() -> overTasks(name, tasks));
        return new Row(
                new Differences.Row(
                        name,
                        Optional.empty(),
                        tasks.size(),
                        OptionalDouble.of(first),
                        OptionalDouble.of(second),
                        OptionalDouble.of(second - first),
                        range(difference),
                        OptionalDouble.empty(),
                        difference.map(
                                found -> sampled.isPresent() ? Differences.Source.SAMPLES : Differences.Source.TASKS),
                        List.of(),
                        List.of()),
                difference);
    }

    private Optional<Difference> overTasks(String name, List<TaskComparison> tasks) {
        if (tasks.size() < Ranked.FEWEST_TASKS) {
            return Optional.empty();
        }
        return Optional.of(Difference.of(
                SampleScores.mean(tasks.stream()
                        .mapToDouble(task -> task.baseline().orElseThrow())
                        .toArray()),
                SampleScores.mean(tasks.stream()
                        .mapToDouble(task -> task.candidate().orElseThrow())
                        .toArray()),
                "tasks" + name,
                resampling));
    }

    private static Optional<Range> range(Optional<Difference> difference) {
        return difference.map(found -> Range.of(found.interval(CONFIDENCE)));
    }

    private static List<Differences.Row> corrected(List<Row> rows) {
        double[] corrected = Holm.corrected(rows.stream()
                .mapToDouble(row -> row.difference.map(Difference::pValue).orElse(Double.NaN))
                .toArray());
        List<Differences.Row> result = new ArrayList<>();
        for (int i = 0; i < corrected.length; i++) {
            Differences.Row row = rows.get(i).row;
            result.add(new Differences.Row(
                    row.name(),
                    row.type(),
                    row.count(),
                    row.baseline(),
                    row.candidate(),
                    row.change(),
                    row.range(),
                    Double.isNaN(corrected[i]) ? OptionalDouble.empty() : OptionalDouble.of(corrected[i]),
                    row.source(),
                    row.marks(),
                    row.notes()));
        }
        return result;
    }
}
