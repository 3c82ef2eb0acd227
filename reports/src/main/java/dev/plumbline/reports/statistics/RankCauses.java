package dev.plumbline.reports.statistics;

import dev.plumbline.reports.aggregate.BordaCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Why a model's rank would be another: other queries, other tasks of the same kind, another way to aggregate; each alone, and
 * all together. Ranks are by Borda points but where the aggregation itself is what varies.
 *
 * @param queries rank with each score moved by chance as far as its samples let it
 * @param tasks rank on tasks drawn anew
 * @param aggregations least and greatest rank by mean of tasks, mean of types and Borda points
 * @param together all of these
 */
public record RankCauses(Interval queries, Interval tasks, Interval aggregations, Interval together) {

    private static final int BLOCK = 20;
    private static final int BY_POINTS = 0;
    private static final int BY_TYPES = 2;
    private static final int WAYS = 3;
    private static final double[] NOT_DRAWN = {};

    /** A leaderboard as numbers. */
    private static final class Board {
        private final List<double[]> scores;
        private final int[] types;
        private final double[] noise;
        /** By task and model how far its score moved on resamples; empty where it has no samples. */
        private final double[][][] moves;

        private final int models;
        /** By task the models in ascending order of their own scores. */
        private final int[][] orders;

        Board(List<double[]> scores, int[] types, double[] noise, double[][][] moves, int models) {
            this.scores = scores;
            this.types = types;
            this.noise = noise;
            this.moves = moves;
            this.models = models;
            this.orders = scores.stream()
                    .map(task -> IntStream.range(0, models)
                            .boxed()
                            .sorted(Comparator.comparingDouble(model -> task[model]))
                            .mapToInt(Integer::intValue)
                            .toArray())
                    .toArray(int[][]::new);
        }

        /**
         * Ranks under one of the ways to aggregate.
         *
         * @param points of Borda by task
         * @param drawn tasks by their index
         */
        int[] ranks(int way, double[][] scored, double[][] points, int[] drawn) {
            double[] sums = new double[models];
            TreeMap<Integer, Integer> sizes = new TreeMap<>();
            if (way == BY_TYPES) {
                for (int task : drawn) {
                    sizes.merge(types[task], 1, Integer::sum);
                }
            }
            for (int task : drawn) {
                double[] own = way == BY_POINTS ? points[task] : scored[task];
                double weight = way == BY_TYPES ? 1.0 / sizes.getOrDefault(types[task], 1) : 1;
                for (int model = 0; model < models; model++) {
                    sums[model] += weight * own[model];
                }
            }
            return BordaCount.ranks(sums);
        }

        /**
         * As {@link BordaCount#points}, without its objects: models below a model, and half of those beside it. Sorted by
         * insertion, since chance moves a model past few others.
         */
        double[][] points(double[][] scored) {
            double[][] points = new double[scored.length][models];
            int[] order = new int[models];
            for (int task = 0; task < scored.length; task++) {
                double[] own = scored[task];
                System.arraycopy(orders[task], 0, order, 0, models);
                for (int i = 1; i < models; i++) {
                    int model = order[i];
                    int to = i;
                    while (to > 0 && own[order[to - 1]] > own[model]) {
                        order[to] = order[to - 1];
                        to--;
                    }
                    order[to] = model;
                }
                for (int first = 0; first < models; ) {
                    int end = first + 1;
                    while (end < models && own[order[end]] == own[order[first]]) {
                        end++;
                    }
                    for (int i = first; i < end; i++) {
                        points[task][order[i]] = (first + end - 1) / 2.0;
                    }
                    first = end;
                }
            }
            return points;
        }

