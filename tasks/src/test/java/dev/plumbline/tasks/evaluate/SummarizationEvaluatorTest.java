package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

final class SummarizationEvaluatorTest {

    @TempDir
    private Path folder;

    /** The mean over the texts of Commons Math's coefficients between ratings and each summary's nearest human one. */
    @ParameterizedTest
    @EnumSource(Similarity.class)
    void coefficientsAreMeansOverTheTexts(Similarity similarity) {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>();
        double[] sums = new double[4];
        int texts = 7;
        for (int text = 0; text < texts; text++) {
            List<String> human = vectors(random, 1 + random.nextInt(4));
            List<String> machine = vectors(random, 5 + random.nextInt(4));
            double[] ratings = random.doubles(machine.size(), 0, 5)
                    .map(r -> Math.rint(r * 4) / 4)
                    .toArray();
            lines.add(line(human, machine, Arrays.toString(ratings)));
            double[] cosine = nearest(machine, human, true);
            double[] dot = nearest(machine, human, false);
            sums[0] += new PearsonsCorrelation().correlation(ratings, cosine) / texts;
            sums[1] += new SpearmansCorrelation().correlation(ratings, cosine) / texts;
            sums[2] += new PearsonsCorrelation().correlation(ratings, dot) / texts;
            sums[3] += new SpearmansCorrelation().correlation(ratings, dot) / texts;
        }
        TaskFolder files = new TaskFolder(folder).file("test.jsonl", lines).by(similarity);

        Scores scores = files.score("summarization", "cosine_spearman", Map.of());

        assertThat(scores.number("cosine_pearson")).isCloseTo(sums[0], within(1e-6));
        assertThat(scores.number("cosine_spearman")).isCloseTo(sums[1], within(1e-6));
        assertThat(scores.number("dot_pearson")).isCloseTo(sums[2], within(1e-6));
        assertThat(scores.number("dot_spearman")).isCloseTo(sums[3], within(1e-6));
        String own = similarity == Similarity.COSINE ? "cosine_" : "dot_";
        assertThat(scores.number("pearson")).isEqualTo(scores.number(own + "pearson"));
        assertThat(scores.number("spearman")).isEqualTo(scores.number(own + "spearman"));
        assertThat(scores.names())
                .containsExactly(
                        "pearson",
                        "spearman",
                        "cosine_spearman",
                        "cosine_pearson",
                        "dot_pearson",
                        "dot_spearman",
                        "main_score");
        assertThat(files.samples()).hasSize(texts);
        assertThat(files.samples().stream()
                        .mapToDouble(sample -> ((Sample.Scored) sample).score())
                        .average()
                        .orElseThrow())
                .isCloseTo(sums[1], within(1e-6));
    }

