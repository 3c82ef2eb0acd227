package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.tasks.numeric.Parallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class RankCausesTest {

    private static List<RankCauses> causes(List<double[]> scores, double noise, int threads) {
        double[] noises = new double[scores.size()];
        int[] types = new int[scores.size()];
        for (int i = 0; i < noises.length; i++) {
            noises[i] = noise;
            types[i] = i % 3;
        }
        try (Parallel parallel = Parallel.of(threads)) {
            return RankCauses.of(scores, types, noises, noMoves(scores.size()), 0.95, new Resampling(5, 500, parallel));
        }
    }

    private static List<Map<Integer, double[]>> noMoves(int tasks) {
        return Collections.nCopies(tasks, Map.of());
    }

    private static double width(Interval interval) {
        return interval.high() - interval.low();
    }

    @Test
    void aModelThatIsAheadEverywhereStaysWhateverIsDrawn() {
        List<double[]> scores = new ArrayList<>();
        for (int task = 0; task < 12; task++) {
            scores.add(new double[] {0.9, 0.5, 0.1});
        }
        for (RankCauses causes : causes(scores, 0.001, 1)) {
            assertThat(width(causes.together())).isZero();
        }
        assertThat(causes(scores, 0.001, 1).get(0).together()).isEqualTo(new Interval(1, 1));
    }

    @Test
    void theCauseThatWasPlantedIsTheOneFound() {
        // the same on every task: only queries can move them
        List<double[]> near = new ArrayList<>();
        for (int task = 0; task < 12; task++) {
            near.add(new double[] {0.503, 0.502, 0.501, 0.500});
        }
        RankCauses byQueries = causes(near, 0.05, 1).get(1);
        assertThat(width(byQueries.queries())).isPositive();
        assertThat(width(byQueries.tasks())).isZero();
        assertThat(width(byQueries.aggregations())).isZero();

        // each good at something else: only tasks can
        List<double[]> apart = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int task = 0; task < 12; task++) {
            apart.add(random.doubles(4).toArray());
        }
        RankCauses byTasks = causes(apart, 1e-9, 1).get(1);
        assertThat(width(byTasks.tasks())).isPositive();
        assertThat(width(byTasks.queries())).isZero();
    }

    /** A checkpoint a hair below its start on every task, both hard on the same queries: a resample does not part them. */
    @Test
    void modelsWithSamplesMoveTogether() {
        List<double[]> scores = new ArrayList<>();
        List<Map<Integer, double[]>> together = new ArrayList<>();
        List<Map<Integer, double[]>> apart = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(5);
        for (int task = 0; task < 12; task++) {
            scores.add(new double[] {0.502, 0.500});
            double[] moves = random.doubles(200, -0.05, 0.05).toArray();
            together.add(Map.of(0, moves, 1, moves));
            apart.add(Map.of(0, moves, 1, random.doubles(200, -0.05, 0.05).toArray()));
        }
        assertThat(queries(scores, together)).isEqualTo(new Interval(1, 1));
        assertThat(queries(scores, apart)).isEqualTo(new Interval(1, 2));
        assertThat(queries(scores, noMoves(12))).isEqualTo(new Interval(1, 2));
    }

    private static Interval queries(List<double[]> scores, List<Map<Integer, double[]>> moves) {
        double[] noise = DoubleStream.generate(() -> 0.03).limit(scores.size()).toArray();
        return RankCauses.of(scores, new int[scores.size()], noise, moves, 0.95, new Resampling(5, 500, Parallel.of(1)))
                .get(0)
                .queries();
    }

    @Test
    void theWayToAggregateMovesAModelThatIsGoodAtARareType() {
        // two tasks of one type, one of another: the first is ahead by types, the second by tasks
        List<double[]> scores = List.of(new double[] {0.4, 0.6}, new double[] {0.4, 0.6}, new double[] {0.9, 0.6});
        RankCauses first = RankCauses.of(
                        scores,
                        new int[] {0, 0, 1},
                        new double[] {0, 0, 0},
                        noMoves(3),
                        0.95,
                        new Resampling(5, 100, Parallel.of(1)))
                .get(0);
        assertThat(first.aggregations()).isEqualTo(new Interval(1, 2));
    }

    @Test
    void noAnswerDependsOnThreads() {
        List<double[]> scores = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(2);
        for (int task = 0; task < 20; task++) {
            scores.add(random.doubles(30).toArray());
        }
        assertThat(causes(scores, 0.1, 3)).isEqualTo(causes(scores, 0.1, 1));
    }

    /** As many models and tasks as a leaderboard has, with the replicates that a report draws. */
    @Test
    void aLeaderboardOf150ModelsTakesLessThanFiveSeconds(TestReporter reporter) {
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> scores = new ArrayList<>();
        for (int task = 0; task < 56; task++) {
            scores.add(random.doubles(150).toArray());
        }
        long start = System.nanoTime();
        Duration before = processorTime();
        try (Parallel parallel = Parallel.of(1)) {
            assertThat(RankBootstrap.of(scores, 0.95, new Resampling(42, 2_000, parallel))
                            .ranks())
                    .hasSize(150);
            int[] types = IntStream.range(0, 56).map(task -> task % 7).toArray();
            double[] noise = DoubleStream.generate(() -> 0.02).limit(56).toArray();
            assertThat(RankCauses.of(scores, types, noise, noMoves(56), 0.95, new Resampling(42, 1_000, parallel)))
                    .hasSize(150);
        }
        // on one thread: other work on the machine does not change what its processor takes
        Duration taken = processorTime().minus(before);
        reporter.publishEntry(
                "ranks of 150 models on 56 tasks and why they move",
                String.format(
                        Locale.ROOT,
                        "%.2f s, of which the processor worked %.2f s",
                        (System.nanoTime() - start) / 1e9,
                        taken.toMillis() / 1000.0));
        assertThat(taken).isLessThan(Duration.ofSeconds(5));
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
