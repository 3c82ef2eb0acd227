package dev.plumbline.reports.statistics;

import dev.plumbline.reports.aggregate.BordaCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How much of a leaderboard's order would survive other tasks of the same kind: tasks are drawn anew with replacement,
 * ranks and means computed on each draw. Scores of the models on a task stay together, so the comparison is paired.
 *
 * @param ranks Borda ranks in the order of the models, 1 the best
 * @param rankIntervals by model
 * @param meanIntervals of the mean over tasks, by model
 * @param groups by model the number of its tie group, from 1: the best-ranked model opens the first, and each model whose
 *     Borda points cannot be told from those of the model that opened the group belongs to it
 */
public record RankBootstrap(
        List<Integer> ranks, List<Interval> rankIntervals, List<Interval> meanIntervals, List<Integer> groups) {

    private static final String TASKS = "tasks";

    public RankBootstrap {
        ranks = List.copyOf(ranks);
        rankIntervals = List.copyOf(rankIntervals);
        meanIntervals = List.copyOf(meanIntervals);
        groups = List.copyOf(groups);
    }

    /**
     * Resamples tasks.
     *
     * @param tasks one array per task with every model's score, in the order of the models
     * @param confidence of the intervals, such as 0.95; models are told apart at 1 less that
     * @throws IllegalArgumentException if there is no task, or a score is missing (NaN)
     */
    public static RankBootstrap of(List<double[]> tasks, double confidence, Resampling resampling) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no task to rank by");
        }
        int models = tasks.get(0).length;
        if (tasks.stream()
                .anyMatch(task -> task.length != models || Arrays.stream(task).anyMatch(Double::isNaN))) {
            throw new IllegalArgumentException("every model needs a score on every task");
        }
        // A model's points on a task do not depend on the other tasks, so each draw only adds up.
        List<double[]> points = tasks.stream()
                .map(task -> BordaCount.points(List.of(task), models))
                .toList();
        int replicates = resampling.replicates();
        double[][] pointDraws = new double[models][replicates];
        double[][] meanDraws = new double[models][replicates];
        double[][] rankDraws = new double[models][replicates];
        long stream = ReplicateStream.seed(resampling.seed(), TASKS);
        resampling.parallel().forBlocks(replicates, 50, (from, to) -> {
            for (int replicate = from; replicate < to; replicate++) {
                UniformRandomProvider random = ReplicateStream.of(stream, replicate);
                double[] sums = new double[models];
                double[] means = new double[models];
                for (int i = 0; i < tasks.size(); i++) {
                    int task = random.nextInt(tasks.size());
                    double[] scored = tasks.get(task);
                    double[] own = points.get(task);
                    for (int model = 0; model < models; model++) {
                        sums[model] += own[model];
                        means[model] += scored[model] / tasks.size();
                    }
                }
                int[] ranks = BordaCount.ranks(sums);
                for (int model = 0; model < models; model++) {
                    pointDraws[model][replicate] = sums[model];
                    meanDraws[model][replicate] = means[model];
                    rankDraws[model][replicate] = ranks[model];
                }
            }
        });
        int[] ranks = BordaCount.ranks(BordaCount.points(tasks, models));
        return new RankBootstrap(
                Arrays.stream(ranks).boxed().toList(),
                intervals(rankDraws, confidence),
                intervals(meanDraws, confidence),
                groups(ranks, pointDraws, confidence));
    }

    private static List<Interval> intervals(double[][] draws, double confidence) {
        return Arrays.stream(draws)
                .map(model -> Interval.percentile(model, confidence))
                .toList();
    }

    private static List<Integer> groups(int[] ranks, double[][] points, double confidence) {
        List<Integer> order = IntStream.range(0, ranks.length)
                .boxed()
                .sorted(Comparator.comparingInt(model -> ranks[model]))
                .toList();
        Integer[] groups = new Integer[ranks.length];
        int group = 0;
        int leader = -1;
        for (int model : order) {
            if (leader < 0 || !tied(points[leader], points[model], confidence)) {
                leader = model;
                group++;
            }
            groups[model] = group;
        }
        return new ArrayList<>(Arrays.asList(groups));
    }

    private static boolean tied(double[] leader, double[] other, double confidence) {
        double[] lead = new double[leader.length];
        for (int i = 0; i < lead.length; i++) {
            lead[i] = leader[i] - other[i];
        }
        return Interval.percentile(lead, confidence).contains(0);
    }
}
