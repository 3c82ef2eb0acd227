package dev.plumbline.reports.assemble;

import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.BordaCount;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.report.Range;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.RankBootstrap;
import dev.plumbline.reports.statistics.RankCauses;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.statistics.SampleScores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/** The models that have every task compared, ranked against each other. */
final class Ranked {

    private static final double CONFIDENCE = 0.95;

    /** Fewer tasks say nothing about others of their kind. */
    static final int FEWEST_TASKS = 4;

    /** With n tasks exchanged in every way no p-value is below 2 in 2^n: with fewer nothing would ever be told apart. */
    private static final int FEWEST_TESTED = 12;

    private static final int MOST_RANK_REPLICATES = 2_000;

    private static final int MOST_CAUSE_REPLICATES = 1_000;

    private static final List<TaskType> TYPES = List.of(TaskType.values());

    private final List<BenchmarkTask> tasks;
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, ModelFigures> figures = new LinkedHashMap<>();
    private final List<Standing> rows;
    private final Optional<RankBootstrap> bootstrap;
    private final Resampling resampling;
    private final Map<List<String>, Difference> differences = new HashMap<>();

    private Ranked(
            List<BenchmarkTask> tasks,
            List<Standing> rows,
            List<ModelFigures> models,
            Optional<RankBootstrap> bootstrap,
            Resampling resampling) {
        this.tasks = tasks;
        this.rows = rows;
        this.bootstrap = bootstrap;
        this.resampling = resampling;
        for (int i = 0; i < rows.size(); i++) {
            index.put(rows.get(i).model(), i);
            figures.put(models.get(i).model(), models.get(i));
        }
    }

    /** @param models names unique; those without all of the tasks are left out */
    static Ranked of(List<BenchmarkTask> tasks, List<ModelFigures> models, Resampling resampling) {
        Map<String, ModelFigures> byName = new HashMap<>();
        models.forEach(model -> byName.put(model.model(), model));
        List<ModelFigures> complete = standings(tasks, models).stream()
                .filter(row -> row.meanTask().isPresent())
                .map(row -> byName.get(row.model()))
                .toList();
        List<Standing> rows = standings(tasks, complete);
        return new Ranked(tasks, rows, complete, bootstrap(tasks, rows, resampling), resampling);
    }

    private static List<Standing> standings(List<BenchmarkTask> tasks, List<ModelFigures> models) {
        return Standings.of(tasks, models.stream().map(ModelFigures::scores).toList());
    }

    private static Optional<RankBootstrap> bootstrap(
            List<BenchmarkTask> tasks, List<Standing> rows, Resampling resampling) {
        if (tasks.size() < FEWEST_TASKS || rows.size() < 2) {
            return Optional.empty();
        }
        return Optional.of(RankBootstrap.of(
                taskScores(tasks, rows),
                CONFIDENCE,
                new Resampling(resampling.seed(), rankReplicates(resampling), resampling.parallel())));
    }

    private static List<double[]> taskScores(List<BenchmarkTask> tasks, List<Standing> rows) {
        List<double[]> scores = new ArrayList<>();
        for (BenchmarkTask task : tasks) {
            scores.add(rows.stream()
                    .mapToDouble(row -> row.task(task.name()).mean().orElseThrow())
                    .toArray());
        }
        return scores;
    }

    /** Hundreds of models are ranked in each; intervals of ranks are whole numbers and need no more. */
    static int rankReplicates(Resampling resampling) {
        return Math.min(MOST_RANK_REPLICATES, resampling.replicates());
    }

    int size() {
        return rows.size();
    }

    private int place(String model) {
        Integer place = index.get(model);
        if (place == null) {
            throw notRanked(model);
        }
        return place;
    }

    private static IllegalArgumentException notRanked(String model) {
        return new IllegalArgumentException(model + " is not ranked");
    }

    int rank(String model) {
        return rows.get(place(model)).rank();
    }

    Optional<Range> rankRange(String model) {
        return bootstrap.map(drawn -> Range.of(drawn.rankIntervals().get(place(model))));
    }

    Optional<Range> meanRange(String model) {
        return bootstrap.map(drawn -> Range.of(drawn.meanIntervals().get(place(model))));
    }

