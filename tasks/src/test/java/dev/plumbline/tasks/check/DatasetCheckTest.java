package dev.plumbline.tasks.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.SharedTasks;
import dev.plumbline.tasks.data.TaskCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class DatasetCheckTest {

    private static final Selection TEST = new Selection(List.of("test"), List.of("default"));

    @TempDir
    private Path folder;

    @Test
    void retrieval() throws IOException {
        write("README.md", """
                ---
                configs:
                - {config_name: corpus, data_files: [{split: test, path: corpus.jsonl}]}
                - {config_name: queries, data_files: [{split: test, path: queries.jsonl}]}
                - {config_name: default, data_files: [{split: test, path: qrels.jsonl}]}
                ---
                """);
        write("corpus.jsonl", """
                {"_id": "1", "text": "first"}
                {"_id": "2", "text": "FIRST  "}
                {"_id": "3", "text": " "}
                {"_id": "4", "text": "fourth"}
                {"_id": "4", "text": "fourth"}
                {"_id": "5", "text": "fifth"}
                {"_id": "5", "text": "another"}
                """);
        write("queries.jsonl", """
                {"_id": "a", "text": "one"}
                {"_id": "b", "text": "two"}
                {"_id": "c", "text": "nobody judged this"}
                """);
        write("qrels.jsonl", """
                {"query-id": "a", "corpus-id": "1", "score": 1}
                {"query-id": "b", "corpus-id": "gone", "score": 1}
                {"query-id": "b", "corpus-id": "2", "score": 0}
                {"query-id": "lost", "corpus-id": "1", "score": 1}
                """);

        assertThat(found(task("Retrieval", "retrieval", Map.of())))
                .containsExactly(
                        tuple(Issue.EMPTY_TEXT, "documents", 1L, 7L, ""),
                        tuple(Issue.DUPLICATE_TEXT, "documents", 2L, 7L, "FIRST"),
                        tuple(Issue.REPEATED_ID, "documents", 1L, 7L, "4"),
                        tuple(Issue.CLASHING_ID, "documents", 1L, 7L, "5"),
                        tuple(Issue.UNJUDGED_QUERY, "queries", 1L, 3L, ""),
                        tuple(Issue.JUDGED_QUERY_WITHOUT_TEXT, "queries", 1L, 3L, ""),
                        tuple(Issue.MISSING_DOCUMENT, "documents", 1L, 3L, "gone"),
                        tuple(Issue.UNANSWERABLE_QUERY, "queries", 1L, 2L, "b"));
    }

    @Test
    void classification() throws IOException {
        StringBuilder train = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            train.append("{\"text\": \"train ").append(i).append("\", \"label\": 0}\n");
        }
        write("train.jsonl", train + "{\"text\": \"only\", \"label\": 1}\n");
        StringBuilder test = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            test.append("{\"text\": \"test ").append(i).append("\", \"label\": 0}\n");
        }
        write(
                "test.jsonl",
                test + "{\"text\": \"Train  1\", \"label\": 1}\n{\"text\": \"test 1\", \"label\": 2}\n"
                        + "{\"text\": \"\", \"label\": 0}\n");

        assertThat(found(task("Classification", "classification", Map.of())))
                .containsExactly(
                        tuple(Issue.EMPTY_TEXT, "texts", 1L, 15L, ""),
                        tuple(Issue.DUPLICATE_TEXT, "texts", 1L, 15L, "test 1"),
                        tuple(Issue.CONFLICTING_LABEL, "texts", 1L, 14L, "test 1"),
                        tuple(Issue.LABEL_IMBALANCE, "rows", 13L, 15L, "label 0, and 1 have 1"),
                        tuple(Issue.TRAIN_OVERLAP, "texts", 1L, 15L, "Train 1"),
                        tuple(Issue.FEW_TRAINING_ROWS, "labels", 2L, 3L, "label 1 has 1 of 8"));
    }

    @Test
    void moreThanATenthInTheTrainingSplitIsSevere() throws IOException {
        write("train.jsonl", "{\"text\": \"same\", \"label\": 0}\n{\"text\": \"other\", \"label\": 1}\n");
        write("test.jsonl", "{\"text\": \"same\", \"label\": 0}\n{\"text\": \"new\", \"label\": 1}\n");
        TaskSpec task = task("Classification", "classification", Map.of("samples_per_label", 1));
        assertThat(run(task)).singleElement().satisfies(finding -> {
            assertThat(finding.issue()).isEqualTo(Issue.LARGE_TRAIN_OVERLAP);
            assertThat(finding.severity()).isEqualTo(Severity.SEVERE);
        });
    }

    @Test
    void pairs() throws IOException {
        write("test.jsonl", """
                {"sentence1": "a", "sentence2": "b", "score": 1}
                {"sentence1": "a", "sentence2": "b", "score": 2}
                {"sentence1": "c", "sentence2": "c", "score": 3}
                {"sentence1": "", "sentence2": "d", "score": 4}
                """);
        assertThat(found(task("STS", "sts", Map.of())))
                .containsExactly(
                        tuple(Issue.EMPTY_TEXT, "texts", 1L, 8L, ""),
                        tuple(Issue.DUPLICATE_PAIR, "pairs", 1L, 4L, "a"),
                        tuple(Issue.IDENTICAL_PAIR, "pairs", 1L, 4L, "c"));
    }

    @Test
    void clusteringSets() throws IOException {
        write("test.jsonl", """
                {"sentences": ["a", "b", "a"], "labels": ["x", "y", "y"]}
                """);
        assertThat(found(task("Clustering", "clustering_legacy", Map.of())))
                .containsExactly(
                        tuple(Issue.DUPLICATE_TEXT, "texts", 1L, 3L, "a"),
                        tuple(Issue.CONFLICTING_LABEL, "texts", 1L, 2L, "a"));
    }

    @Test
    void summaries() throws IOException {
        write("test.jsonl", """
                {"text": "t", "human_summaries": ["h"], "machine_summaries": ["m", "m", ""], "relevance": [1, 2, 3]}
                """);
        assertThat(found(task("Summarization", "summarization", Map.of())))
                .containsExactly(
                        tuple(Issue.EMPTY_TEXT, "machine summaries", 1L, 3L, ""),
                        tuple(Issue.DUPLICATE_TEXT, "machine summaries", 1L, 3L, "m"));
    }

    @Test
    void cleanDataGiveNothing() throws IOException {
        write("test.jsonl", "{\"sentence1\": \"a\", \"sentence2\": \"b\", \"score\": 1}\n");
        assertThat(run(task("STS", "sts", Map.of()))).isEmpty();
    }

    /** A miniature is not the published data set; nor is the shared copy of this one, as data/MANIFEST.json says. */
    @ParameterizedTest
    @MethodSource("sources")
    void otherStatisticsAreOneFindingAndSevere(String whose, DatasetSource data) {
        assertThat(new DatasetCheck(data).run(Manifest.bundled().task("CLSClusteringS2S"), TEST))
                .filteredOn(finding -> finding.issue() == Issue.OTHER_STATISTICS)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.SEVERE);
                    assertThat(finding.count()).isGreaterThan(1);
                    assertThat(finding.example()).contains("published");
                });
    }

    static Stream<Arguments> sources() {
        Stream<Arguments> own = Stream.of(Arguments.of("miniature", TaskCases.data("CLSClusteringS2S")));
        return System.getProperty("plumbline.shared", "").isEmpty()
                ? own
                : Stream.concat(own, Stream.of(Arguments.of("shared", SharedTasks.realData())));
    }

    private List<DataFinding> run(TaskSpec task) {
        return new DatasetCheck(ref -> DatasetDirectory.open("sample", folder)).run(task, TEST);
    }

    private List<Tuple> found(TaskSpec task) {
        return run(task).stream()
                .map(finding ->
                        tuple(finding.issue(), finding.what(), finding.count(), finding.of(), finding.example()))
                .toList();
    }

    private static TaskSpec task(String type, String kind, Map<String, ?> params) {
        return SharedTasks.minimal(type, kind, params);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }
}
