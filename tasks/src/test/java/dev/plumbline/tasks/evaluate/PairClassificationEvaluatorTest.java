package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PairClassificationEvaluatorTest {

    private static final List<String> MEASURES = List.of("accuracy", "f1", "precision", "recall", "ap");
    private static final List<String> SIMILARITIES =
            List.of("similarity", "cosine", "manhattan", "euclidean", "dot", "max");

    @TempDir
    private Path folder;

    @Test
    void pairsThatAreToldApartScoreFully() {
        Scores scores = pairs("1 0|1 0|1", "2 1|2 1|1", "1 0|-1 0|0", "0 1|1 -1|0")
                .score("pair_classification", "max_ap", Map.of());

        for (String similarity : SIMILARITIES) {
            for (String measure : MEASURES) {
                assertThat(scores.number(similarity + "_" + measure))
                        .as("%s %s", similarity, measure)
                        .isEqualTo(1);
            }
        }
        assertThat(scores.names()).hasSize(31);
        assertThat(scores.mainScore()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void maximaAreTakenMeasureByMeasure(long seed) {
        Scores scores = random(seed, 40).score("pair_classification", "max_f1", Map.of());

        for (String measure : MEASURES) {
            double best = SIMILARITIES.stream()
                    .filter(similarity -> !similarity.equals("max"))
                    .mapToDouble(similarity -> number(scores, similarity + "_" + measure))
                    .max()
                    .orElseThrow();
            assertThat(scores.number("max_" + measure)).isEqualTo(best);
        }
        assertThat(scores.mainScore()).isEqualTo(scores.number("max_f1"));
    }

    /** Every cut between two different similarities tried by itself. */
    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8, 9})
    void noCutIsBetterThanTheBest(long seed) {
        TaskFolder files = random(seed, 30);
        Scores scores = files.score("pair_classification", "max_ap", Map.of());
        int[] labels = new int[30];
        double[][] similarities = new double[5][30];
        for (int i = 0; i < 30; i++) {
            Sample.Labelled sample = (Sample.Labelled) files.samples().get(i);
            labels[i] = sample.label();
            for (int k = 0; k < 5; k++) {
                similarities[k][i] = sample.similarities().get(k);
            }
        }
        for (int k = 0; k < 5; k++) {
            double accuracy = 0;
            double f1 = 0;
            for (double cut : similarities[k]) {
                int found = 0;
                int right = 0;
                int above = 0;
                for (int i = 0; i < 30; i++) {
                    boolean alike = similarities[k][i] >= cut;
                    above += alike ? 1 : 0;
                    found += alike ? labels[i] : 0;
                    right += alike == (labels[i] == 1) ? 1 : 0;
                }
                if (above < 30) {
                    accuracy = Math.max(accuracy, right / 30.0);
                    f1 = Math.max(
                            f1, 2.0 * found / (above + Arrays.stream(labels).sum()));
                }
            }
            String name = SIMILARITIES.get(k);
            assertThat(scores.number(name + "_accuracy")).as(name).isCloseTo(accuracy, within(1e-12));
            assertThat(scores.number(name + "_f1")).as(name).isCloseTo(f1, within(1e-12));
            double precision = number(scores, name + "_precision");
            double recall = number(scores, name + "_recall");
            assertThat(2 * precision * recall / (precision + recall)).as(name).isCloseTo(f1, within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"COSINE, cosine", "DOT, dot"})
    void theModelsOwnSimilarityIsOneOfThem(Similarity similarity, String name) {
        TaskFolder files = pairs("1 0|5 1|1", "2 2|3 1|0", "1 -1|1 7|0", "4 0|1 1|1", "3 1|0.1 0|0")
                .by(similarity);

        Scores scores = files.score("pair_classification", "max_ap", Map.of());

        for (String measure : MEASURES) {
            assertThat(number(scores, "similarity_" + measure)).isEqualTo(number(scores, name + "_" + measure));
        }
        assertThat(number(scores, "cosine_ap")).isNotEqualTo(number(scores, "dot_ap"));
    }

    @Test
    void releasesCutTiesDifferently() {
        TaskFolder files = pairs("1 0|1 0|1", "1 0|1 0|0", "1 0|1 0|0");

        Scores old = files.as(MtebRelease.V2_20_0).score("pair_classification", "cosine_accuracy", Map.of());
        Scores now = files.as(MtebRelease.V2_26_24).score("pair_classification", "cosine_accuracy", Map.of());

        assertThat(old.mainScore()).isEqualTo(1);
        assertThat(now.mainScore()).isZero();
        assertThat(old.number("cosine_ap")).isEqualTo(now.number("cosine_ap")).isCloseTo(1 / 3.0, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({
        "cosine_ap, 1, 1.0",
        "euclidean_f1, 1, -0.0",
        "manhattan_accuracy, 1, -0.0",
        "dot_ap, 1, 2.0",
        "similarity_ap, 1, 1.0",
        "max_ap, 5, 1.0"
    })
    void samplesHaveTheMainScoresSimilarities(String mainScore, int count, double first) {
        TaskFolder files = pairs("1 1|1 1|1", "1 0|0 1|0");

        files.score("pair_classification", mainScore, Map.of());

        assertThat(files.samples()).hasSize(2);
        Sample.Labelled sample = (Sample.Labelled) files.samples().get(0);
        assertThat(sample.id()).isEqualTo("0");
        assertThat(sample.label()).isEqualTo(1);
        assertThat(sample.similarities()).hasSize(count);
        assertThat(sample.similarities().get(0)).isCloseTo(first, within(1e-6));
        Sample.Labelled apart = (Sample.Labelled) files.samples().get(1);
        assertThat(apart.similarities()).allSatisfy(value -> assertThat(value).isLessThan(1));
    }

    @Test
    void distancesAreSamplesWithTheirSignTurned() {
        TaskFolder files = pairs("3 0|0 4|1", "1 0|1 0|0");

        files.score("pair_classification", "max_ap", Map.of());

        assertThat(((Sample.Labelled) files.samples().get(0)).similarities())
                .containsExactly(0.0, 0.0, -7.0, -5.0, 0.0);
    }

    @Test
    void emptyTextsAndOddLabelsAreSaidWithTheScore() {
        TaskFolder files = pairs("1 0| |1", "1 0|0 1|3");

        files.score("pair_classification", "max_ap", Map.of());

        assertThat(files.warnings())
                .containsExactly(
                        "Sample, split test, subset default: scored, but odd: 1 texts are empty or white space; encoded"
                                + " as they are; the first: test.jsonl, line 1, column 'sentence2'",
                        "Sample, split test, subset default: scored, but odd: 1 labels are neither 0 nor 1; only 1"
                                + " counts as alike, and F1 and recall are no shares; the first: test.jsonl, line 2,"
                                + " column 'labels'");
    }

    @Test
    void aMeasureWithoutThresholdHasNoSamples() {
        TaskFolder files = pairs("1 0|1 0|1", "1 0|0 1|0");

        files.score("pair_classification", "max_recall", Map.of());

        assertThat(files.samples()).isEmpty();
    }

    @Test
    void aSplitOfOneRowHoldsAllPairs() {
        TaskFolder rows = pairs("1 0|1 0|1", "1 0|-1 0|0");
        Scores expected = rows.score("pair_classification", "max_ap", Map.of());
        TaskFolder packed = new TaskFolder(folder.resolve("packed"))
                .file("test.jsonl", "{'sentence1': ['1 0', '1 0'], 'sentence2': ['1 0', '-1 0'], 'labels': [1, 0]}");

        assertThat(packed.score("pair_classification", "max_ap", Map.of())).isEqualTo(expected);
        List<String> texts = new ArrayList<>();
        packed.load("pair_classification", "max_ap", Map.of())
                .forEachText("test", "default", (part, text) -> texts.add(part + "=" + text));
        assertThat(texts).containsExactly("sentence1=1 0", "sentence1=1 0", "sentence2=1 0", "sentence2=-1 0");
    }

    @Test
    void columnsHaveTheNamesOfTheTask() {
        TaskFolder files = new TaskFolder(folder)
                .file("test.jsonl", "{'a': '1 0', 'b': '1 0', 'c': 1}", "{'a': '1 0', 'b': '0 1', 'c': 0}");
        Map<String, Object> params =
                Map.of("input1_column_name", "a", "input2_column_name", "b", "label_column_name", "c");

        assertThat(files.score("pair_classification", "max_ap", params).mainScore())
                .isEqualTo(1);
        assertThatThrownBy(() -> files.score("pair_classification", "max_ap", Map.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("no column 'labels'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sentence1': ['1'], 'sentence2': ['1', '2'], 'labels': [1]} | the row of pairs has 1 first sentences, 2 second ones and 1 labels (test.jsonl, line 1, column 'labels')",
                "{'sentence1': ['1'], 'sentence2': ['1'], 'labels': [1, 0]}   | has 1 first sentences, 1 second ones and 2 labels",
                "{'sentence1': [], 'sentence2': [], 'labels': []}             | has 0 first sentences, 0 second ones and 0 labels",
                "{'sentence1': '1', 'sentence2': '1', 'labels': 1}            | mteb takes a split of one row for lists of all pairs",
            },
            quoteCharacter = '`')
    void aRowOfUnequalListsIsAnError(String row, String message) {
        TaskFolder files = new TaskFolder(folder).file("test.jsonl", row);

        assertThatThrownBy(() -> files.score("pair_classification", "max_ap", Map.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    private TaskFolder random(long seed, int count) {
        Random random = new Random(seed);
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add("%d %d|%d %d|%d"
                    .formatted(
                            1 + random.nextInt(3),
                            random.nextInt(4),
                            1 + random.nextInt(3),
                            random.nextInt(4) - 1,
                            i < 2 ? i : random.nextInt(2)));
        }
        return pairs(pairs.toArray(String[]::new));
    }

    private TaskFolder pairs(String... pairs) {
        List<String> lines = new ArrayList<>();
        for (String pair : pairs) {
            String[] parts = pair.split("\\|");
            lines.add("{'sentence1': '%s', 'sentence2': '%s', 'labels': %s}".formatted((Object[]) parts));
        }
        return new TaskFolder(folder).file("test.jsonl", lines);
    }

    private static double number(Scores scores, String name) {
        return Objects.requireNonNull(scores.number(name), name);
    }
}
