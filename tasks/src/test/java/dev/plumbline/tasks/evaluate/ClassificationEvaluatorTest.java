package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassificationEvaluatorTest {

    @TempDir
    private Path folder;

    private TaskFolder files;

    @BeforeEach
    void inAFolder() {
        files = new TaskFolder(folder);
    }

    private static String row(int x, int y, String label) {
        return "{'text': '%d %d', 'label': %s}".formatted(x, y, label);
    }

    /** Rows around (10, 0) and (-10, 0). */
    private static List<String> sides(int rows, String left, String right) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            lines.add(row(i % 2 == 0 ? 10 : -10, i % 7, i % 2 == 0 ? right : left));
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 1", "1 | 2", "'1' | '0'", "false | true", "0.0 | 1.0"},
            quoteCharacter = '`')
    void whatALineSeparatesIsLearnt(String left, String right) {
        files.file("train.jsonl", sides(40, left, right)).file("test.jsonl", sides(13, left, right));

        if (left.equals("'1'")) {
            assertThatThrownBy(() -> files.score("classification", "accuracy", Map.of()))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("average precision takes label 1 as positive, but the two labels are [0, 1]");
            return;
        }
        Scores scores = files.score("classification", "accuracy", Map.of());

        for (String name : scores.names()) {
            // of the labels 1 and 2 the greater prediction speaks for 2, and 1 is the positive one
            boolean turned = name.startsWith("ap") && left.equals("1");
            if (!name.equals("scores_per_experiment") && !turned) {
                assertThat(scores.number(name)).as(name).isEqualTo(1);
            }
        }
        assertThat(scores.names())
                .containsExactly(
                        "scores_per_experiment",
                        "accuracy",
                        "f1",
                        "f1_weighted",
                        "precision",
                        "precision_weighted",
                        "recall",
                        "recall_weighted",
                        "ap",
                        "ap_weighted",
                        "main_score");
    }

    @Test
    void threeLabelsHaveNoAveragePrecision() {
        List<String> rows = List.of(
                row(10, 0, "'a'"),
                row(-10, 0, "'b'"),
                row(0, 30, "'c'"),
                row(11, 0, "'a'"),
                row(-11, 0, "'b'"),
                row(0, 31, "'c'"));
        files.file("train.jsonl", rows).file("test.jsonl", rows);

        Scores scores = files.score("classification", "accuracy", Map.of());

        assertThat(scores.mainScore()).isEqualTo(1);
        assertThat(scores.number("ap")).isNaN();
        assertThat(scores.number("ap_weighted")).isNaN();
        Map<?, ?> first = (Map<?, ?>) ((List<?>) scores.toMap().get("scores_per_experiment")).get(0);
        assertThat(first.get("ap")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 10", "3, 1", "8, 10"})
    void eachExperimentTrainsOnSoManyRowsOfALabel(int perLabel, int experiments) {
        Random random = new Random(2);
        List<String> train = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            train.add("{'text': '%d %d', 'label': %d}".formatted(i, random.nextInt(100), i % 3));
        }
        files.file("train.jsonl", train).file("test.jsonl", train.subList(0, 9));
        Map<String, Object> params = Map.of("samples_per_label", perLabel, "n_experiments", experiments);

        Scores scores = files.score("classification", "accuracy", params);

        List<String> used = files.requests().get(0);
        assertThat(used).doesNotHaveDuplicates().hasSizeBetween(3 * perLabel, Math.min(60, 3 * perLabel * experiments));
        int[] perClass = new int[3];
        used.forEach(text -> perClass[Integer.parseInt(text.substring(0, text.indexOf(' '))) % 3]++);
        assertThat(perClass[0]).isBetween(perLabel, 20);
        assertThat(((List<?>) scores.toMap().get("scores_per_experiment"))).hasSize(experiments);
        List<String> announced = new ArrayList<>();
        files.load("classification", "accuracy", params)
                .forEachEncodedText("test", "default", (role, text) -> announced.add(text));
        assertThat(announced.subList(0, used.size())).isEqualTo(used);
        assertThat(announced.subList(used.size(), announced.size()))
                .isEqualTo(files.requests().get(1));
    }

    /** Each experiment shuffles on from the last one's order, so that the rows differ. */
    @Test
    void experimentsDrawOtherRows() {
        files.file("train.jsonl", sides(200, "0", "1")).file("test.jsonl", sides(4, "0", "1"));
        Set<List<String>> seen = new HashSet<>();
        int before = 0;
        for (int experiments = 1; experiments <= 3; experiments++) {
            files.score("classification", "accuracy", Map.of("n_experiments", experiments, "samples_per_label", 2));
            List<String> used = files.requests().get(0);
            assertThat(used.size()).isGreaterThan(before);
            before = used.size();
            seen.add(used);
        }
        assertThat(seen).hasSize(3);
    }

    @Test
    void sampleScoresAverageToTheAccuracy() {
        Random random = new Random(5);
        List<String> train = new ArrayList<>();
        List<String> test = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            (i < 40 ? train : test).add(row(random.nextInt(9), random.nextInt(9), String.valueOf(random.nextInt(3))));
        }
        files.file("train.jsonl", train).file("test.jsonl", test);

        Scores scores = files.score("classification", "accuracy", Map.of("samples_per_label", 3));

        assertThat(files.samples()).hasSize(20);
        double sum = 0;
        for (Sample sample : files.samples()) {
            Sample.Scored scored = (Sample.Scored) sample;
            List<?> predicted = (List<?>) scored.details().get("predicted");
            long right = predicted.stream()
                    .filter(label -> label.equals(scored.details().get("label")))
                    .count();
            assertThat(predicted).hasSize(10);
            assertThat(scored.score()).isEqualTo(right / 10.0);
            sum += scored.score();
        }
        assertThat(sum / 20).isCloseTo(scores.mainScore(), within(1e-12));
        assertThat(files.threads(3).score("classification", "accuracy", Map.of("samples_per_label", 3)))
                .isEqualTo(scores);
    }

    @Test
    void aLabelThatWasNotTrainedIsOddAndNeverPredicted() {
        files.file("train.jsonl", sides(20, "0", "1"))
                .file("test.jsonl", row(10, 0, "1"), row(-10, 0, "0"), row(0, 5, "2"), row(0, 6, "2"));

        Scores scores = files.score("classification", "accuracy", Map.of());

        assertThat(scores.mainScore()).isEqualTo(0.5);
        assertThat(files.warnings())
                .containsExactly("Sample, split test, subset default: scored, but odd: 2 rows have a label that no row"
                        + " of the training split has; the first: test.jsonl, line 3, column 'label'");
    }

    @Test
    void aSplitOfOneLabelIsOdd() {
        files.file("train.jsonl", sides(20, "0", "1")).file("test.jsonl", row(10, 0, "1"), row(11, 0, "1"));

        Scores scores = files.score("classification", "accuracy", Map.of());

        assertThat(scores.mainScore()).isEqualTo(1);
        assertThat(scores.number("ap")).isNaN();
        assertThat(files.warnings())
                .singleElement()
                .asString()
                .endsWith("2 rows have all the same label; the first: test.jsonl, line 1, column 'label'");
    }

    @Test
    void aSplitThatIsTrainedOnNeedsTwoLabels() {
        files.file("train.jsonl", sides(20, "1", "1")).file("test.jsonl", sides(4, "0", "1"));

        assertThatThrownBy(() -> files.score("classification", "accuracy", Map.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("the split train has 1 label; a classifier needs at least two, in mteb too");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[1]", "{'a': 1}", "1.5", "NaN"})
    void whatIsNoLabelSaysWhere(String label) {
        files.file("train.jsonl", sides(20, "0", "1")).file("test.jsonl", row(1, 1, "1"), row(1, 1, label));

        assertThatThrownBy(() -> files.score("classification", "accuracy", Map.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("a label must be a whole number or a string, not")
                .hasMessageContaining("(test.jsonl, line 2, column 'label')");
    }

    @Test
    void emptyTextsOfBothSplitsAreSaid() {
        List<String> train = new ArrayList<>(sides(20, "0", "1"));
        train.add("{'text': ' ', 'label': 1}");
        files.file("train.jsonl", train).file("test.jsonl", row(10, 0, "1"), "{'text': '', 'label': 0}");

        files.score("classification", "accuracy", Map.of());

        assertThat(files.warnings())
                .containsExactly(
                        "Sample, split test, subset default: scored, but odd: 1 texts are empty or white space; encoded"
                                + " as they are; the first: train.jsonl, line 21, column 'text'",
                        "Sample, split test, subset default: scored, but odd: 1 texts are empty or white space; encoded"
                                + " as they are; the first: test.jsonl, line 2, column 'text'");
    }

    @Test
    void labelsAreCastToThoseOfTheTrainingSplit() {
        files.file("train.jsonl", sides(20, "0", "1")).file("test.jsonl", row(10, 0, "'1'"), row(-10, 0, "'0'"));

        assertThat(files.score("classification", "accuracy", Map.of()).mainScore())
                .isEqualTo(1);
        assertThat(files.warnings())
                .singleElement()
                .asString()
                .contains("2 labels are taken as numbers, which others of the training split are, as in mteb");
    }

    @Test
    void columnsAndSplitsHaveTheNamesOfTheTask() {
        List<String> rows = sides(20, "0", "1").stream()
                .map(line -> line.replace("text", "t").replace("label", "l"))
                .toList();
        files.file("validation.jsonl", rows).file("test.jsonl", rows.subList(0, 5));
        Map<String, Object> params =
                Map.of("input_column_name", "t", "label_column_name", "l", "train_split", "validation");

        assertThat(files.score("classification", "f1", params).mainScore()).isEqualTo(1);
        List<String> texts = new ArrayList<>();
        files.load("classification", "f1", params)
                .forEachText("test", "default", (part, text) -> texts.add(part + text));
        assertThat(texts).hasSize(5).first().isEqualTo("t10 0");
    }
}
