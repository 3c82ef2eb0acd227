package dev.plumbline.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.transformer.Networks;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.TopK;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The device's search on the CPU's libtorch: its lists are those of the search in plain Java. */
final class DeviceSearchTest {

    private static Parallel parallel;
    private static DeviceSearch device;

    @BeforeAll
    static void open() {
        parallel = Parallel.of(2);
        device = new DeviceSearch(Networks.libtorch().on(DeviceChoice.CPU), 1, 1, ScriptModule::call);
    }

    @AfterAll
    static void close() {
        device.close();
        parallel.close();
    }

    @ParameterizedTest
    @CsvSource({
        "40, 5000, 8, 20",
        "7, 3000, 31, 100",
        "3, 50, 16, 200",
        "1, 1, 1, 1",
        "5, 700, 513, 50",
        "1100, 400, 12, 10"
    })
    void findsWhatTheProcessorFinds(int queries, int documents, int width, int best) {
        long before = device.leftToHost();
        for (boolean cosine : new boolean[] {true, false}) {
            check(random(queries, width, 1), random(documents, width, 2), cosine, best);
        }
        assertThat(device.leftToHost()).isEqualTo(before);
    }

    @Test
    void tiesAtTheCutAreBrokenByTheOrderOfTies() {
        FloatMatrix distinct = random(40, 24, 3);
        Random random = new Random(4);
        FloatMatrix documents = distinct.select(
                IntStream.range(0, 6000).map(i -> random.nextInt(40)).toArray());
        for (boolean cosine : new boolean[] {true, false}) {
            check(random(20, 24, 5), documents, cosine, 100);
            check(random(20, 24, 5), distinct.select(new int[5000]), cosine, 100);
        }
    }

    @Test
    void scoresThatDifferInTheirLastBitAreToldApart() {
        FloatMatrix documents = random(1, 64, 6).select(new int[4000]);
        Random random = new Random(7);
        for (int i = 0; i < 4000; i++) {
            int at = i * 64 + random.nextInt(64);
            documents.data()[at] = random.nextBoolean()
                    ? Math.nextUp(documents.data()[at])
                    : documents.data()[at] * 0.5f;
        }
        for (boolean cosine : new boolean[] {true, false}) {
            check(random(30, 64, 8), documents, cosine, 30);
        }
    }

