package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run --perturb}: what is printed, where it goes, and that no score counts it. */
class PerturbedQueriesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private CommandLineRun run(String model, Object... more) {
        List<Object> words = new ArrayList<>(List.of("run", "--model", model, "--results", folder, "--no-cache"));
        words.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    /** Words are all that BM25 knows; it folds case and loses a word that is mistyped. */
    @Test
    void theDropIsPrintedAndReportedAndNowhereElse() throws IOException {
        String[] asked = {
            "--task", "MiniRetrieval.en", "MiniReranking.en", "--perturb", "typos=0.3,case=1,typos=0.3+case=1"
        };
        CommandLineRun shown = run("bm25", (Object[]) asked);
        assertThat(shown.out()).contains("PERTURBED", "typos=0.3", "case=1+typos=0.3", "mean of 2");
        JsonNode summary = JSON.readTree(run("bm25", concat(asked, "--json")).out());
        assertThat(summary.path("forms").findValuesAsText("experiment"))
                .containsExactly("null", "perturb_typos_0.3", "perturb_case_1", "perturb_case_1__perturb_typos_0.3");
        JsonNode typos = summary.at("/robustness/0");
        assertThat(typos.path("perturbation").asText()).isEqualTo("typos=0.3");
        assertThat(typos.at("/mean/change").asDouble()).isLessThan(-0.05);
        assertThat(typos.at("/tasks/0/range/high").asDouble()).isNegative();
        for (JsonNode task : summary.at("/robustness/1/tasks")) {
            assertThat(task.path("change").asDouble()).isZero();
        }

        JsonNode report = JSON.readTree(CommandLineRun.of(
                        "report",
                        "--results",
                        folder,
                        "--against",
                        "Plumbline(mini)",
                        "--no-published",
                        "--format",
                        "json")
                .out());
        assertThat(report.path("models")).hasSize(1);
        assertThat(report.path("forms")).isEmpty();
        assertThat(perturbations(report)).containsExactlyInAnyOrderElementsOf(perturbations(summary));
        for (JsonNode found : report.path("robustness")) {
            JsonNode printed = StreamSupport.stream(summary.path("robustness").spliterator(), false)
                    .filter(other -> other.path("perturbation").equals(found.path("perturbation")))
                    .findFirst()
                    .orElseThrow();
            assertThat(found.path("mean").path("change").asDouble())
                    .isEqualTo(printed.path("mean").path("change").asDouble());
        }
        CommandLineRun table = CommandLineRun.of(
                "results", "aggregate", "--results", folder, "--benchmark", "Plumbline(mini)", "--partial");
        assertThat(table.out()).contains("bm25").doesNotContain("perturb");
    }

    /** BM25 loses to typing errors what words make of it; a model that guesses has nothing to lose. */
    @Test
    void whichOfTwoModelsLosesMoreIsDrawnOnTheSameSamples() throws IOException {
        for (String model : List.of("random", "bm25")) {
            run(model, "--task", "MiniRetrieval.en", "MiniReranking.en", "--perturb", "typos=0.3");
        }
        JsonNode report = JSON.readTree(CommandLineRun.of(
                        "report",
                        "--results",
                        folder,
                        "--against",
                        "Plumbline(mini)",
                        "--no-published",
                        "--model",
                        "bm25",
                        "--format",
                        "json")
                .out());
        assertThat(report.path("robustness")).hasSize(2);
        assertThat(report.path("robustness_differences")).hasSize(1);
        JsonNode compared = report.at("/robustness_differences/0");
        assertThat(compared.path("perturbation").asText()).isEqualTo("typos=0.3");
        assertThat(compared.path("tasks")).hasSize(2);
        JsonNode mean = compared.path("mean");
        for (String side : List.of("candidate", "baseline")) {
            JsonNode alone = StreamSupport.stream(report.path("robustness").spliterator(), false)
                    .filter(own -> own.path("model").equals(compared.path(side)))
                    .findFirst()
                    .orElseThrow();
            assertThat(mean.path(side).asDouble())
                    .as("what the %s loses", side)
                    .isEqualTo(alone.at("/mean/change").asDouble(), within(1e-12));
        }
        assertThat(mean.path("change").asDouble()).isLessThan(-0.05);
        assertThat(mean.at("/range/high").asDouble()).isNegative();
        assertThat(mean.path("p").asDouble()).isLessThan(0.05);
    }

    private static List<String> perturbations(JsonNode of) {
        return of.path("robustness").findValuesAsText("perturbation");
    }

    private static Object[] concat(String[] words, String more) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.add(more);
        return all.toArray();
    }

    /** The vectors of a model that knows no capitals are the same; a text is encoded once for all. */
    @Test
    void aModelWithoutCapitalsLosesNothingByCase() throws IOException {
        JsonNode summary =
                JSON.readTree(run("embedded:all-MiniLM-L6-v2", "--task", "MiniSTS.en", "--perturb", "case=1", "--json")
                        .out());
        JsonNode row = summary.at("/robustness/0/tasks/0");
        assertThat(row.path("baseline").asDouble())
                .isEqualTo(row.path("candidate").asDouble());
        assertThat(row.at("/range/low").asDouble()).isZero();
    }

    @Test
    void resultsOfOtherPromptsAreNoDrop() throws IOException {
        JsonNode first = JSON.readTree(run("random", "--task", "MiniSTS.en", "--perturb", "typos=0.1", "--json")
                .out());
        Path changed = Path.of(first.at("/forms/1/results").asText()).resolve("MiniSTS.en.json");
        JsonNode result = JSON.readTree(Files.readString(changed));
        assertThat(result.at("/plumbline/made_with/perturbed").asText()).isEqualTo("typos=0.1");
        ((ObjectNode) result.at("/plumbline/made_with")).put("prompts.none", "x: ");
        Files.writeString(changed, result.toString());
        JsonNode report = JSON.readTree(CommandLineRun.of(
                        "report",
                        "--results",
                        folder,
                        "--against",
                        "Plumbline(mini)",
                        "--no-published",
                        "--format",
                        "json")
                .out());
        JsonNode row = report.at("/robustness/0/tasks/0");
        assertThat(row.path("change").isNull()).isTrue();
        assertThat(row.at("/marks/0").asText()).isEqualTo("made with other prompts.none");
    }

    @ParameterizedTest
    @CsvSource({
        "typo=0.05, nearest: typos",
        "typos=5, from 0 to 1",
        "typos, needs a rate",
        "'typos=0.1,tradition=1', nearest: traditional",
    })
    void whatIsNoChangeIsWrongUsage(String given, String message) {
        CommandLineRun run = CommandLineRun.of(
                "run", "--model", "random", "--results", folder, "--task", "MiniSTS.en", "--perturb", given);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message).doesNotContain("Exception");
    }
}