    private static List<String> vectors(Random random, int count) {
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            vectors.add((1 + random.nextInt(9)) + " " + (random.nextInt(19) - 9) + " " + random.nextInt(9));
        }
        return vectors;
    }

    private static double[] nearest(List<String> machine, List<String> human, boolean cosine) {
        return machine.stream()
                .mapToDouble(one -> human.stream()
                        .mapToDouble(other -> similarity(TaskFolder.vector(one), TaskFolder.vector(other), cosine))
                        .max()
                        .orElseThrow())
                .map(value -> (float) value)
                .toArray();
    }

    private static double similarity(float[] a, float[] b, boolean cosine) {
        double dot = 0;
        double lengths = 1;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            first += (double) a[i] * a[i];
            second += (double) b[i] * b[i];
        }
        lengths = cosine ? Math.sqrt(first * second) : lengths;
        return dot / lengths;
    }

    /** The deprecated evaluator's mean of coefficient and p-value: a perfect one and a missing one are both about a half. */
    @Test
    void theDeprecatedEvaluatorAveragesInPValues() {
        TaskFolder files = new TaskFolder(folder)
                .file("test.jsonl", line(List.of("1 0"), List.of("1 0", "1 1", "0 1", "-1 1"), "[4, 3, 2, 1]"));

        assertThat(files.score("summarization", "cosine_spearman", Map.of()).mainScore())
                .isCloseTo(1, within(1e-12));
        assertThat(files.score("summarization", "cosine_spearman", Map.of("evaluator", "deprecated"))
                        .mainScore())
                .isCloseTo(0.5, within(1e-12));
        assertThat(files.samples())
                .singleElement()
                .isInstanceOfSatisfying(
                        Sample.Scored.class,
                        scored -> assertThat(scored.score()).isCloseTo(0.5, within(1e-12)));
        Scores pearson = files.score("summarization", "cosine_pearson", Map.of("evaluator", "deprecated"));
        assertThat(pearson.mainScore()).isBetween(0.49, 0.6);
        assertThat(((Sample.Scored) files.samples().get(0)).score()).isCloseTo(pearson.mainScore(), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"cosine_pearson, COSINE", "dot_pearson, COSINE", "pearson, DOT", "spearman, COSINE", "dot_spearman, DOT"
    })
    void samplesAreOfTheMainScore(String mainScore, Similarity similarity) {
        TaskFolder files = new TaskFolder(folder)
                .file("test.jsonl", line(List.of("1 0"), List.of("1 0", "2 2", "0 5", "-1 1"), "[4, 1, 2, 3]"))
                .by(similarity);

        Scores scores = files.score("summarization", mainScore, Map.of());

        assertThat(files.samples()).containsExactly(new Sample.Scored("0", scores.mainScore()));
        assertThat(scores.mainScore()).isEqualTo(scores.number(mainScore));
    }

    @Test
    void constantTextsAreLeftOutAndCounted() {
        TaskFolder files = new TaskFolder(folder)
                .file(
                        "test.jsonl",
                        line(List.of("1 0"), List.of("1 0", "0 1", "1 1"), "[3, 3, 3]"),
                        line(List.of("1 0"), List.of("1 0", "1 0", "1 0"), "[1, 2, 3]"),
                        line(List.of("1 0"), List.of("1 0", "1 1", "0 1"), "[3, 2, 1]"));

        Scores scores = files.score("summarization", "cosine_spearman", Map.of());

        assertThat(scores.mainScore()).isCloseTo(1, within(1e-12));
        assertThat(files.samples()).extracting(Sample::id).containsExactly("2");
        assertThat(files.warnings())
                .containsExactly("Sample, split test, subset default: scored, but odd: 2 texts have constant ratings or"
                        + " similarities; mteb leaves them out, so does this score; the first: test.jsonl, line 1,"
                        + " column 'relevance'");
    }

    @Test
    void infiniteRatingsAndEmptySummariesAreSaid() {
        TaskFolder files = new TaskFolder(folder)
                .file(
                        "test.jsonl",
                        line(List.of("1 0"), List.of("1 0", "0 1", "1 1"), "[3, Infinity, 1]"),
                        line(List.of("1 0"), List.of("1 0", " ", "1 1"), "[3, 2, 1]"));

        Scores scores = files.score("summarization", "cosine_pearson", Map.of());

        assertThat(scores.mainScore()).isNaN();
        assertThat(files.warnings())
                .containsExactly(
                        "Sample, split test, subset default: scored, but odd: 1 texts have a rating that is NaN or"
                                + " infinite, and so is their correlation; the first: test.jsonl, line 1, column"
                                + " 'relevance'",
                        "Sample, split test, subset default: scored, but odd: 1 texts are empty or white space; encoded"
                                + " as they are; the first: test.jsonl, line 2, column 'machine_summaries'");
    }

    @Test
    void ofNoTextThereIsNoScore() {
        TaskFolder files =
                new TaskFolder(folder).file("test.jsonl", line(List.of("1 0"), List.of("1 0", "0 1"), "[3, 3]"));

        Scores scores = files.score("summarization", "cosine_spearman", Map.of());

        scores.names().forEach(name -> assertThat(scores.number(name)).as(name).isNaN());
        assertThat(files.samples()).isEmpty();
        assertThat(files.warnings()).hasSize(2);
        assertThat(files.warnings().get(1)).contains("no text is left, so that every score is NaN, as in mteb");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'text': 't', 'human_summaries': [], 'machine_summaries': ['1'], 'relevance': [1]}          | a text has no human summary, which mteb refuses too (test.jsonl, line 1, column 'relevance')",
                "{'text': 't', 'human_summaries': ['1'], 'machine_summaries': [], 'relevance': []}           | a text has no machine summary",
                "{'text': 't', 'human_summaries': ['1'], 'machine_summaries': ['1', '2'], 'relevance': [1]}  | (test.jsonl, line 1, column 'relevance'): 2 machine summaries but 1 ratings",
                "{'text': 't', 'human_summaries': ['1'], 'machine_summaries': ['1'], 'relevance': 1}         | a list is wanted, not the whole number '1'",
                "{'text': 't', 'human_summaries': ['1'], 'machine_summaries': ['1'], 'relevance': ['a']}     | a number is wanted, not the string 'a'",
                "{'text': 't', 'human_summaries': [1], 'machine_summaries': ['1'], 'relevance': [1]}         | a string is wanted, not the whole number '1' (test.jsonl, line 1, column 'human_summaries')",
                "{'human_summaries': ['1'], 'machine_summaries': ['1'], 'relevance': [1]}                    | no column 'text'",
            },
            quoteCharacter = '`')
    void unusableTextsSayWhere(String row, String message) {
        TaskFolder files = new TaskFolder(folder).file("test.jsonl", row);

        assertThatThrownBy(() -> files.score("summarization", "cosine_spearman", Map.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @Test
    void everythingIsEncodedInTwoRequests() {
        TaskFolder files = new TaskFolder(folder)
                .file(
                        "test.jsonl",
                        line(List.of("1 0"), List.of("2 0", "0 1"), "[3, 1]"),
                        line(List.of("1 1", "1 2"), List.of("4 0", "0 1"), "[3, 1]"));

        files.score("summarization", "cosine_spearman", Map.of());

        assertThat(files.requests()).containsExactly(List.of("1 0", "1 1", "1 2"), List.of("2 0", "0 1", "4 0", "0 1"));
        List<String> texts = new ArrayList<>();
        files.load("summarization", "cosine_spearman", Map.of())
                .forEachText("test", "default", (part, text) -> texts.add(part.charAt(0) + text));
        assertThat(texts).containsExactly("h1 0", "h1 1", "h1 2", "m2 0", "m0 1", "m4 0", "m0 1");
    }

    private static String line(List<String> human, List<String> machine, String ratings) {
        return "{'text': 't', 'human_summaries': %s, 'machine_summaries': %s, 'relevance': %s}"
                .formatted(quoted(human), quoted(machine), ratings);
    }

    private static List<String> quoted(List<String> texts) {
        return texts.stream().map(text -> "'" + text + "'").toList();
    }
}
