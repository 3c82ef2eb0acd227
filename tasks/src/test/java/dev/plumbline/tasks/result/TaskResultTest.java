package dev.plumbline.tasks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskResultTest {

    @TempDir
    Path folder;

    @Test
    void writesAsPythonsJsonDumpDoes() {
        Scores scores = Scores.builder()
                .putValue("v_measures", Map.of("Level 0", List.of(0.12345649, 0.5)))
                .put("ap", Double.NaN)
                .putValue("missing", null)
                .put("main_score", 0.1234565)
                .build();
        TaskResult result = new TaskResult(
                "abc",
                "Täsk",
                "2.20.0",
                Map.of("test", List.of(new SubsetResult("default", List.of("eng-Latn"), "2.20.0", scores))),
                1.5,
                null,
                1795238784.8,
                null);

        // 0.1234565 in binary is a little below, so it rounds down, as in Python.
        assertThat(TaskResultWriter.toJson(result)).isEqualTo("""
                        {
                          "dataset_revision": "abc",
                          "task_name": "T\\u00E4sk",
                          "mteb_version": "2.20.0",
                          "scores": {
                            "test": [
                              {
                                "v_measures": {
                                  "Level 0": [
                                    0.123456,
                                    0.5
                                  ]
                                },
                                "ap": NaN,
                                "missing": null,
                                "main_score": 0.123456,
                                "hf_subset": "default",
                                "languages": [
                                  "eng-Latn"
                                ],
                                "mteb_version": "2.20.0"
                              }
                            ]
                          },
                          "evaluation_time": 1.5,
                          "kg_co2_emissions": null,
                          "date": 1.7952387848E9,
                          "evaluation_phases": null
                        }""");
    }

    @Test
    void readsWhatItWrote() throws IOException {
        TaskResult result = result("test", "default", 0.25, "2.20.0");
        Path file = Files.writeString(folder.resolve("T.json"), TaskResultWriter.toJson(result));
        assertThat(TaskResultReader.read(file)).isEqualTo(result);
    }

    @Test
    void newerEntryReplacesTheSameSubsetAndKeepsOthers() {
        TaskResult merged = result("test", "en", 0.1, "2.19.0")
                .mergedWith(result("test", "de", 0.2, "2.20.0"))
                .mergedWith(result("test", "de", 0.3, "2.20.0"));
        assertThat(merged.entry("test", "en").orElseThrow().scores().mainScore())
                .isEqualTo(0.1);
        assertThat(merged.entry("test", "de").orElseThrow().scores().mainScore())
                .isEqualTo(0.3);
        assertThat(merged.mtebVersion()).isEqualTo("2.19.0-2.20.0");
        assertThat(merged.evaluationTime()).isEqualTo(3.0);
    }

    @Test
    void versionsCompareByNumber() {
        TaskResult merged = result("test", "en", 0.1, "1.9.0").mergedWith(result("test", "de", 0.2, "1.12.3"));
        assertThat(merged.mtebVersion()).isEqualTo("1.9.0-1.12.3");
    }

    @Test
    void refusesWhatIsNoResultAndNamesTheFile() throws IOException {
        Path truncated = Files.writeString(folder.resolve("T.json"), "{\"scores\": {\"test\": [");
        assertThatThrownBy(() -> TaskResultReader.read(truncated))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.RESULT))
                .hasMessageContaining("T.json");
        Path other = Files.writeString(folder.resolve("O.json"), "{\"a\": 1}");
        assertThatThrownBy(() -> TaskResultReader.read(other)).hasMessageContaining("no object \"scores\"");
    }

    @Test
    void readsTheLayoutFromBeforeRelease111() throws IOException {
        Path pairs = Files.writeString(folder.resolve("Ocnli.json"), """
                {"dataset_revision": null, "mteb_dataset_name": "Ocnli", "mteb_version": "1.1.0",
                 "validation": {"cos_sim": {"accuracy": 0.62, "ap": 0.64}, "max": {"accuracy": 0.63, "ap": 0.65},
                                "evaluation_time": 2.5}}
                """);
        TaskResult result = TaskResultReader.read(pairs);
        Scores scores = result.entry("validation", "default").orElseThrow().scores();
        assertThat(scores.number("cosine_accuracy")).isEqualTo(0.62);
        assertThat(scores.mainScore()).isEqualTo(0.63);
        assertThat(result.evaluationTime()).isEqualTo(2.5);
        Path reranking = Files.writeString(folder.resolve("T2Reranking.json"), """
                {"mteb_dataset_name": "T2Reranking", "mteb_version": "1.1.0", "dev": {"map": 0.66, "mrr": 0.75}}
                """);
        assertThat(TaskResultReader.read(reranking)
                        .entry("dev", "default")
                        .orElseThrow()
                        .scores()
                        .mainScore())
                .isEqualTo(0.66);
    }

    @Test
    void scoresKeepTheirOrderAndRefuseARepeatedName() {
        Scores scores = Scores.builder().put("b", 1).put("a", 2).build();
        assertThat(scores.names()).containsExactly("b", "a");
        assertThatThrownBy(() -> Scores.builder().put("a", 1).put("a", 2)).hasMessageContaining("score a");
    }

    @Test
    void roundsListsInsideMapsButNotIntegersOfOtherTypes() {
        Scores rounded = TaskResultWriter.rounded(Scores.builder()
                .putValue("list", Arrays.asList(0.12345678, null))
                .build());
        assertThat(rounded.toMap().get("list")).isEqualTo(Arrays.asList(0.123457, null));
    }

    private static TaskResult result(String split, String subset, double score, String version) {
        Scores scores = Scores.builder().put("main_score", score).build();
        return new TaskResult(
                "rev",
                "Task",
                version,
                Map.of(split, List.of(new SubsetResult(subset, List.of("eng-Latn"), version, scores))),
                1.0,
                null,
                2.0,
                List.of(new PhaseTiming("Evaluation", 0, 1, split, subset)));
    }
}
