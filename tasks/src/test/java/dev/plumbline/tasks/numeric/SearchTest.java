package dev.plumbline.tasks.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The heap and the search against sorting everything, with many ties. */
class SearchTest {

    /** A tie order that is not that of the indices. */
    private static int reversedBits(int a, int b) {
        return Integer.compareUnsigned(Integer.reverse(a), Integer.reverse(b));
    }

    private static int[] best(float[] scores, int k) {
        Comparator<Integer> order = Comparator.comparingDouble(
                        (Integer i) -> Float.isNaN(scores[i]) ? Double.NEGATIVE_INFINITY : scores[i] + 0.0)
                .thenComparing((a, b) -> Boolean.compare(Float.isNaN(scores[b]), Float.isNaN(scores[a])))
                .thenComparing(SearchTest::reversedBits);
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(order.reversed())
                .limit(k)
                .mapToInt(i -> i)
                .toArray();
    }

    @Test
    void keepsTheGreatestWithTiesByTheirOrder() {
        Random random = new Random(7);
        for (int n : new int[] {0, 1, 2, 9, 10, 11, 500}) {
            float[] scores = new float[n];
            for (int i = 0; i < n; i++) {
                int value = random.nextInt(12);
                scores[i] =
                        value == 0 ? Float.NaN : value == 1 ? Float.NEGATIVE_INFINITY : value == 2 ? -0f : value - 3;
            }
            for (int k : new int[] {1, 2, 10, 100}) {
                TopK heap = new TopK(k, SearchTest::reversedBits);
                for (int i = 0; i < n; i++) {
                    heap.offer(scores[i], i);
                }
                int[] expected = best(scores, k);
                assertThat(heap.sortedIndices()).as("%d of %d", k, n).containsExactly(expected);
                assertThat(heap.size()).isEqualTo(expected.length);
                float[] sorted = heap.sortedScores();
                assertThat(sorted).hasSize(expected.length);
                for (int i = 0; i < sorted.length; i++) {
                    assertThat(Float.compare(sorted[i], scores[expected[i]])).isZero();
                }
            }
        }
    }

    @Test
    void theThresholdIsNeverAboveTheLeastScoreKept() {
        TopK best = new TopK(2, Integer::compare);
        assertThat(best.threshold()).isEqualTo(Float.NEGATIVE_INFINITY);
        best.offer(1, 0);
        best.offer(Float.NaN, 1);
        best.sortedIndices();
        assertThat(best.threshold()).isNaN();
        best.offer(3, 2);
        best.sortedIndices();
        assertThat(best.threshold()).isEqualTo(1);
        best.offer(0.5f, 3);
        assertThat(best.sortedIndices()).containsExactly(2, 0);
    }

    @Test
    void itemsMayFollowAfterTheListHasBeenRead() {
        TopK best = new TopK(3, Integer::compare);
        for (int i = 0; i < 100; i++) {
            best.offer(i % 10, i);
            assertThat(best.sortedIndices()).hasSize(Math.min(3, i + 1));
        }
        assertThat(best.sortedIndices()).containsExactly(99, 89, 79);
    }

    @Test
    void searchFindsWhatSortingFinds() {
        FloatMatrix queries = MatrixProductTest.random(37, 8, 1);
        FloatMatrix documents = small(5000);
        float[] scores = new float[37 * 5000];
        MatrixProduct.timesTranspose(queries, documents, scores);
        for (int threads : new int[] {1, 3}) {
            TopK[] heaps = heaps(37);
            try (Parallel parallel = Parallel.of(threads)) {
                ExactSearch.search(queries, documents, 0, heaps, parallel);
            }
            for (int q = 0; q < 37; q++) {
                assertThat(heaps[q].sortedIndices())
                        .as("query %d, %d threads", q, threads)
                        .containsExactly(best(Arrays.copyOfRange(scores, q * 5000, (q + 1) * 5000), 20));
            }
        }
    }

    @Test
    void chunksOfACorpusGiveWhatTheWholeGives() {
        FloatMatrix queries = MatrixProductTest.random(5, 8, 1);
        FloatMatrix documents = small(700);
        TopK[] whole = heaps(5);
        TopK[] chunked = heaps(5);
        try (Parallel parallel = Parallel.of(2)) {
            ExactSearch.search(queries, documents, 0, whole, parallel);
            for (int first = 0; first < 700; first += 300) {
                int[] rows = IntStream.range(first, Math.min(700, first + 300)).toArray();
                ExactSearch.search(queries, documents.select(rows), first, chunked, parallel);
            }
        }
        for (int q = 0; q < 5; q++) {
            assertThat(chunked[q].sortedIndices()).containsExactly(whole[q].sortedIndices());
            assertThat(chunked[q].sortedScores()).containsExactly(whole[q].sortedScores());
        }
    }

    @Test
    void cosinesAreThoseOfNormalisedRows() {
        FloatMatrix queries = MatrixProductTest.random(5, 8, 1);
        FloatMatrix documents = MatrixProductTest.random(1500, 8, 4);
        Arrays.fill(documents.data(), 8, 16, 0);
        TopK[] expected = heaps(5);
        TopK[] actual = heaps(5);
        try (Parallel parallel = Parallel.of(2)) {
            ExactSearch.search(Rows.normalised(queries), Rows.normalised(documents), 0, expected, parallel);
            ExactSearch.searchByCosine(queries, documents, 0, actual, parallel);
        }
        for (int q = 0; q < 5; q++) {
            assertThat(actual[q].sortedIndices()).containsExactly(expected[q].sortedIndices());
            assertThat(actual[q].sortedScores()).containsExactly(expected[q].sortedScores());
        }
    }

    @Test
    void rejectsWhatDoesNotFit() {
        try (Parallel parallel = Parallel.of(1)) {
            FloatMatrix x = small(3);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ExactSearch.search(x, x, 0, new TopK[2], parallel))
                    .withMessage("2 lists for 3 queries");
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> ExactSearch.search(x, MatrixProductTest.random(3, 9, 1), 0, new TopK[3], parallel));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new TopK(0, Integer::compare));
    }

    /** Documents out of a handful of different vectors. */
    private static FloatMatrix small(int rows) {
        FloatMatrix distinct = MatrixProductTest.random(40, 8, 2);
        Random random = new Random(3);
        return distinct.select(
                IntStream.range(0, rows).map(i -> random.nextInt(40)).toArray());
    }

    private static TopK[] heaps(int n) {
        TopK[] heaps = new TopK[n];
        Arrays.setAll(heaps, i -> new TopK(20, SearchTest::reversedBits));
        return heaps;
    }
}
