package dev.plumbline.reports.compare;

import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.statistics.Interval;
import dev.plumbline.reports.statistics.RankBootstrap;
import dev.plumbline.reports.statistics.Resampling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where two models stand among others, on all tasks that both have and on those where the two are the same measurement.
 *
 * @param all on every task that both have
 * @param comparable without the tasks that are not the same measurement; empty where there are none such, or nothing else
 */
public record RankAmong(Field all, Optional<Field> comparable) {
    public RankAmong {
        Objects.requireNonNull(all, "all");
        Objects.requireNonNull(comparable, "comparable");
    }

    /**
     * Ranks on some tasks.
     *
     * @param tasks their number
     * @param models how many are ranked, the two among them
     */
    public record Field(int tasks, int models, Place baseline, Place candidate) {}

    /**
     * A model's rank.
     *
     * @param rank by Borda points, 1 is the best
     * @param interval 95% of its ranks on tasks drawn anew
     */
    public record Place(int rank, Interval interval) {}

    /**
     * Ranks two models among others.
     *
     * @param others each counts where it has every task that both have; one of the same name as the two stands back
     */
    public static RankAmong of(
            Comparison comparison,
            Contender first,
            Contender second,
            List<ModelFigures> others,
            Resampling resampling) {
        List<TaskComparison> both =
                comparison.tasks().stream().filter(TaskComparison::both).toList();
        List<TaskComparison> alike = comparison.onlyComparable().tasks();
        // One field for both, so that only the tasks differ: the models that have all of them.
        List<ModelFigures> field = complete(both, first, second, others);
        return new RankAmong(
                ranked(both, first, second, field, resampling),
                alike.isEmpty() || alike.size() == both.size()
                        ? Optional.empty()
                        : Optional.of(ranked(alike, first, second, field, resampling)));
    }

    private static List<ModelFigures> complete(
            List<TaskComparison> tasks, Contender first, Contender second, List<ModelFigures> others) {
        Map<String, ModelFigures> field = new LinkedHashMap<>();
        field.put(first.name(), first.figures());
        field.put(second.name(), second.figures());
        others.forEach(model -> field.putIfAbsent(model.model(), model));
        return standings(tasks, List.copyOf(field.values())).stream()
                .filter(row -> row.meanTask().isPresent())
                .map(row -> field.get(row.model()))
                .toList();
    }

    private static List<Standing> standings(List<TaskComparison> tasks, List<ModelFigures> models) {
        return Standings.of(
                counted(tasks), models.stream().map(ModelFigures::scores).toList());
    }

    private static List<BenchmarkTask> counted(List<TaskComparison> tasks) {
        return tasks.stream().flatMap(task -> task.task().counted().stream()).toList();
    }

    private static Field ranked(
            List<TaskComparison> tasks,
            Contender first,
            Contender second,
            List<ModelFigures> models,
            Resampling resampling) {
        List<Standing> standings = standings(tasks, models);
        List<double[]> scores = new ArrayList<>();
        for (BenchmarkTask task : counted(tasks)) {
            scores.add(standings.stream()
                    .mapToDouble(row -> row.task(task.name()).mean().getAsDouble())
                    .toArray());
        }
        RankBootstrap ranks = RankBootstrap.of(scores, 0.95, resampling);
        return new Field(
                scores.size(),
                models.size(),
                place(first.name(), standings, ranks),
                place(second.name(), standings, ranks));
    }

    private static Place place(String model, List<Standing> standings, RankBootstrap ranks) {
        for (int i = 0; i < standings.size(); i++) {
            if (standings.get(i).model().equals(model)) {
                return new Place(ranks.ranks().get(i), ranks.rankIntervals().get(i));
            }
        }
        throw new IllegalStateException(model + " has every task compared, yet is not ranked");
    }
}
