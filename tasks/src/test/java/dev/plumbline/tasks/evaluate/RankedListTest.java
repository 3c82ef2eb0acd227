package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.plumbline.tasks.data.CodePoints;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RankedListTest {

    /** Hits as "id score", ranked ids as expected. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | ''",
                "a 1                         | a",
                "a 1, b 2                    | b a",
                "b 2, a 1                    | b a",
                "a 1, b 1                    | b a",
                "a 1, b 1, c 1               | c b a",
                "d10 1, d9 1, d1 1           | d9 d10 d1",
                "a -1, b -2                  | a b",
                "a 0, b -0.0                 | b a",
                "a -0.0, b 0                 | b a",
                "A 1, a 1, Z 1               | a Z A",
                "\uFF01 1, \uD83D\uDE00 1    | \uD83D\uDE00 \uFF01",
                "a 1, a 2                    | a",
                "a 2, a 1, b 1.5             | a b",
                "a 1, b 1.5, a 2             | a b",
                "a 1, ab 1                   | ab a",
                "a 3.4e38, b Infinity        | b a",
                "a 1e-45, b 0                | a b",
            })
    void ranksByScoreAndThenByTheGreaterId(String hits, String ranked) {
        assertThat(ids(RankedList.of(parsed(hits)))).isEqualTo(ranked);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theOrderOfTheHitsDoesNotMatter(long seed) {
        Random random = new Random(seed);
        List<RankedList.Hit> hits = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            hits.add(new RankedList.Hit("d" + random.nextInt(80), random.nextInt(6)));
        }
        RankedList list = RankedList.of(hits);

        Collections.shuffle(hits, random);

        assertThat(RankedList.of(hits).hits()).isEqualTo(list.hits());
        for (int rank = 1; rank < list.size(); rank++) {
            float before = list.score(rank - 1);
            assertThat(before).isGreaterThanOrEqualTo(list.score(rank));
            if (before == list.score(rank)) {
                assertThat(CodePoints.ORDER.compare(list.documentId(rank - 1), list.documentId(rank)))
                        .isPositive();
            }
        }
        assertThat(list.hits().stream().map(RankedList.Hit::documentId)).doesNotHaveDuplicates();
    }

    @Test
    void ofADocumentThatOccursTwiceTheBetterScoreStays() {
        RankedList list = RankedList.of(parsed("a 1, b 5, a 7, a 3"));

        assertThat(list.hits()).containsExactly(new RankedList.Hit("a", 7), new RankedList.Hit("b", 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a 3, b 2, c 1 | b | a c",
                "a 3, b 2, c 1 | a | b c",
                "a 3, b 2, c 1 | c | a b",
                "a 3, b 2, c 1 | d | a b c",
                "a 3           | a | ''",
                "''            | a | ''",
            })
    void aDocumentCanBeLeftOut(String hits, String left, String ranked) {
        RankedList list = RankedList.of(parsed(hits));

        assertThat(ids(list.without(left))).isEqualTo(ranked);
        for (int rank = 0; rank < list.without(left).size(); rank++) {
            assertThat(list.hits()).contains(list.without(left).hits().get(rank));
        }
    }

    @Test
    void aListWithoutTheDocumentIsNotCopied() {
        RankedList list = RankedList.of(parsed("a 3, b 2"));

        assertThat(list.without("c")).isSameAs(list);
        assertThat(list.first(2)).isSameAs(list);
        assertThat(list.first(9)).isSameAs(list);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | ''", "1 | a", "2 | a b", "3 | a b c", "4 | a b c"})
    void theBestCanBeCutOff(int most, String ranked) {
        RankedList best = RankedList.of(parsed("c 1, b 2, a 3")).first(most);

        assertThat(ids(best)).isEqualTo(ranked);
        assertThat(best.size()).isEqualTo(Math.min(3, most));
    }

    @Test
    void whatIsRankedAlreadyIsTakenAsItIs() {
        RankedList list = RankedList.ofRanked(new String[] {"a", "b"}, new float[] {1, 9});

        assertThat(ids(list)).isEqualTo("a b");
        assertThat(list.score(1)).isEqualTo(9);
        assertThat(RankedList.empty().hits()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankedList.ofRanked(new String[] {"a"}, new float[0]))
                .withMessage("1 documents, 0 scores");
    }

    static List<RankedList.Hit> parsed(String hits) {
        List<RankedList.Hit> parsed = new ArrayList<>();
        for (String hit : hits.isEmpty() ? new String[0] : hits.split(", ", -1)) {
            String[] parts = hit.strip().split(" ", -1);
            parsed.add(new RankedList.Hit(parts[0], Float.parseFloat(parts[1])));
        }
        return parsed;
    }

    static String ids(RankedList list) {
        return String.join(
                " ", list.hits().stream().map(RankedList.Hit::documentId).toList());
    }
}