    Optional<Integer> group(String model) {
        return bootstrap.map(drawn -> drawn.groups().get(place(model)));
    }

    boolean has(String model) {
        return index.containsKey(model);
    }

    Standing standing(String model) {
        return rows.get(place(model));
    }

    double mean(String model) {
        return standing(model).meanTask().orElseThrow();
    }

    OptionalLong parameters(String model) {
        return figures(model).facts().parameters();
    }

    ModelFigures figures(String model) {
        ModelFigures known = figures.get(model);
        if (known == null) {
            throw notRanked(model);
        }
        return known;
    }

    /** Best mean first. */
    List<String> byMean() {
        return rows.stream()
                .sorted(Comparator.comparingDouble(
                                (Standing row) -> -row.meanTask().orElseThrow())
                        .thenComparing(Standing::model))
                .map(Standing::model)
                .toList();
    }

    /** Those with more parameters than a model, best mean first; none where its size is not known. */
    List<String> largerThan(String model) {
        OptionalLong own = parameters(model);
        return own.isEmpty()
                ? List.of()
                : byMean().stream()
                        .filter(other -> parameters(other).orElse(0) > own.getAsLong())
                        .toList();
    }

    /** The models that no model with as few parameters is ahead of. */
    List<String> front() {
        List<String> known = byMean().stream()
                .filter(model -> parameters(model).isPresent())
                .sorted(Comparator.comparingLong(
                                (String model) -> parameters(model).getAsLong())
                        .thenComparing(model -> -mean(model)))
                .toList();
        List<String> front = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (String model : known) {
            if (mean(model) > best) {
                best = mean(model);
                front.add(model);
            }
        }
        return front;
    }

    /** One model less another over tasks drawn anew; empty with too few tasks. */
    Optional<Difference> difference(String baseline, String candidate) {
        return tasks.size() < FEWEST_TESTED
                ? Optional.empty()
                // several parts of a verdict ask for the same, and its replicates are drawn once
                : Optional.of(differences.computeIfAbsent(
                        List.of(baseline, candidate),
                        pair -> Difference.of(scores(baseline), scores(candidate), "tasks", resampling)));
    }

    /**
     * Why ranks would be others.
     *
     * @param noise by task, see {@link RankCauses#of}
     * @param moves by task and model, likewise
     * @return by model; none with too few tasks or models
     */
    Map<String, RankCauses> causes(double[] noise, List<Map<String, double[]>> moves) {
        if (tasks.size() < FEWEST_TASKS || rows.size() < 2) {
            return Map.of();
        }
        int[] types =
                tasks.stream().mapToInt(task -> TYPES.indexOf(task.type())).toArray();
        List<RankCauses> all = RankCauses.of(
                taskScores(tasks, rows),
                types,
                noise,
                moves.stream().map(this::byIndex).toList(),
                CONFIDENCE,
                new Resampling(
                        resampling.seed(),
                        Math.min(MOST_CAUSE_REPLICATES, resampling.replicates()),
                        resampling.parallel()));
        Map<String, RankCauses> causes = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            causes.put(rows.get(i).model(), all.get(i));
        }
        return causes;
    }

    private Map<Integer, double[]> byIndex(Map<String, double[]> moves) {
        Map<Integer, double[]> byIndex = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            double[] own = moves.get(rows.get(i).model());
            if (own != null) {
                byIndex.put(i, own);
            }
        }
        return byIndex;
    }

    /** Ranks by the mean over tasks, or over the means of types. */
    Map<String, Integer> ranksBy(ToDoubleFunction<Standing> mean) {
        int[] ranks = BordaCount.ranks(rows.stream().mapToDouble(mean).toArray());
        Map<String, Integer> byModel = new HashMap<>();
        for (int i = 0; i < ranks.length; i++) {
            byModel.put(rows.get(i).model(), ranks[i]);
        }
        return byModel;
    }

    private SampleScores scores(String model) {
        return SampleScores.mean(tasks.stream()
                .mapToDouble(task -> standing(model).task(task.name()).mean().orElseThrow())
                .toArray());
    }
}
