package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.tasks.data.Oddities;
import dev.plumbline.tasks.data.RetrievalData;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScoreHeapTest {

    /**
     * Several queries of one id, each with its ranked documents, and what stands of them after so many were kept. Made by
     * CPython 3.11.7's heapq with the two lines of mteb 2.20.0 to 2.26.24 {@code models/search_wrappers.py} that use it, and a
     * dict of the heap in its order.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9 | c 5, f 1, c 0, a 0 | c 5, f 1, a 0",
                "9 | b 5, f 3, f 3, e 2, e 1, e 0 | b 5, f 3, e 1",
                "4 | d 4, c 4, c 4, e 3, d 2, d 2, e 1, a 0 | d 4, c 4, e 3",
                "6 | e 5, e 4, c 4, c 4, f 3, e 2, d 2, d 1, c 1, b 1, b 1, a 1 | e 4, c 4, f 3",
                "3 | f 5, d 5, b 5, f 4, f 4, c 4, b 4, f 3, e 3, d 3, c 3, c 3, f 2, d 2, e 1, d 1 | f 5, d 5, b 5",
                "9 | e 5, e 4, c 2; f 4, e 4, c 3 | f 4, e 4, c 3",
                "5 | b 5, a 4, e 3, f 2; a 5, f 2, e 0, b 0 | b 5, a 5, e 3, f 2",
                "5 | a 5, e 2, f 1, c 1, e 0; a 5, b 2, b 1, d 0, c 0 | a 5, e 2, b 2, f 1",
                "8 | a 5, c 2, f 1, a 0, a 0, a 0; b 5, f 4, a 4, b 1, b 1, d 0 | b 5, a 5, c 2, f 1",
                "4 | f 5, a 5, a 3, e 2, c 2, a 0; e 4, d 2; a 5, f 4, d 2, d 1 | f 5, a 5",
                "15 | f 5, a 2, e 1, a 1, d 0; d 4, e 3, e 2, c 2, b 2; a 5, b 4, f 3, a 2, f 0 | f 5, d 4, b 4, e 3, c 2, a 2",
                "16 | d 5, a 5, f 3, e 1, b 1, b 1, a 1, c 0; d 5, f 4, e 2, c 2, e 1, e 0, d 0, b 0 | d 5, a 5, f 3, c 2, e 1, b 1",
                "7 | d 5, a 5, b 3, b 1, a 1, e 0, e 0, b 0, a 0; d 5, b 5, f 4, a 4, e 3, e 3, c 3, b 3, e 0 | d 5, b 5, a 5, f 4, e 3",
                "10 | c 5, b 4, c 3, c 2, f 0, e 0, e 0; d 5, a 5, f 3, a 3, b 2, a 2, a 0; a 4, d 3, f 2, e 1, c 0, c 0, b 0 | d 5, c 5, b 4, a 4, f 3",
                "3 | d 5, d 5, c 4, b 3, a 3, d 2, a 2, c 1, e 0, a 0; f 5, f 4, d 4, c 3, a 3, d 2, d 2, f 1, c 1, a 0 | f 5, d 5",
                "2 | f 5, d 3; f 5, c 5, a 5, f 4, d 4, c 4, a 4, b 3, d 1 | f 5",
                "24 | f 5, f 5, d 2, d 2, a 2, f 1, e 1, e 1, d 1, c 0, b 0, a 0; b 5, a 5, c 4, f 3, d 3, a 3, e 2, e 2, f 1, e 1, d 1, b 1 | f 5, b 5, c 4, a 3, d 2, e 1",
                "13 | f 5, f 5, d 5, b 5, a 5, d 4, c 4, e 3, c 3, f 2, d 2, d 0; d 5, b 5, a 5, f 4, e 4, e 4, f 3, d 2, f 1, d 1, a 1, d 0 | f 5, d 5, b 5, a 5, e 4, c 4",
            })
    void ofEqualIdsStandsWhatHeapqLeavesLast(int most, String lists, String expected) {
        List<RankedList> ranked = List.of(lists.split(";")).stream()
                .map(RankedListTest::parsed)
                .map(hits -> RankedList.ofRanked(
                        hits.stream().map(RankedList.Hit::documentId).toArray(String[]::new), scores(hits)))
                .toList();
        RetrievalData data = data(Collections.nCopies(ranked.size(), "q"), List.of("a", "a"));

        Map<String, RankedList> found = ScoreHeap.perQuery(data, ranked, most);

        assertThat(found).containsOnlyKeys("q");
        assertThat(found.get("q").hits()).isEqualTo(expected == null ? List.of() : RankedListTest.parsed(expected));
    }

    @Test
    void whereNoIdRepeatsTheListsStayAsTheyAre() {
        RankedList first = RankedList.of(RankedListTest.parsed("a 1, b 2"));
        RankedList second = RankedList.of(RankedListTest.parsed("b 1"));

        Map<String, RankedList> lists =
                ScoreHeap.perQuery(data(List.of("q2", "q1"), List.of("a", "b")), List.of(first, second), 1);

        assertThat(lists).containsExactly(Map.entry("q2", first), Map.entry("q1", second));
    }

    @Test
    void queriesStayInTheOrderInWhichTheirIdsComeFirst() {
        List<RankedList> ranked = List.of(
                RankedList.of(RankedListTest.parsed("a 1")),
                RankedList.of(RankedListTest.parsed("b 2")),
                RankedList.of(RankedListTest.parsed("c 3")));

        Map<String, RankedList> lists =
                ScoreHeap.perQuery(data(List.of("q2", "q1", "q2"), List.of("a", "b", "c")), ranked, 5);

        assertThat(lists.keySet()).containsExactly("q2", "q1");
        assertThat(RankedListTest.ids(lists.get("q2"))).isEqualTo("c a");
        assertThat(RankedListTest.ids(lists.get("q1"))).isEqualTo("b");
    }

    @Test
    void atTheSmallestScoreTheGreaterIdPushesTheOtherOut() {
        RankedList ranked = RankedList.ofRanked(new String[] {"b", "a", "c", "c"}, new float[] {1, 1, 1, 0});

        RankedList kept = ScoreHeap.perQuery(data(List.of("q"), List.of("a", "a")), List.of(ranked), 2)
                .get("q");

        assertThat(RankedListTest.ids(kept)).isEqualTo("c b");
    }

    private static float[] scores(List<RankedList.Hit> hits) {
        float[] scores = new float[hits.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = hits.get(i).score();
        }
        return scores;
    }

    private static RetrievalData data(List<String> queries, List<String> documents) {
        return new RetrievalData(
                documents,
                Collections.nCopies(documents.size(), "text"),
                queries,
                Collections.nCopies(queries.size(), "text"),
                Map.of(),
                Optional.empty(),
                new Oddities(0, 0, List.of()));
    }
}