    @Test
    void oddVectorsAreComparedAsTheProcessorDoes() {
        FloatMatrix documents = random(3000, 16, 9);
        Arrays.fill(documents.data(), 160, 320, 0f);
        Arrays.fill(documents.data(), 480, 496, 1e-30f);
        FloatMatrix queries = random(6, 16, 10);
        Arrays.fill(queries.data(), 0, 16, 0f);
        Arrays.fill(queries.data(), 16, 32, 1e-25f);
        for (boolean cosine : new boolean[] {true, false}) {
            check(queries, documents, cosine, 25);
            for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e25f}) {
                FloatMatrix some = FloatMatrix.of(3000, 16, documents.data().clone());
                some.data()[700] = odd;
                check(queries, some, cosine, 25);
                FloatMatrix asked = FloatMatrix.of(6, 16, queries.data().clone());
                asked.data()[40] = odd;
                check(asked, documents, cosine, 25);
            }
        }
    }

    @Test
    void aCorpusMayComeInChunksLargerThanABlock() {
        FloatMatrix queries = random(10, 4, 11);
        FloatMatrix documents = random(80_000, 4, 12);
        for (boolean cosine : new boolean[] {true, false}) {
            check(queries, documents, cosine, 300);
        }
        TopK[] expected = lists(10, 300);
        TopK[] actual = lists(10, 300);
        List<String> notes = new ArrayList<>();
        VectorSearch here = VectorSearch.local(parallel);
        VectorSearch there = device.over(here, parallel, notes::add);
        for (int first = 0; first < 80_000; first += 35_000) {
            FloatMatrix chunk = documents.select(
                    IntStream.range(first, Math.min(80_000, first + 35_000)).toArray());
            here.search(queries, chunk, true, first, expected);
            there.search(queries, chunk, true, first, actual);
        }
        assertEqual(actual, expected);
    }

    @Test
    void smallSearchesStayWhereTheyAreAndItIsSaidOnceWhenTheDeviceIsUsed() {
        List<String> notes = new ArrayList<>();
        try (DeviceSearch usual =
                new DeviceSearch(Networks.libtorch().on(DeviceChoice.CPU), 5, 100, ScriptModule::call)) {
            List<Integer> here = new ArrayList<>();
            VectorSearch search = usual.over(
                    (queries, documents, cosine, first, best) -> here.add(documents.rows()), parallel, notes::add);
            search.search(random(4, 8, 1), random(200, 8, 2), true, 0, lists(4, 3));
            search.search(random(5, 8, 1), random(99, 8, 2), true, 0, lists(5, 3));
            assertThat(notes).isEmpty();
            search.search(random(5, 8, 1), random(100, 8, 2), true, 0, lists(5, 3));
            search.search(random(5, 8, 1), random(100, 8, 2), true, 0, lists(5, 3));
            assertThat(here).containsExactly(200, 99);
        }
        assertThat(notes).containsExactly("vectors are compared on cpu");
    }

    @Test
    void lengthsOfManyMagnitudesAreCompared() {
        FloatMatrix documents = random(4000, 20, 13);
        Random random = new Random(14);
        for (int i = 0; i < 4000; i++) {
            float scale = (float) Math.pow(10, 3 * random.nextGaussian());
            for (int k = i * 20; k < i * 20 + 20; k++) {
                documents.data()[k] *= scale;
            }
        }
        for (boolean cosine : new boolean[] {true, false}) {
            check(random(30, 20, 15), documents, cosine, 40);
        }
    }

    @ParameterizedTest
    @CsvSource({"9000, from now on half as many", "100, the CPU compares them"})
    void withLittleMemoryBlocksAreHalvedAndAtLastComparedHere(int fitting, String said) {
        FloatMatrix queries = random(50, 8, 16);
        FloatMatrix documents = random(40_000, 8, 17);
        TopK[] expected = lists(50, 20);
        TopK[] actual = lists(50, 20);
        List<String> notes = new ArrayList<>();
        VectorSearch here = VectorSearch.local(parallel);
        here.search(queries, documents, true, 0, expected);
        DeviceSearch.Comparison full = (script, method, gradients, arguments) -> {
            if (arguments[1].getShape().get(0) > fitting) {
                throw PlumblineException.model("CUDA out of memory. Tried to allocate 3.00 GiB");
            }
            return script.call(method, gradients, arguments);
        };
        try (DeviceSearch little = new DeviceSearch(Networks.libtorch().on(DeviceChoice.CPU), 1, 1, full)) {
            little.over(here, parallel, notes::add).search(queries, documents, true, 0, actual);
        }
        assertEqual(actual, expected);
        assertThat(notes.get(1)).startsWith("cpu has too little memory to compare 1024 queries with 32768 documents");
        assertThat(notes.get(notes.size() - 1)).endsWith(said);
    }

    @Test
    void otherFailuresEndTheSearch() {
        PlumblineException failure = PlumblineException.model("libtorch failed");
        DeviceSearch.Comparison broken = (script, method, gradients, arguments) -> {
            throw failure;
        };
        try (DeviceSearch search = new DeviceSearch(Networks.libtorch().on(DeviceChoice.CPU), 1, 1, broken)) {
            assertThatThrownBy(() -> search.over(VectorSearch.local(parallel), parallel, note -> {})
                            .search(random(2, 8, 1), random(9, 8, 2), true, 0, lists(2, 3)))
                    .isSameAs(failure);
        }
    }

    @Test
    void blocksFitTheMemoryThereIs() {
        assertThat(SearchBlocks.within(2L << 30, 512)).isEqualTo(new SearchBlocks(1024, 32_768));
        SearchBlocks few = SearchBlocks.within(64L << 20, 4096);
        assertThat(few.documents()).isBetween(1024, 2048);
        SearchBlocks least = new SearchBlocks(1, 1024);
        assertThat(least.halved()).isEqualTo(new SearchBlocks(1, 512));
        assertThat(least.halved().isWorthwhile()).isTrue();
        assertThat(least.halved().halved().halved().isWorthwhile()).isFalse();
    }

    private static void check(FloatMatrix queries, FloatMatrix documents, boolean cosine, int best) {
        TopK[] expected = lists(queries.rows(), best);
        TopK[] actual = lists(queries.rows(), best);
        VectorSearch here = VectorSearch.local(parallel);
        here.search(queries, documents, cosine, 1000, expected);
        device.over(here, parallel, note -> {}).search(queries, documents, cosine, 1000, actual);
        assertEqual(actual, expected);
    }

    private static void assertEqual(TopK[] actual, TopK[] expected) {
        for (int query = 0; query < actual.length; query++) {
            assertThat(actual[query].sortedIndices()).as("query %d", query).isEqualTo(expected[query].sortedIndices());
            assertThat(actual[query].sortedScores()).as("query %d", query).isEqualTo(expected[query].sortedScores());
        }
    }

    /** With ties in an order that is not that of the indices. */
    private static TopK[] lists(int count, int best) {
        TopK[] lists = new TopK[count];
        Arrays.setAll(
                lists, i -> new TopK(best, (a, b) -> Integer.compareUnsigned(Integer.reverse(a), Integer.reverse(b))));
        return lists;
    }

    private static FloatMatrix random(int rows, int width, long seed) {
        FloatMatrix matrix = FloatMatrix.zeros(rows, width);
        Random random = new Random(seed);
        for (int i = 0; i < matrix.data().length; i++) {
            matrix.data()[i] = (float) random.nextGaussian();
        }
        return matrix;
    }
}
