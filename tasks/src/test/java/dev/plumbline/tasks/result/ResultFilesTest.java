package dev.plumbline.tasks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores, result files of every age, merging and seals. */
final class ResultFilesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @Test
    void scoresKeepTheirOrderAndCannotBeChanged() {
        List<Object> list = new ArrayList<>(List.of(1.0));
        Scores scores = Scores.builder()
                .put("b", 1)
                .putValue("a", list)
                .putValue("n", null)
                .putValue("t", "text")
                .putValue("m", Map.of("x", list))
                .mainScoreFrom("b")
                .build();
        list.add(2.0);

        assertThat(scores.names()).containsExactly("b", "a", "n", "t", "m", "main_score");
        assertThat(scores.toMap().get("a")).isEqualTo(List.of(1.0));
        assertThat(scores.toMap().get("m")).isEqualTo(Map.of("x", List.of(1.0)));
        assertThat(scores.mainScore()).isEqualTo(1);
        assertThat(scores.number("n")).isNull();
        assertThat(scores.number("t")).isNull();
        assertThat(scores.number("gone")).isNull();
        assertThatThrownBy(() -> scores.toMap().put("c", 1.0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) scores.toMap().get("a")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(scores.prefixed("p_").names()).containsExactly("p_b", "p_a", "p_n", "p_t", "p_m", "p_main_score");
        assertThat(Scores.builder().putAll(scores).build()).isEqualTo(scores).hasSameHashCodeAs(scores);
        assertThat(Scores.builder().build().mainScore()).isNull();
    }

    @Test
    void aScoreIsGivenOnce() {
        Scores.Builder scores = Scores.builder().put("a", 1).putValue("t", "text");

        assertThatIllegalStateException().isThrownBy(() -> scores.put("a", 2)).withMessage("score a is there already");
        assertThatIllegalStateException().isThrownBy(() -> scores.get("b")).withMessage("no score b; there are [a, t]");
        assertThatIllegalStateException().isThrownBy(() -> scores.mainScoreFrom("t"));
        assertThat(scores.get("a")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                         | is not a result file: no JSON object",
                "3                                                          | is not a result file: no JSON object",
                "{}                                                         | is not a result file: no object \"scores\"",
                "{'scores': []}                                             | is not a result file: no object \"scores\"",
                "{'scores': {'test': {}}}                                   | : scores.test must be a list",
                "{'scores': {'test': [3]}}                                  | : scores.test[0] has no main_score",
                "{'scores': {'test': [{'hf_subset': 'a'}]}}                 | : scores.test[0] has no main_score",
                "{'scores': {'test': [{'main_score': 1}]}}                  | : scores.test[0]: languages must be a list",
                "{'scores': {'test': [{'main_score': 1, 'languages': []}]}} | : scores.test[0] is not a result file: no text \"hf_subset\"",
                "{'scores': {}}                                             | is not a result file: no text \"dataset_revision\"",
                "{'scores': {}, 'dataset_revision': 'r'}                    | is not a result file: no text \"task_name\"",
                "{'scores': {}, 'dataset_revision': 'r', 'task_name': '../x'} | task_name '../x' is refused",
                "{'scores': {}, 'dataset_revision': 'r', 'task_name': 3}    | is not a result file: no text \"task_name\"",
                "{'mteb_dataset_name': '/x'}                                | task_name '/x' is refused",
                "{'mteb_dataset_name': 'X', 'test': 3}                      | is not a result file: split test must be an object",
            },
            quoteCharacter = '`')
    void whatIsNoResultFileSaysWhy(String text, String message) throws IOException {
        Path file = write(text);

        assertThatThrownBy(() -> TaskResultReader.read(file))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.RESULT))
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'scores': {  | it ends before its last bracket or quote is closed (line 1)",
                "{'a': nan}    | (line 1)",
                "{'a': 1,}     | (line 1)",
                "nonsense      | (line 1)",
                "{} {}         | (line 1)",
                "{} more       | (line 1)",
            },
            quoteCharacter = '`')
    void whatIsNoJsonSaysWhere(String text, String message) throws IOException {
        Path file = write(text);

        assertThatThrownBy(() -> TaskResultReader.read(file))
                .hasMessageStartingWith("result file " + file + " is not readable JSON: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("Source");
        assertThatThrownBy(() -> ResultSeal.read(file))
                .isInstanceOf(PlumblineException.class)
                .hasMessageStartingWith("result file " + file + " is not readable JSON: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("Source");
    }

    /** Splits of a file from before mteb 1.11, and the subsets with their main scores. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STSBenchmark    | {'cos_sim': {'spearman': 0.5, 'pearson': 0.25}} | default=0.5 | cosine_spearman,cosine_pearson,main_score",
                "STSBenchmark    | {'spearman': 0.5}                      | default=null | spearman,main_score",
                "STSBenchmark    | {'main_score': 0.75, 'dot': {'pearson': 1}} | default=0.75 | main_score,dot_pearson",
                "STS22           | {'en': {'cos_sim': {'spearman': 0.5}}, 'de': {'cos_sim': {'spearman': 0.25}}} | en=0.5 de=0.25 | cosine_spearman,main_score",
                "Banking77Classification | {'accuracy': 0.5, 'evaluation_time': 3} | default=0.5 | accuracy,main_score",
                "Unknown         | {'accuracy': 0.5}                      | default=null | accuracy,main_score",
                "CMedQAv1        | {'map': 0.5, 'mrr': 0.25}              | default=0.5 | map,mrr,main_score",
                "TwentyNewsgroupsClustering | {'v_measure': 0.5, 'v_measures': {'Level 0': [0.5]}} | default=0.5 | v_measure,v_measures,main_score",
            },
            quoteCharacter = '`')
    void oldFilesAreReadAsTodaysOnes(String task, String split, String subsets, String names) throws IOException {
        Path file = write("{'mteb_dataset_name': '" + task + "', 'mteb_version': '1.0.2', 'dataset_revision': null,"
                + " 'test': " + split + "}");

        TaskResult result = TaskResultReader.read(file);

        List<String> found = result.scores().get("test").stream()
                .map(entry -> entry.hfSubset() + "=" + entry.scores().mainScore())
                .toList();
        assertThat(String.join(" ", found)).isEqualTo(subsets);
        assertThat(String.join(",", result.scores().get("test").get(0).scores().names()))
                .isEqualTo(names);
        assertThat(result.taskName()).isEqualTo(TaskResultReader.currentName(task));
        assertThat(result.mtebVersion()).isEqualTo("1.0.2");
        assertThat(result.datasetRevision()).isEqualTo("dataset revision not available");
        assertThat(result.evaluationTime()).isEqualTo(split.contains("evaluation_time") ? 3 : 0);
        assertThat(result.date()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"CMedQAv1, CMedQAv1-reranking", "CMedQAv2, CMedQAv2-reranking", "STS12, STS12", "'', ''"})
    void renamedTasksHaveTodaysName(String old, String name) {
        assertThat(TaskResultReader.currentName(old)).isEqualTo(name);
    }

    /** Versions of the entries on both sides, and the range in the merged file. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "2.20.0, 2.20.0, 2.20.0",
                "2.20.0, 2.26.24, 2.20.0-2.26.24",
                "2.26.24, 2.20.0, 2.20.0-2.26.24",
                "2.9.0, 2.10.0, 2.9.0-2.10.0",
                "2.20, 2.20.0, 2.20-2.20.0",
                "none, 2.20.0, 2.20.0",
                "2.20.0, none, 2.20.0",
                "none, none, file",
                "1.x, 1.2, 1.x-1.2",
            })
    void mergedFilesNameTheRangeOfReleases(String first, String second, String range) {
        TaskResult older = result(entry("a", 1, first), 2.0);
        TaskResult newer = result(entry("b", 2, second), 3.0);

        TaskResult merged = older.mergedWith(newer);

        assertThat(merged.mtebVersion()).isEqualTo(range);
        assertThat(merged.scores().get("test"))
                .extracting(SubsetResult::hfSubset)
                .containsExactly("a", "b");
        assertThat(merged.evaluationTime()).isEqualTo(5);
        assertThat(merged.entry("test", "b").orElseThrow().scores().mainScore()).isEqualTo(2);
        assertThat(merged.entry("test", "c")).isEmpty();
        assertThat(merged.entry("dev", "a")).isEmpty();
    }

    @Test
    void timesThatAreNotKnownAddNothing() {
        assertThat(result(entry("a", 1, "1"), null)
                        .mergedWith(result(entry("a", 2, "1"), 3.0))
                        .evaluationTime())
                .isEqualTo(3);
        assertThat(result(entry("a", 1, "1"), 2.0)
                        .mergedWith(result(entry("a", 2, "1"), null))
                        .evaluationTime())
                .isEqualTo(2);
        TaskResult both = result(entry("a", 1, "1"), null).mergedWith(result(entry("a", 2, "1"), null));
        assertThat(both.evaluationTime()).isNull();
        assertThat(both.scores().get("test"))
                .extracting(entry -> entry.scores().mainScore())
                .containsExactly(2.0);
    }

    @Test
    void phasesAndOddValuesComeBack() throws IOException {
        Scores scores = Scores.builder()
                .put("nan", Double.NaN)
                .put("inf", Double.NEGATIVE_INFINITY)
                .putValue("list", List.of(List.of(1.0), Map.of("x", "y")))
                .putValue("main_score", null)
                .build();
        TaskResult result = new TaskResult(
                "rev",
                "Täsk",
                null,
                Map.of("test", List.of(new SubsetResult("default", List.of("zho-Hans"), null, scores))),
                null,
                0.5,
                12.5,
                List.of(new PhaseTiming("encode", 1, 2.5, "test", null), new PhaseTiming("load", 0, 1, null, "x")));

        Path file = Files.writeString(folder.resolve("r.json"), TaskResultWriter.toJson(result));

        assertThat(TaskResultReader.read(file)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1234565, 0.123456",
        "0.1234575, 0.123457",
        "0.5, 0.5",
        "1e-7, 0.0",
        "-1e-7, -0.0",
        "123456.1234564, 123456.123456",
        "NaN, NaN",
        "Infinity, Infinity",
    })
    void scoresAreRoundedInTheFileOnly(Double value, Double written) {
        Scores scores = Scores.builder()
                .put("a", value)
                .putValue("l", List.of(value, "x"))
                .build();

        Scores rounded = TaskResultWriter.rounded(scores);

        assertThat(rounded.number("a")).isEqualTo(written);
        assertThat(rounded.toMap().get("l")).isEqualTo(List.of(written, "x"));
        assertThat(scores.number("a")).isEqualTo(value);
    }

    @Test
    void aSealTellsAChangedFile() throws IOException {
        TaskResult result = result(entry("a", 0.123456789, "2.20.0"), 2.0);
        ObjectNode provenance = JSON.createObjectNode().put("model", "m").put("sha256", "an old one");
        String sealed = ResultSeal.seal(result, provenance);
        Path file = Files.writeString(folder.resolve("r.json"), sealed);

        ResultSeal seal = ResultSeal.read(file).orElseThrow();
        assertThat(seal.intact()).isTrue();
        assertThat(seal.provenance().get("model").asText()).isEqualTo("m");
        assertThat(ResultSeal.seal(result, provenance)).isEqualTo(sealed);
        assertThat(TaskResultReader.read(file).taskName()).isEqualTo("T");

        // white space and the order of keys are no content
        Files.writeString(file, JSON.writeValueAsString(JSON.readTree(sealed)));
        assertThat(ResultSeal.read(file).orElseThrow().intact()).isTrue();
        for (String[] change : new String[][] {
            {"0.123457", "0.123458"}, {"\"m\"", "\"n\""}, {"2.20.0", "2.20.1"}, {"\"T\"", "\"U\""}, {"null", "0"}
        }) {
            Files.writeString(file, sealed.replaceFirst(change[0].replace(".", "\\."), change[1]));
            assertThat(ResultSeal.read(file).orElseThrow().intact())
                    .as(change[0])
                    .isFalse();
        }
    }

    @Test
    void aFileWithoutASealHasNone() throws IOException {
        assertThat(ResultSeal.read(write("{}"))).isEmpty();
        assertThat(ResultSeal.read(write("3"))).isEmpty();
        assertThat(ResultSeal.read(write("{'plumbline': 3}"))).isEmpty();
        assertThat(ResultSeal.read(write("{'plumbline': {'sha256': 3}}"))).isEmpty();
        assertThat(ResultSeal.read(write("{'plumbline': {'sha256': 'x'}}")).map(ResultSeal::intact))
                .isEqualTo(Optional.of(false));
        assertThatThrownBy(() -> ResultSeal.read(folder.resolve("gone")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("cannot be read");
    }

    private static SubsetResult entry(String subset, double mainScore, String version) {
        return new SubsetResult(
                subset,
                List.of(),
                version,
                Scores.builder().put("main_score", mainScore).build());
    }

    private static TaskResult result(SubsetResult entry, Double time) {
        return new TaskResult("rev", "T", "file", Map.of("test", List.of(entry)), time, null, null, null);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("r.json"), text.replace('\'', '"'));
    }
}
