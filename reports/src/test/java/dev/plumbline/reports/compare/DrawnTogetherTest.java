package dev.plumbline.reports.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.reports.statistics.Clusters;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawnTogetherTest {

    private static final List<String> IDS =
            IntStream.range(0, 24).mapToObj(String::valueOf).toList();

    private static DrawnTogether.Subset subset(String split, String name, List<String> ids, int size) {
        return new DrawnTogether.Subset(
                split,
                "T/" + split + "/" + name,
                ids,
                Clusters.of(IntStream.range(0, ids.size()).map(i -> i / size).toArray()));
    }

    @Test
    void subsetsOfTheSameIdsShareTheirDrawsAndTheirClusters() {
        List<DrawnTogether> drawn = DrawnTogether.of(List.of(
                subset("test", "de", IDS, 1),
                subset("test", "fr", IDS, 2),
                subset("test", "other", IDS.subList(0, 20), 1),
                subset("validation", "de", IDS, 1)));
        assertThat(drawn)
                .extracting(DrawnTogether::place)
                .containsExactly("T/test/de", "T/test/de", "T/test/other", "T/validation/de");
        assertThat(drawn).extracting(own -> own.clusters().count()).containsExactly(12, 12, 20, 24);
        assertThat(DrawnTogether.joined(drawn)).isEqualTo(1);
    }

    /** Few clusters tell nothing of chance. */
    @Test
    void subsetsThatTogetherWouldBeAFewClustersAreDrawnApart() {
        List<DrawnTogether> drawn =
                DrawnTogether.of(List.of(subset("test", "de", IDS, 1), subset("test", "fr", IDS, 6)));
        assertThat(DrawnTogether.joined(drawn)).isZero();
    }
}
