package dev.plumbline.reports.aggregate;

import dev.plumbline.manifest.TaskType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Aggregates main scores over a benchmark. */
public final class Standings {

    private Standings() {}

    /**
     * One row per model that has any of the wanted entries, in the order given. The others do not count when ranks are
     * given, as in mteb's table.
     *
     * @param tasks the benchmark; an aggregate such as CQADupstackRetrieval is one task
     * @param models all models that are ranked against each other; names are unique
     * @throws IllegalArgumentException if a task or a model occurs twice, or there is no task
     */
    public static List<Standing> of(List<BenchmarkTask> tasks, List<ModelScores> models) {
        checkUnique(tasks.stream().map(BenchmarkTask::name).toList());
        checkUnique(models.stream().map(ModelScores::model).toList());
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("a benchmark needs at least one task");
        }
        List<String> names = new ArrayList<>();
        List<Map<String, TaskScore>> scores = new ArrayList<>();
        for (ModelScores model : models) {
            Map<String, TaskScore> byTask = new LinkedHashMap<>();
            tasks.forEach(task -> byTask.put(task.name(), TaskScore.of(task, model)));
            if (byTask.values().stream().anyMatch(score -> score.available().isPresent())) {
                names.add(model.model());
                scores.add(byTask);
            }
        }
        double[] points = BordaCount.points(available(tasks, scores), names.size());
        int[] ranks = BordaCount.ranks(points);
        List<Standing> standings = new ArrayList<>();
        for (int model = 0; model < names.size(); model++) {
            standings.add(standing(names.get(model), tasks, scores.get(model), points[model], ranks[model]));
        }
        return standings;
    }

    private static List<double[]> available(List<BenchmarkTask> tasks, List<Map<String, TaskScore>> scores) {
        return tasks.stream()
                .map(task -> scores.stream()
                        .mapToDouble(byTask ->
                                Standing.score(byTask, task.name()).available().orElse(Double.NaN))
                        .toArray())
                .toList();
    }

    private static Standing standing(
            String model, List<BenchmarkTask> tasks, Map<String, TaskScore> scores, double points, int rank) {
        Map<TaskType, List<OptionalDouble>> byType = new LinkedHashMap<>();
        List<OptionalDouble> all = new ArrayList<>();
        for (BenchmarkTask task : tasks) {
            OptionalDouble score = Standing.score(scores, task.name()).mean();
            all.add(score);
            byType.computeIfAbsent(task.type(), type -> new ArrayList<>()).add(score);
        }
        Map<TaskType, OptionalDouble> typeMeans = new LinkedHashMap<>();
        byType.forEach((type, values) -> typeMeans.put(type, mean(values)));
        return new Standing(model, scores, mean(all), mean(List.copyOf(typeMeans.values())), typeMeans, points, rank);
    }

    /** Empty if any value is. */
    private static OptionalDouble mean(List<OptionalDouble> values) {
        double sum = 0;
        for (OptionalDouble value : values) {
            if (value.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += value.getAsDouble();
        }
        return OptionalDouble.of(sum / values.size());
    }

    private static void checkUnique(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(name + " occurs twice");
            }
        }
    }
}
