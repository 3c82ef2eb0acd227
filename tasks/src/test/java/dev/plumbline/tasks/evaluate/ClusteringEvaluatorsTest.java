package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusteringEvaluatorsTest {

    @TempDir
    private Path folder;

    private TaskFolder files;

    @BeforeEach
    void inAFolder() {
        files = new TaskFolder(folder);
    }

    /** Two heaps of documents far apart. */
    private static List<String> heaps(int rows, String... labels) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int heap = i % labels.length;
            lines.add("{'sentences': '%d %s', 'labels': %s}".formatted(100 * heap, i / 1000.0, labels[heap]));
        }
        return lines;
    }

    private static Map<String, Object> fast(Object... more) {
        Map<String, Object> params = new HashMap<>();
        params.put("max_fraction_of_documents_to_embed", null);
        params.put("max_documents_per_cluster", 40);
        params.put("n_clusters", 3);
        for (int i = 0; i < more.length; i += 2) {
            params.put((String) more[i], more[i + 1]);
        }
        return params;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 1", "'a' | 'b'", "0.5 | 1.5", "-2 | -3", "10 | 9", "true | false", "'1' | '2'"},
            quoteCharacter = '`')
    void heapsFarApartAreFoundWhateverTheirLabels(String first, String second) {
        files.file("test.jsonl", heaps(60, first, second));

        Scores scores = files.score("clustering_fast", "v_measure", fast());

        assertThat(scores.mainScore()).isCloseTo(1, within(1e-12));
        assertThat(scores.number("ami")).isCloseTo(1, within(1e-12));
        assertThat(scores.number("v_measure_std")).isCloseTo(0, within(1e-12));
        assertThat(scores.names())
                .containsExactly(
                        "v_measures", "v_measure", "v_measure_std", "ami_scores", "ami", "ami_std", "main_score");
        assertThat(files.samples()).extracting(Sample::id).containsExactly("Level 0/0", "Level 0/1", "Level 0/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v_measure", "ami"})
    void samplesMakeTheMainScore(String mainScore) {
        Random random = new Random(4);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            lines.add("{'sentences': '%d %d', 'labels': [%d, 'x%d']}"
                    .formatted(random.nextInt(9), random.nextInt(9), random.nextInt(3), random.nextInt(5)));
        }
        files.file("test.jsonl", lines);

        Scores scores = files.score("clustering_fast", mainScore, fast());

        assertThat(files.samples()).hasSize(6);
        assertThat(files.samples().stream()
                        .mapToDouble(sample -> ((Sample.Scored) sample).score())
                        .average()
                        .orElseThrow())
                .isCloseTo(scores.mainScore(), within(1e-12));
        assertThat(((Map<?, ?>) scores.toMap().get("v_measures")).keySet())
                .isEqualTo(new HashSet<>(List.of("Level 0", "Level 1")));
        assertThat(((Map<?, ?>) scores.toMap().get("ami_scores")).get("Level 1"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(3);
    }

    @Test
    void threadsChangeNothing() {
        files.file("test.jsonl", heaps(90, "0", "1", "2"));
        Scores one = files.score("clustering_fast", "v_measure", fast());

        assertThat(files.threads(3).score("clustering_fast", "v_measure", fast()))
                .isEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                // fraction, fraction after the transform ("-" for none given), most documents, embedded of 50
                "null, -, null, 50",
                "0.5, -, null, 25",
                "0.33, -, null, 16",
                "1.0, -, null, 50",
                "2.0, -, null, 50",
                "null, -, 7, 7",
                "null, -, 70, 50",
                "0.5, -, 7, 25",
                "0.5, null, null, 50",
                "null, 0.1, null, 5",
            })
    void soManyDocumentsAreEmbedded(Double fraction, String after, Integer most, int embedded) {
        files.file("test.jsonl", heaps(50, "0", "1"));
        Map<String, Object> params = fast("max_fraction_of_documents_to_embed", fraction);
        if (!"-".equals(after)) {
            params.put(
                    "max_fraction_of_documents_to_embed_after_transform", after == null ? null : Double.valueOf(after));
        }
        if (most != null) {
            params.put("max_document_to_embed", most);
        }

        files.score("clustering_fast", "v_measure", params);

        assertThat(files.requests())
                .singleElement()
                .satisfies(texts -> assertThat(texts).hasSize(embedded));
        assertThat(new HashSet<>(files.requests().get(0))).hasSize(embedded);
        List<String> announced = new ArrayList<>();
        files.load("clustering_fast", "v_measure", params)
                .forEachEncodedText("test", "default", (role, text) -> announced.add(text));
        assertThat(announced).isEqualTo(files.requests().get(0));
    }

    @Test
    void nothingToEmbedIsAnError() {
        files.file("test.jsonl", heaps(20, "0", "1"));

        assertThatThrownBy(() -> files.score("clustering_fast", "v_measure", Map.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("none of 20 documents is embedded; raise max_fraction_of_documents_to_embed");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "5, 3", "0, 0"})
    void levelsAreCutAtTheDepth(int depth, int levels) {
        files.file("test.jsonl", heaps(40, "[0, 0, 0]", "[1, 1, 2]", "[1, 2]"));

        Scores scores = files.score("clustering_fast", "v_measure", fast("max_depth", depth));

        assertThat((Map<?, ?>) scores.toMap().get("v_measures")).hasSize(levels);
        assertThat(files.samples()).hasSize(3 * levels);
    }

    @Test
    void rowsThatEndAboveALevelAreLeftOutOfIt() {
        files.file("test.jsonl", heaps(60, "[0, 5]", "[1, 6]", "[2]"));

        Scores scores = files.score("clustering_fast", "v_measure", fast());

        assertThat(scores.mainScore()).isCloseTo(1, within(1e-12));
        assertThat(files.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1      | -1       | level 0: every label is -1, which means none",
                "-1.0    | -1       | level 0: every label is -1, which means none",
                "[0, -1] | [1, -1]  | level 1: every label is -1, which means none",
                "null    | 1        | a label is missing (null) (test.jsonl, line 1, column 'labels')",
                "[1, null] | [1]    | a label is missing (null) (test.jsonl, line 1, column 'labels')",
            },
            quoteCharacter = '`')
    void levelsWithoutLabelsAreErrors(String first, String second, String message) {
        files.file("test.jsonl", heaps(20, first, second));

        assertThatThrownBy(() -> files.score("clustering_fast", "v_measure", fast()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @Test
    void moreLabelsThanDocumentsDrawnAreAnError() {
        files.file("test.jsonl", heaps(20, "0", "1", "2"));

        assertThatThrownBy(() -> files.score("clustering_fast", "v_measure", fast("max_documents_per_cluster", 2)))
                .hasMessageContaining(
                        "Level 0: 3 labels cannot be clustered from 2 documents; raise" + " max_documents_per_cluster");
    }

    @Test
    void emptyTextsAreSaid() {
        List<String> rows = new ArrayList<>(heaps(20, "0", "1"));
        rows.set(7, "{'sentences': ' ', 'labels': 1}");
        files.file("test.jsonl", rows);
        files.score("clustering_fast", "v_measure", fast());
        assertThat(files.warnings())
                .containsExactly(
                        "Sample, split test, subset default: scored, but odd: 1 texts are empty or white space; encoded"
                                + " as they are; the first: test.jsonl, line 8, column 'sentences'");

        files.file("test.jsonl", set("[0, 1]", "0 0", ""));
        files.score("clustering_legacy", "v_measure", Map.of());
        assertThat(files.warnings())
                .containsExactly(
                        "Sample, split test, subset default: scored, but odd: 1 texts are empty or white space; encoded"
                                + " as they are; the first: test.jsonl, line 1, column 'sentences'");
    }

    @Test
    void aLevelOfOneLabelIsOdd() {
        files.file("test.jsonl", heaps(20, "7"));

        Scores scores = files.score("clustering_fast", "v_measure", fast());

        assertThat(scores.mainScore()).isEqualTo(1);
        assertThat(files.warnings())
                .containsExactly("Sample, split test, subset default: scored, but odd: Level 0 has the label 7 only, so"
                        + " that any clustering scores 1");
    }

    /** One generator passes through all entries of a selection, in its order. */
    @Test
    void drawsFollowThoseOfTheEntriesBefore() {
        files.file("test.jsonl", heaps(60, "0", "1")).file("validation.jsonl", heaps(60, "0", "1"));
        TaskSpec task =
                TaskFolder.task("clustering_fast", "v_measure", fast("max_fraction_of_documents_to_embed", 0.5));
        Selection both = new Selection(List.of("validation", "test"), List.of("default"));
        Selection turned = new Selection(List.of("test", "validation"), List.of("default"));
        Selection alone = new Selection(List.of("test"), List.of("default"));

        List<String> after = encoded(files.load(task, both), "test");

        assertThat(after).isNotEqualTo(encoded(files.load(task, alone), "test"));
        assertThat(encoded(files.load(task, turned), "test")).isEqualTo(encoded(files.load(task, alone), "test"));
        // the files are the same, so the first entry draws the same from either
        assertThat(encoded(files.load(task, both), "validation")).isEqualTo(encoded(files.load(task, alone), "test"));
        LoadedTask loaded = files.load(task, both);
        Scores first = files.score(loaded);
        assertThat(files.score(loaded)).isEqualTo(first);
        assertThat(LoadedTask.drawnAfter(task, both, "test", "default"))
                .containsExactly(new Entry("validation", "default"));
        assertThat(LoadedTask.drawnAfter(task, both, "validation", "default")).isEmpty();
        assertThat(LoadedTask.drawnAfter(
                        TaskFolder.task("clustering_legacy", "v_measure", Map.of()), both, "test", "default"))
                .isEmpty();
    }

    private static List<String> encoded(LoadedTask task, String split) {
        List<String> texts = new ArrayList<>();
        task.forEachEncodedText(split, "default", (role, text) -> texts.add(text));
        return texts;
    }

    private static String set(String labels, String... sentences) {
        return "{'sentences': ['%s'], 'labels': %s}".formatted(String.join("', '", sentences), labels);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0, 0, 1, 1]",
                "['a', 'a', 'b', 'b']",
                "[0.5, 0.5, 2.5, 2.5]",
                "[true, true, false, false]",
                "[9, 9, -1, -1]"
            },
            quoteCharacter = '`')
    void oldSetsAreClusteredEachByItself(String labels) {
        files.file(
                "test.jsonl",
                set(labels, "0 0", "0 1", "90 0", "90 1"),
                set("[1, 2, 1, 2]", "0 0", "90 0", "0 1", "90 1"));

        Scores scores = files.score("clustering_legacy", "v_measure", Map.of());

        assertThat(scores.mainScore()).isCloseTo(1, within(1e-12));
        assertThat(scores.names()).containsExactly("v_measure", "v_measure_std", "v_measures", "main_score");
        assertThat(files.requests()).hasSize(2);
        assertThat(files.samples())
                .extracting(sample -> ((Sample.Scored) sample).details())
                .containsOnly(Map.of("sentences", 4));
    }

    @Test
    void oldSetsThatAgreeWithNothingScoreNothing() {
        files.file("test.jsonl", set("[0, 1, 0, 1]", "0 0", "0 0", "90 0", "90 0"));

        assertThat(files.score("clustering_legacy", "v_measure", Map.of()).mainScore())
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void oldSetsOfOneLabelCountAsOneAndAreNotEncoded() {
        files.file(
                "test.jsonl",
                set("[3, 3]", "0 0", "90 0"),
                set("[0, 1]", "0 0", "90 0"),
                "{'sentences': [], 'labels': []}");

        Scores scores = files.score("clustering_legacy", "v_measure", Map.of());

        assertThat(scores.toMap().get("v_measures")).isEqualTo(List.of(1.0, 1.0, 1.0));
        assertThat(files.requests()).containsExactly(List.of("0 0", "90 0"));
        assertThat(files.warnings())
                .containsExactly("Sample, split test, subset default: scored, but odd: 2 sets have one label or none;"
                        + " each counts as 1, as in mteb; the first: test.jsonl, line 1, column 'labels'");
        assertThat(encoded(files.load("clustering_legacy", "v_measure", Map.of()), "test"))
                .containsExactly("0 0", "90 0");
        List<String> texts = new ArrayList<>();
        files.load("clustering_legacy", "v_measure", Map.of())
                .forEachText("test", "default", (part, text) -> texts.add(text));
        assertThat(texts).containsExactly("0 0", "90 0", "0 0", "90 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sentences': ['1', '2'], 'labels': [0, 1, 1]}   | (test.jsonl, line 1, column 'labels'): 2 sentences but 3 labels",
                "{'sentences': ['1', '2'], 'labels': [0, null]}   | a label must be a whole number or a string, not null",
                "{'sentences': ['1', '2'], 'labels': [0, 'a']}    | labels mix whole numbers and strings",
                "{'sentences': ['1', '2'], 'labels': [0, [1]]}    | a label must be a whole number or a string, not the list",
                "{'sentences': ['1', '2'], 'labels': [0.5, NaN]}  | a label must be a whole number or a string, not the number 'NaN'",
                "{'sentences': ['1', '2'], 'labels': 1}           | a list is wanted, not the whole number '1'",
                "{'sentences': ['1', 2], 'labels': [0, 1]}        | a string is wanted, not the whole number '2'",
            },
            quoteCharacter = '`')
    void oldSetsThatCannotBeScoredSayWhere(String row, String message) {
        files.file("test.jsonl", row);

        assertThatThrownBy(() -> files.score("clustering_legacy", "v_measure", Map.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }
}