        /** Models with samples all move as one resample moved them, so that near ones stay near. */
        double[][] moved(int replicate, UniformRandomProvider random) {
            double[][] moved = new double[scores.size()][];
            for (int task = 0; task < moved.length; task++) {
                double[] own = scores.get(task);
                moved[task] = new double[models];
                for (int model = 0; model < models; model++) {
                    double[] drawn = moves[task][model];
                    // drawn for every model, so that one's samples do not change what becomes of the others
                    double normal = noise[task] * gaussian(random);
                    moved[task][model] = own[model] + (drawn.length > 0 ? drawn[replicate % drawn.length] : normal);
                }
            }
            return moved;
        }

        int[] drawn(UniformRandomProvider random) {
            int[] drawn = new int[scores.size()];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = random.nextInt(drawn.length);
            }
            return drawn;
        }

        /** Marsaglia's polar method. */
        private static double gaussian(UniformRandomProvider random) {
            double x;
            double square;
            do {
                x = 2 * random.nextDouble() - 1;
                double y = 2 * random.nextDouble() - 1;
                square = x * x + y * y;
            } while (square >= 1 || square == 0);
            return x * Math.sqrt(-2 * Math.log(square) / square);
        }
    }

    /**
     * Of every model.
     *
     * @param scores one array per task with every model's score
     * @param types by task a number of its type
     * @param noise by task how far a model's score moves by the choice of queries, against the other models': a standard
     *     deviation
     * @param moves by task, and by the index of a model with samples, by how much its score was another on resamples, the same
     *     resample of each of them at the same index; they are moved by these, the others by normal noise of their own
     * @param confidence such as 0.95
     */
    public static List<RankCauses> of(
            List<double[]> scores,
            int[] types,
            double[] noise,
            List<Map<Integer, double[]>> moves,
            double confidence,
            Resampling resampling) {
        int models = scores.get(0).length;
        double[][][] drawn = moves.stream()
                .map(task -> IntStream.range(0, models)
                        .mapToObj(model -> task.getOrDefault(model, NOT_DRAWN))
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
        Board board = new Board(List.copyOf(scores), types.clone(), noise.clone(), drawn, models);
        double[][] all = scores.toArray(double[][]::new);
        double[][] points = board.points(all);
        int[] every = new int[scores.size()];
        Arrays.setAll(every, i -> i);
        double[][] byQueries = new double[models][resampling.replicates()];
        double[][] byTasks = new double[models][resampling.replicates()];
        double[][] byAll = new double[models][resampling.replicates()];
        long stream = ReplicateStream.seed(resampling.seed(), "rank causes");
        resampling.parallel().forBlocks(resampling.replicates(), BLOCK, (from, to) -> {
            for (int replicate = from; replicate < to; replicate++) {
                UniformRandomProvider random = ReplicateStream.of(stream, replicate);
                double[][] moved = board.moved(replicate, random);
                int[] drawnTasks = board.drawn(random);
                double[][] movedPoints = board.points(moved);
                put(board.ranks(BY_POINTS, moved, movedPoints, every), byQueries, replicate);
                put(board.ranks(BY_POINTS, all, points, drawnTasks), byTasks, replicate);
                put(board.ranks(random.nextInt(WAYS), moved, movedPoints, drawnTasks), byAll, replicate);
            }
        });
        int[][] ways = new int[WAYS][];
        for (int way = 0; way < WAYS; way++) {
            ways[way] = board.ranks(way, all, points, every);
        }
        List<RankCauses> causes = new ArrayList<>();
        for (int model = 0; model < models; model++) {
            int at = model;
            int[] own = Arrays.stream(ways).mapToInt(ranks -> ranks[at]).toArray();
            causes.add(new RankCauses(
                    Interval.percentile(byQueries[model], confidence),
                    Interval.percentile(byTasks[model], confidence),
                    new Interval(
                            Arrays.stream(own).min().orElseThrow(),
                            Arrays.stream(own).max().orElseThrow()),
                    Interval.percentile(byAll[model], confidence)));
        }
        return causes;
    }

    private static void put(int[] ranks, double[][] byModel, int replicate) {
        for (int model = 0; model < ranks.length; model++) {
            byModel[model][replicate] = ranks[model];
        }
    }
}
