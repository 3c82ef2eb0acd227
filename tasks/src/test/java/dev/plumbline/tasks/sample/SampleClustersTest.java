package dev.plumbline.tasks.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleClustersTest {

    private static List<String> numbered(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + i).toList();
    }

    @Test
    void pairsThatShareASideBelongTogetherWhicheverSideItIs() {
        List<String> first = new ArrayList<>(numbered("a", 40));
        List<String> second = new ArrayList<>(numbered("b", 40));
        first.set(3, "shared");
        second.set(7, "shared");
        second.set(3, "bridge");
        first.set(20, "bridge");
        int[] clusters = SampleClusters.ofPairs(first, second).roots();
        assertThat(clusters[7]).isEqualTo(3);
        assertThat(clusters[20]).isEqualTo(3);
        assertThat(Arrays.stream(clusters).distinct().count()).isEqualTo(38);
    }

    @Test
    void whereEverythingIsRelatedOnlyTheFirstThingOfEachCounts() {
        // each query has a document of its own, and one that all have
        List<List<String>> keys = IntStream.range(0, 60)
                .mapToObj(i -> List.of("own" + i / 2, "common"))
                .toList();
        SampleClusters.Found found = SampleClusters.of(keys);
        assertThat(found.told()).isTrue();
        int[] clusters = found.roots();
        assertThat(Arrays.stream(clusters).distinct().count()).isEqualTo(30);
        assertThat(clusters[1]).isZero();
    }

    @Test
    void whereOneThingIsAllOfThemTheyAreAlone() {
        List<List<String>> keys =
                Stream.generate(() -> List.of("same")).limit(50).toList();
        SampleClusters.Found found = SampleClusters.of(keys);
        assertThat(found.roots()).isEqualTo(IntStream.range(0, 50).toArray());
        assertThat(found.told()).isFalse();
        // who reads the samples learns of it, and takes them as independent
        List<String> marks = new ArrayList<>();
        SampleSink sink = SampleClusters.marking(sample -> marks.add(sample.cluster()), found, numbered("", 50));
        IntStream.range(0, 50).forEach(i -> sink.add(new Sample.Scored(String.valueOf(i), 0.5)));
        assertThat(marks).hasSize(50).containsOnly(SampleClusters.NOT_TOLD);
        assertThat(SampleClusters.ofIds(numbered("", 50), marks))
                .isEqualTo(IntStream.range(0, 50).toArray());
    }

    @Test
    void idsThatNumberPartsOfOneThingTellIt() {
        List<String> ids = new ArrayList<>();
        for (int page = 0; page < 20; page++) {
            for (int part = 0; part < 3; part++) {
                ids.add("page" + page + "-" + part);
            }
        }
        List<String> none = Stream.generate(() -> "").limit(60).toList();
        int[] clusters = SampleClusters.ofIds(ids, none);
        assertThat(clusters).startsWith(0, 0, 0, 1, 1, 1);
        assertThat(Arrays.stream(clusters).max()).hasValue(19);
    }

    @Test
    void idsThatOnlyCountTellNothing() {
        List<String> none = Stream.generate(() -> "").limit(60).toList();
        for (List<String> ids : List.of(numbered("PLAIN-", 60), numbered("", 60), numbered("q_", 60))) {
            assertThat(Arrays.stream(SampleClusters.ofIds(ids, none)).distinct().count())
                    .isEqualTo(60);
        }
    }

    @Test
    void whatTheFileSaysIsTaken() {
        List<String> known = new ArrayList<>(Stream.generate(() -> "").limit(30).toList());
        known.set(4, "4");
        known.set(9, "4");
        int[] clusters = SampleClusters.ofIds(numbered("", 30), known);
        assertThat(clusters[9]).isEqualTo(clusters[4]);
        assertThat(Arrays.stream(clusters).max()).hasValue(28);
    }
}
