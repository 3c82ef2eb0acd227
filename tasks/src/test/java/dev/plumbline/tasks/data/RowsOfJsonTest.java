package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON as plain values, and what is counted of a table. */
final class RowsOfJsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                  | {}",
                "{\"b\": 1, \"a\": 2}                | {b=1, a=2}",
                "{\"a\": 1.0}                        | {a=1.0}",
                "{\"a\": -0.0}                       | {a=-0.0}",
                "{\"a\": 1e400}                      | {a=Infinity}",
                "{\"a\": NaN}                        | {a=NaN}",
                "{\"a\": -Infinity}                  | {a=-Infinity}",
                "{\"a\": 9223372036854775807}        | {a=9223372036854775807}",
                "{\"a\": 9223372036854775808}        | {a=9.223372036854775807E18}",
                "{\"a\": -9223372036854775809}       | {a=-9.223372036854775807E18}",
                "{\"a\": [1, [true, null], {}]}      | {a=[1, [true, null], {}]}",
                "{\"a\": \"\\u00e9\\ud83d\\ude00\"}    | {a=é\uD83D\uDE00}",
                "  {\"a\": null}                     | {a=null}",
            },
            quoteCharacter = '`')
    void aLineIsOneObject(String line, String read) {
        assertThat(JsonValues.object(line, "here")
                        .toString()
                        .replace("9.223372036854776E18", "9.223372036854775807E18"))
                .isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                        | here: a JSON object is wanted, not nothing",
                "3                         | here: a JSON object is wanted, not a number",
                "[{\"a\": 1}]              | here: a JSON object is wanted, not a list",
                "{\"a\": 1} {\"a\": 2}     | here: more than one JSON value on a line; write one per line",
                "{\"a\": 1, \"a\": 1}      | here: key 'a' occurs twice; remove one",
                "{\"a\": 1                 | here: malformed JSON (it ends before its last bracket or quote is closed",
                "{\"a\": [1}               | here: malformed JSON (",
                "{'a': 1}                  | here: malformed JSON (",
                "{\"a\": 01}               | here: malformed JSON (",
                "{\"a\": nan}              | here: malformed JSON (",
                "{\"a\": \"\\ud800\"}      | here: half of a surrogate pair, \\ud800, is no character; correct the text",
                "{\"a\": \"x\\ude00\"}     | here: half of a surrogate pair, \\ude00, is no character",
                "{\"a\": [\"\\ud800x\"]}   | here: half of a surrogate pair, \\ud800, is no character",
            },
            quoteCharacter = '`')
    void whatIsNoObjectSaysWhere(String line, String message) {
        assertThatThrownBy(() -> JsonValues.object(line.equals("''") ? "" : line, "here"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageStartingWith(message.contains("(") ? message.substring(0, message.indexOf('(')) : message)
                .hasMessageContaining(message);
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static TaskSpec task(String kind, String type, String params, String stats) {
        ObjectNode task = JSON.createObjectNode()
                .put("name", "Sample")
                .put("kind", kind)
                .put("type", type)
                .put("main_score", "any");
        task.putArray("eval_splits").add("test");
        task.putObject("dataset").put("path", "sample").put("revision", "1");
        try {
            task.set("params", JSON.readTree(params));
            task.set("expected_stats", JSON.readTree(stats));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
        return TaskFile.parse(task, "a test");
    }

    /** Kind, labels of a column, what is counted, and how often each label is there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "classification      | Classification     | label  | 1, 0, 1            | {num_samples=3, unique_labels=2} | {1=2, 0=1}",
                "classification      | Classification     | label  | 'a'                | {num_samples=1, unique_labels=1} | {a=1}",
                "clustering_fast     | Clustering         | labels | [1, 2], [1], [3]   | {num_samples=3, unique_labels=3} | {1=2, 2=1, 3=1}",
                "clustering_legacy   | Clustering         | labels | [1, 2], [1], []    | {num_samples=3, unique_labels=2} | {1=2, 2=1}",
                "pair_classification | PairClassification | labels | 1, 0               | {num_samples=2, unique_labels=2} | {1=1, 0=1}",
                "pair_classification | PairClassification | labels | [1, 0, 1]          | {num_samples=3, unique_labels=2} | {1=2, 0=1}",
                "pair_classification | PairClassification | labels | [1, 0], [1]        | {num_samples=2, unique_labels=2} | {1=2, 0=1}",
                "sts                 | STS                | score  | 1, 2               | {num_samples=2}                  | {}",
                "summarization       | Summarization      | text   | 'a', 'b', 'c'      | {num_samples=3}                  | {}",
                "classification      | Classification     | label  | null, 1            | {num_samples=2, unique_labels=2} | {null=1, 1=1}",
            },
            quoteCharacter = '`')
    void samplesAndLabelsAreCounted(
            String kind, String type, String column, String values, String counts, String labels) {
        Table table = table(column, values);

        DatasetStatistics statistics = DatasetStatistics.of(task(kind, type, "{}", "null"), "test", "default", table);

        assertThat(statistics.counts()).hasToString(counts);
        assertThat(statistics.labels()).hasToString(labels);
        assertThat(statistics.samples()).isEqualTo(statistics.counts().get("num_samples"));
        assertThat(statistics.differences(task(kind, type, "{}", "null"))).isEmpty();
    }

    @Test
    void labelsAreInTheColumnOfTheTask() {
        TaskSpec task = task("classification", "Classification", "{\"label_column_name\": \"topic\"}", "null");

        assertThat(DatasetStatistics.of(task, "test", "default", table("topic", "'a', 'b'"))
                        .labels())
                .hasToString("{a=1, b=1}");
        assertThatThrownBy(() -> DatasetStatistics.of(task, "test", "default", table("label", "1")))
                .hasMessageContaining("no column 'topic'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'test': {'default': {'num_samples': 3}}}                        | ''",
                "{'test': {'default': {'num_samples': 4}}}                        | test/default num_samples: 4 expected, 3 found",
                "{'dev': {'default': {'num_samples': 4}}}                         | ''",
                "{'test': {'en': {'num_samples': 4}}}                             | ''",
                "{'test': {'default': {'num_samples': null}}}                     | ''",
                "{'test': {'default': {'unique_labels': 3, 'num_samples': 2}}}    | test/default num_samples: 2 expected, 3 found; test/default unique_labels: 3 expected, 2 found",
                "{'test': {'default': {'label_counts': {'1': 2, '0': 1}}}}        | ''",
                "{'test': {'default': {'label_counts': {'1': 2}}}}                | test/default label_counts[0]: 0 expected, 1 found",
                "{'test': {'default': {'label_counts': {'1': 2, '0': 1, '7': 5}}}} | test/default label_counts[7]: 5 expected, 0 found",
            },
            quoteCharacter = '`')
    void countsAreComparedWithThePublishedOnes(String published, String differences) throws IOException {
        TaskSpec task = task("classification", "Classification", "{}", published.replace('\'', '"'));
        List<String> found = new ArrayList<>();

        DatasetStatistics.of(task, "test", "default", table("label", "1, 0, 1"))
                .differences(task)
                .forEach(difference -> found.add(difference.toString()));

        assertThat(String.join("; ", found)).isEqualTo(differences.equals("''") ? "" : differences);
        JsonNode stats = JSON.readTree(published.replace('\'', '"'));
        assertThat(task.expectedStats()).isEqualTo(stats);
    }

    @Test
    void statisticsNeedANumberOfSamples() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatasetStatistics("test", "default", Map.of("num_queries", 1), Map.of()))
                .withMessage("statistics need num_samples");
    }

    private static Table table(String column, String values) {
        List<Object> parsed =
                new ArrayList<>((List<?>) JsonValues.object("{\"v\": [" + values.replace('\'', '"') + "]}", "test")
                        .get("v"));
        return Table.of("here", parsed.size(), Map.of(column, parsed), RowOrigin.rowsOf("f"));
    }
}
