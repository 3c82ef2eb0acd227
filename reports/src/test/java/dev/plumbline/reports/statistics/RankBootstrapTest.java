package dev.plumbline.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.tasks.numeric.Parallel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankBootstrapTest {

    private final Resampling resampling = Resampling.standard(Parallel.of(1));

    /** The first wins everywhere, the second and third take turns, the fourth loses everywhere. */
    private final List<double[]> tasks = IntStream.range(0, 20)
            .mapToObj(task -> new double[] {0.9, task % 2 == 0 ? 0.6 : 0.5, task % 2 == 0 ? 0.5 : 0.6, 0.1})
            .toList();

    @Test
    void rankIntervalsAndTieGroups() {
        RankBootstrap ranks = RankBootstrap.of(tasks, 0.95, resampling);
        assertThat(ranks.ranks()).containsExactly(1, 2, 2, 4);
        assertThat(ranks.rankIntervals())
                .containsExactly(new Interval(1, 1), new Interval(2, 3), new Interval(2, 3), new Interval(4, 4));
        assertThat(ranks.groups()).containsExactly(1, 2, 2, 3);
        assertThat(ranks.meanIntervals().get(1).low()).isBetween(0.52, 0.54);
    }

    @Test
    void noAnswerDependsOnThreads() {
        try (Parallel three = Parallel.of(3)) {
            assertThat(RankBootstrap.of(tasks, 0.95, Resampling.standard(three)))
                    .isEqualTo(RankBootstrap.of(tasks, 0.95, resampling));
        }
    }

    @Test
    void aGapIsRefused() {
        assertThatThrownBy(() -> RankBootstrap.of(List.of(new double[] {0.5, Double.NaN}), 0.95, resampling))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
