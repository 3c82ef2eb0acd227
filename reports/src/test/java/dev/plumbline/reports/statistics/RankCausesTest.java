package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.tasks.numeric.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankCausesTest {

    private static List<RankCauses> causes(List<double[]> scores, double noise, int threads) {
        double[] noises = new double[scores.size()];
        int[] types = new int[scores.size()];
        for (int i = 0; i < noises.length; i++) {
            noises[i] = noise;
            types[i] = i % 3;
        }
        try (Parallel parallel = Parallel.of(threads)) {
            return RankCauses.of(scores, types, noises, 0.95, new Resampling(5, 500, parallel));
        }
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

    @Test
    void theWayToAggregateMovesAModelThatIsGoodAtARareType() {
        // two tasks of one type, one of another: the first is ahead by types, the second by tasks
        List<double[]> scores = List.of(new double[] {0.4, 0.6}, new double[] {0.4, 0.6}, new double[] {0.9, 0.6});
        RankCauses first = RankCauses.of(
                        scores,
                        new int[] {0, 0, 1},
                        new double[] {0, 0, 0},
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
}
