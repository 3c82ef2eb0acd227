package dev.plumbline.tasks.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.SharedTasks;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flattening, samples of a split, the columns a task looks at. */
final class RowsInShapesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sentences': ['a', 'b'], 'labels': [1, 2]}                      | [a, b] | [1, 2]",
                "{'sentences': [], 'labels': []}                                  | []     | []",
                "{'sentences': ['a'], 'labels': ['x'], 'more': 3}                 | [a]    | [x]",
                "{'sentences': ['a', null], 'labels': [null, [1]]}                | [a, null] | [null, [1]]",
            },
            quoteCharacter = '`')
    void oneRowPerSentence(String row, String sentences, String labels) {
        Table flat = Flattening.flat(table(row));

        assertThat(flat.column("sentences")).hasToString(sentences);
        assertThat(flat.column("labels")).hasToString(labels);
        assertThat(flat.columns()).containsExactly("sentences", "labels");
    }

    @Test
    void flatRowsKnowTheSetTheyWereIn() {
        Table flat = Flattening.flat(
                table("{'sentences': ['a', 'b'], 'labels': [1, 1]}", "{'sentences': ['c', 3], 'labels': [2, 2]}"));

        assertThat(flat.rows()).isEqualTo(4);
        assertThatThrownBy(() -> flat.strings("sentences"))
                .hasMessageContaining("a string is wanted, not the whole number '3' (train.jsonl, line 2,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sentences': ['a', 'b'], 'labels': [1]}   | 1 labels for 2 sentences; they must be equal (train.jsonl, line 1, column 'labels')",
                "{'sentences': 'a', 'labels': [1]}          | a list is wanted, not the string 'a' (train.jsonl, line 1, column 'sentences')",
                "{'sentences': ['a'], 'labels': null}       | a value is missing (null) (train.jsonl, line 1, column 'labels')",
                "{'sentences': ['a']}                       | no column 'labels'",
            },
            quoteCharacter = '`')
    void setsThatDoNotFitSayWhere(String row, String message) {
        assertThatThrownBy(() -> Flattening.flat(table(row)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cs.LG     | [cs, LG]",
                "cs        | [cs]",
                "a.b.c     | [a, b, c]",
                "''        | []",
                "a.        | [a, ]",
                ".a        | [, a]",
                "..        | [, , ]",
            })
    void labelsAreSplitAtEveryDot(String label, String parts) {
        Table flat = Flattening.flat(table("{'sentences': ['a'], 'labels': ['" + label + "']}"));

        assertThat(Flattening.labelsSplitAtDots(flat).column("labels").get(0)).hasToString(parts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1, 2, 1, 3      | 0 2",
                "1, 1            | 0 1",
                "1, 2            | ''",
                "'a', 'b', 'a'   | 0 2",
                "1.0, 2, 1       | 0 2",
                "true, 1, 0      | 0 1",
            },
            quoteCharacter = '`')
    void labelsThatOccurOnceAreDropped(String labels, String kept) {
        int count = labels.split(",").length;
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sentences.add("'" + i + "'");
        }
        Table flat = Flattening.flat(table("{'sentences': " + sentences + ", 'labels': [" + labels + "]}"));

        assertThat(String.join(" ", Flattening.withoutSingletons(flat).strings("sentences")))
                .isEqualTo(kept.equals("''") ? "" : kept);
    }

    private Map<String, Table> splits(String... splits) {
        Map<String, Table> tables = new LinkedHashMap<>();
        for (String split : splits) {
            String[] parts = split.split(":", -1);
            tables.put(
                    parts[0],
                    table(Arrays.stream(parts[1].split(","))
                            .map(label -> "{'text': 't', 'label': " + label + "}")
                            .toArray(String[]::new)));
        }
        return tables;
    }

    /** Labels of two splits become places among the distinct labels, of each split or of all, sorted as text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,0,1   | 0,1  | 1 0 1  | 0 1  | 1 0 1  | 0 1",
                "5,7     | 7,9  | 0 1    | 0 1  | 0 1    | 1 2",
                "10,9    | 9,9  | 0 1    | 0 0  | 0 1    | 1 1",
                "'b','a' | 'c'  | 1 0    | 0    | 1 0    | 2",
                "-1,1    | 0    | 0 1    | 0    | 0 2    | 1",
                "2.0,1   | 1    | 1 0    | 0    | 1 0    | 0",
            },
            quoteCharacter = '`')
    void labelsBecomeNumbers(
            String first, String second, String own1, String own2, String together1, String together2) {
        Map<String, Table> splits = splits("train:" + first, "test:" + second);

        Map<String, Table> old = Subsample.stratified(splits, "label", List.of("test"), MtebRelease.V2_20_0);
        Map<String, Table> now = Subsample.stratified(splits, "label", List.of("test"), MtebRelease.V2_26_24);

        List<String> found = new ArrayList<>();
        for (Map<String, Table> each : List.of(old, now)) {
            for (String split : List.of("train", "test")) {
                found.add(String.join(
                        " ",
                        each.get(split).column("label").stream()
                                .map(String::valueOf)
                                .toList()));
            }
        }
        assertThat(new HashSet<>(List.of(found.get(0) + "/" + found.get(1), found.get(2) + "/" + found.get(3))))
                .isEqualTo(new HashSet<>(List.of(own1 + "/" + own2, together1 + "/" + together2)));
        assertThat(splits.get("train").column("label")).isNotEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource({"10, 4", "12, 6", "30, 7", "100, 50"})
    void aSampleKeepsTheShareOfEachLabel(int rows, int size) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            labels.add(i % 5 == 0 ? "1" : "0");
        }
        Map<String, Table> splits = splits("test:" + String.join(",", labels), "other:" + String.join(",", labels));

        Map<String, Table> reduced = Subsample.stratified(splits, "label", List.of("test"), size, MtebRelease.newest());

        Table test = reduced.get("test");
        assertThat(test.rows()).isEqualTo(size);
        assertThat(reduced.get("other").rows()).isEqualTo(rows);
        long ones =
                test.column("label").stream().filter(label -> label.equals(1L)).count();
        assertThat(ones).isBetween((long) (size / 5.0), (long) Math.ceil(size / 5.0));
        assertThat(Subsample.stratified(splits, "label", List.of("test"), size, MtebRelease.newest())
                        .get("test")
                        .column("label"))
                .isEqualTo(test.column("label"));
    }

    @Test
    void samplesThatCannotBeDrawnAreErrors() {
        assertThatThrownBy(() -> Subsample.stratified(
                        splits("test:1,1,2,1,1"), "label", List.of("test"), 2, MtebRelease.newest()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(
                        "label '2' has a single row; a stratified sample needs two (train.jsonl, line 3,");
        assertThatThrownBy(() -> Subsample.stratified(
                        splits("test:1,1,2,2,3,3"), "label", List.of("test"), 2, MtebRelease.newest()))
                .hasMessageContaining(
                        "a stratified sample of 2 out of 6 rows leaves one part with fewer rows than the 3");
        assertThatThrownBy(() -> Subsample.random(table("{'a': 1}")))
                .hasMessageContaining("the transform draws 2048 rows from a split that has only 1;");
    }

    @Test
    void aRandomSampleHasEachRowOnce() {
        String[] rows = new String[2100];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = "{'a': " + i + "}";
        }
        Table all = table(rows);

        List<Object> drawn = Subsample.random(all).column("a");

        assertThat(drawn).hasSize(2048).doesNotHaveDuplicates();
        assertThat(Subsample.random(all).column("a")).isEqualTo(drawn);
        assertThat(drawn).isNotEqualTo(all.column("a").subList(0, 2048));
    }

    @ParameterizedTest
    @EnumSource(Transform.class)
    void transformsHaveTheirIdAndLeaveTheirInputAlone(Transform transform) {
        assertThat(Transform.named(transform.id())).isSameAs(transform);
        Map<String, Table> none = Map.of();
        assertThat(transform.apply(none, MtebRelease.newest())).isEmpty();
    }

    @Test
    void anUnknownTransformNamesThoseThereAre() {
        assertThatThrownBy(() -> Transform.named("flaten"))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageStartingWith("unknown transform 'flaten'; known are [rename_sent_columns,")
                .hasMessageContaining("flatten_drop_singletons]");
    }

    /** Which columns of a data set are decoded, of all that a file has. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STS                | sts                 | ''                            | score sentence1 sentence2",
                "STS                | sts                 | column_names=a,b              | a b score",
                "Classification     | classification      | ''                            | label text",
                "Classification     | classification      | input_column_name=a           | a label",
                "Clustering         | clustering_fast     | ''                            | labels sentences",
                "Clustering         | clustering_legacy   | label_column_name=b           | b sentences",
                "PairClassification | pair_classification | ''                            | labels sent1 sent2 sentence1 sentence2",
                "PairClassification | pair_classification | input1_column_name=a          | a labels sent1 sent2 sentence2",
                "Summarization      | summarization       | ''                            | human_summaries machine_summaries relevance text",
                "Summarization      | summarization       | relevancy_column_name=b       | b human_summaries machine_summaries text",
            })
    void onlyColumnsOfTheTaskAreRead(String type, String kind, String param, String columns) throws IOException {
        Map<String, Object> params = new HashMap<>();
        if (!param.isEmpty()) {
            String value = param.substring(param.indexOf('=') + 1);
            params.put(
                    param.substring(0, param.indexOf('=')),
                    value.contains(",") ? (Object) List.of(value.split(",")) : value);
        }
        TaskSpec task = SharedTasks.minimal(type, kind, params);
        List<String> all = List.of(
                "a",
                "b",
                "score",
                "sentence1",
                "sentence2",
                "label",
                "text",
                "labels",
                "sentences",
                "sent1",
                "sent2",
                "human_summaries",
                "machine_summaries",
                "relevance",
                "extra");
        Files.writeString(
                folder.resolve("train.jsonl"),
                "{"
                        + String.join(
                                ", ",
                                all.stream().map(name -> "\"" + name + "\": 1").toList()) + "}");

        Table read = DatasetDirectory.open("rows", folder).read("default", "train", TaskColumns.of(task));

        assertThat(read.columns().stream().sorted()).containsExactly(columns.split(" "));
        assertThat(DatasetDirectory.open("rows", folder)
                        .read("default", "train", TaskColumns.of(task, "extra"))
                        .columns())
                .contains("extra");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retrieval"})
    void retrievalHasNoRowsOfItsOwn(String kind) {
        TaskSpec task = SharedTasks.minimal("Retrieval", kind, Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskColumns.of(task))
                .withMessage("Sample has no rows of its own");
    }

    private Table table(String... rows) {
        try {
            Files.writeString(
                    folder.resolve("train.jsonl"), String.join("\n", rows).replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return DatasetDirectory.open("rows", folder).read("default", "train", Columns.all());
    }
}
