package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleClusters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StsEvaluatorTest {

    @TempDir
    private Path folder;

    /** Against Commons Math on similarities computed in double precision. */
    @ParameterizedTest
    @EnumSource(Similarity.class)
    void coefficientsAreThoseOfCommonsMath(Similarity similarity) {
        Pairs pairs = new Pairs(60, 1);
        TaskFolder files = pairs.written(folder).by(similarity);

        Scores scores = files.score("sts", "cosine_spearman", Map.of());

        check(scores, "cosine_", pairs.gold, pairs.measured(Pairs::cosine));
        check(scores, "manhattan_", pairs.gold, pairs.measured((a, b) -> -pairs.manhattan(a, b)));
        check(scores, "euclidean_", pairs.gold, pairs.measured((a, b) -> -pairs.euclidean(a, b)));
        check(scores, "", pairs.gold, pairs.measured(similarity == Similarity.COSINE ? Pairs::cosine : Pairs::dot));
        assertThat(scores.mainScore()).isEqualTo(scores.number("cosine_spearman"));
        assertThat(scores.names())
                .containsExactly(
                        "pearson",
                        "spearman",
                        "cosine_pearson",
                        "cosine_spearman",
                        "manhattan_pearson",
                        "manhattan_spearman",
                        "euclidean_pearson",
                        "euclidean_spearman",
                        "main_score");
        assertThat(files.warnings()).isEmpty();
    }

    private static void check(Scores scores, String prefix, double[] gold, double[] similarity) {
        assertThat(scores.number(prefix + "pearson"))
                .isCloseTo(new PearsonsCorrelation().correlation(gold, similarity), within(1e-6));
        assertThat(scores.number(prefix + "spearman"))
                .isCloseTo(new SpearmansCorrelation().correlation(gold, similarity), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void threadsChangeNothing(int threads) {
        TaskFolder files = new Pairs(30, 2).written(folder);
        Scores one = files.score("sts", "cosine_spearman", Map.of());

        assertThat(files.threads(threads).score("sts", "cosine_spearman", Map.of()))
                .isEqualTo(one);
    }

    @Test
    void noSideAndNoOrderIsTheFirst() {
        Pairs pairs = new Pairs(40, 3);
        Scores before = pairs.written(folder.resolve("a")).score("sts", "cosine_spearman", Map.of());
        Collections.shuffle(pairs.rows, new Random(9));
        pairs.rows.replaceAll(row -> new String[] {row[1], row[0], row[2]});

        Scores after = pairs.written(folder.resolve("b")).score("sts", "cosine_spearman", Map.of());

        before.names()
                .forEach(name -> assertThat(after.number(name)).as(name).isCloseTo(before.number(name), within(1e-9)));
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "0, 1", "-10, 10", "1, 100"})
    void theScaleOfTheRatingsChangesNoCoefficient(double min, double max) {
        TaskFolder files = new Pairs(25, 4).written(folder);
        Scores usual = files.score("sts", "cosine_spearman", Map.of());

        Scores scaled = files.score("sts", "cosine_spearman", Map.of("min_score", min, "max_score", max));

        usual.names()
                .forEach(name -> assertThat(scaled.number(name)).as(name).isCloseTo(usual.number(name), within(1e-9)));
    }

    @Test
    void aScaleTheOtherWayRoundTurnsTheSign() {
        TaskFolder files = new Pairs(25, 5).written(folder);
        Scores usual = files.score("sts", "pearson", Map.of());

        Scores turned = files.score("sts", "pearson", Map.of("min_score", 5, "max_score", 0));

        usual.names()
                .forEach(name -> assertThat(turned.number(name)).as(name).isCloseTo(-usual.number(name), within(1e-9)));
    }

    @ParameterizedTest
    @CsvSource({
        "cosine_spearman, 1, 0, 1.0",
        "euclidean_pearson, 1, 0, -0.0",
        "manhattan_spearman, 1, 2, -2.0",
        "spearman, 1, 0, 1.0"
    })
    void samplesHaveTheMainScoresSimilarity(String mainScore, float x, float y, double similarity) {
        TaskFolder files = new TaskFolder(folder)
                .file(
                        "test.jsonl",
                        "{'sentence1': '1 0', 'sentence2': '%s %s', 'score': 5}".formatted(x, y),
                        "{'sentence1': '1 0', 'sentence2': '0 3', 'score': 0}",
                        "{'sentence1': '1 0', 'sentence2': '1 5', 'score': 2.5}");

        files.score("sts", mainScore, Map.of());

        assertThat(files.samples()).hasSize(3);
        // all three share a sentence, so that no clusters can be told
        assertThat(files.samples().get(0))
                .isEqualTo(new Sample.Rated("0", similarity, 1).inCluster(SampleClusters.NOT_TOLD));
        assertThat(files.samples().get(2))
                .isInstanceOfSatisfying(
                        Sample.Rated.class, rated -> assertThat(rated.gold()).isEqualTo(0.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3, 3, 3       | every score is 3.0, so there is no correlation; NaN, as in mteb: pearson, spearman",
                "1, NaN, 3     | 1 scores are NaN or infinite, and so is a correlation with them; the first: test.jsonl, line 2, column 'score'",
                "1, Infinity, -Infinity, 2 | 2 scores are NaN or infinite",
            })
    void coefficientsThatDoNotExistAreExplained(String ratings, String warning) {
        TaskFolder files = rated(ratings);

        Scores scores = files.score("sts", "cosine_pearson", Map.of());

        assertThat(scores.mainScore()).isNaN();
        assertThat(files.warnings()).hasSize(1);
        assertThat(files.warnings().get(0))
                .startsWith("Sample, split test, subset default: scored, but odd: ")
                .contains(warning);
    }

    @Test
    void emptyTextsAreSaid() {
        TaskFolder files = new TaskFolder(folder)
                .file(
                        "test.jsonl",
                        "{'sentence1': '1 0', 'sentence2': '1 0', 'score': 5}",
                        "{'sentence1': '2 1', 'sentence2': '', 'score': 1}");

        files.score("sts", "cosine_spearman", Map.of());

        assertThat(files.warnings())
                .containsExactly(
                        "Sample, split test, subset default: scored, but odd: 1 texts are empty or white space; encoded"
                                + " as they are; the first: test.jsonl, line 2, column 'sentence2'");
    }

    @Test
    void equalSimilaritiesAreExplained() {
        TaskFolder files = new TaskFolder(folder)
                .file(
                        "test.jsonl",
                        "{'sentence1': '1 0', 'sentence2': '1 0', 'score': 5}",
                        "{'sentence1': '2 0', 'sentence2': '3 0', 'score': 1}");

        Scores scores = files.score("sts", "cosine_spearman", Map.of());

        assertThat(scores.mainScore()).isNaN();
        assertThat(scores.number("euclidean_pearson")).isCloseTo(1, within(1e-12));
        assertThat(files.warnings()).singleElement().asString().contains("every pair has the same similarity");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sentence1': '1', 'sentence2': '1', 'score': 1}   | a correlation needs two rows at least, not 1 (test.jsonl, line 1, column 'score')",
                "{'sentence1': '1', 'sentence2': '1', 'score': 'x'} | a number is wanted, not the string 'x' (test.jsonl, line 1, column 'score')",
                "{'sentence1': '1', 'sentence2': '1', 'score': null} | a value is missing (null) (test.jsonl, line 1, column 'score')",
                "{'sentence1': 1, 'sentence2': '1', 'score': 1}     | a string is wanted, not the whole number '1' (test.jsonl, line 1, column 'sentence1')",
                "{'sentence1': '1', 'sentence2': null, 'score': 1}  | a value is missing (null) (test.jsonl, line 1, column 'sentence2')",
                "{'sentence1': '1', 'sentence': '1', 'score': 1}    | no column 'sentence2', only [sentence1, score]",
                "{'sentence1': '1', 'sentence2': '1', 'rating': 1}  | no column 'score'",
            },
            quoteCharacter = '`')
    void unusableRowsSayWhere(String row, String message) {
        TaskFolder files = new TaskFolder(folder).file("test.jsonl", row);

        assertThatThrownBy(() -> files.score("sts", "cosine_spearman", Map.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @Test
    void textsAreHandedOverColumnByColumn() {
        List<String> texts = new ArrayList<>();

        rated("1, 2")
                .load("sts", "spearman", Map.of())
                .forEachText("test", "default", (part, text) -> texts.add(part + "=" + text));

        assertThat(texts).containsExactly("sentence1=0 1", "sentence1=1 1", "sentence2=1 0", "sentence2=1 0");
    }

    private TaskFolder rated(String ratings) {
        List<String> lines = new ArrayList<>();
        for (String rating : ratings.split(", ", -1)) {
            lines.add("{'sentence1': '%d 1', 'sentence2': '1 0', 'score': %s}".formatted(lines.size(), rating));
        }
        return new TaskFolder(folder).file("test.jsonl", lines);
    }

    /** Pairs of vectors by chance, and ratings with ties. */
    private static final class Pairs {
        private final List<String[]> rows = new ArrayList<>();
        private final double[] gold;

        Pairs(int count, long seed) {
            Random random = new Random(seed);
            gold = new double[count];
            for (int i = 0; i < count; i++) {
                gold[i] = random.nextInt(11) / 2.0;
                rows.add(new String[] {vector(random), vector(random), String.valueOf(gold[i])});
            }
        }

        private static String vector(Random random) {
            return random.nextInt(1, 5000) / 1000.0 + " " + random.nextGaussian() + " " + random.nextGaussian();
        }

        TaskFolder written(Path folder) {
            return new TaskFolder(folder)
                    .file(
                            "test.jsonl",
                            rows.stream()
                                    .map(row -> "{'sentence1': '%s', 'sentence2': '%s', 'score': %s}"
                                            .formatted(row[0], row[1], row[2]))
                                    .toList());
        }

        interface Measure {
            double of(float[] a, float[] b);
        }

        double[] measured(Measure measure) {
            return rows.stream()
                    .mapToDouble(row -> measure.of(TaskFolder.vector(row[0]), TaskFolder.vector(row[1])))
                    .map(value -> (float) value)
                    .toArray();
        }

        static double dot(float[] a, float[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += (double) a[i] * b[i];
            }
            return sum;
        }

        static double cosine(float[] a, float[] b) {
            return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
        }

        double manhattan(float[] a, float[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += Math.abs(a[i] - b[i]);
            }
            return sum;
        }

        double euclidean(float[] a, float[] b) {
            return Math.sqrt(dot(a, a) - 2 * dot(a, b) + dot(b, b));
        }
    }
}
