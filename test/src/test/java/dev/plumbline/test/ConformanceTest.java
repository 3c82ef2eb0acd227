package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden cases made by mteb, each scored as the release that made it. */
@EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
class ConformanceTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final double TOLERANCE = 1e-6;

    private final Path cases = Path.of(System.getProperty("plumbline.shared"), "conformance");

    @TempDir
    Path folder;

    @Test
    void everyCaseHolds() throws IOException {
        Path out = folder.resolve("report.json");
        CommandLineRun run = CommandLineRun.of("conformance", cases, "--out", out);
        assertThat(run.code()).as(run.out()).isZero();
        JsonNode report = JSON.readTree(out.toFile()).get("cases");
        assertThat(report).hasSize(52);
        report.forEach(entry -> assertThat(entry.get("keys").size())
                .as(entry.get("case").asText())
                .isGreaterThan(8));
    }

    @Test
    void everyCaseOfTheNewerReleaseHolds() throws IOException {
        Path newer = Path.of(System.getProperty("plumbline.shared"), "conformance-mteb-2.26.24");
        CommandLineRun run = CommandLineRun.of("conformance", newer);
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out()).contains("10 of 10 cases pass");
    }

    /** Were the releases the same to us, the cases would prove nothing. */
    @Test
    void aCaseWithTiesDiffersAsTheOtherRelease() {
        CommandLineRun run = CommandLineRun.of("conformance", cases.resolve("p03_pair_ties"), "--as", "mteb-2.26.24");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("DIFF  p03_pair_ties");
    }

    /** A comparison that cannot fail would make the test above worthless. */
    @Test
    void aChangedExpectationIsFoundInScoresAndInTheFile() throws IOException {
        Path copy = folder.resolve("s04_changed");
        copy(cases.resolve("s02_sts_zh_binary"), copy);
        Path expected = copy.resolve("expected.json");
        ObjectNode changed = (ObjectNode) JSON.readTree(expected.toFile());
        ObjectNode scores = (ObjectNode) changed.at("/scores/validation/default");
        scores.put("cosine_spearman", scores.get("cosine_spearman").asDouble() + 2e-6);
        ((ObjectNode) changed.at("/result_file/scores/validation/0"))
                .set("euclidean_pearson", DoubleNode.valueOf(Double.NaN));
        JSON.writeValue(expected.toFile(), changed);
        CommandLineRun run = CommandLineRun.of("conformance", copy);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("DIFF", "2 of", "validation/default/cosine_spearman");
    }

    /** The same cases as a user would run them: a task file, a model of precomputed vectors, {@code plumbline run}. */
    @ParameterizedTest
    @ValueSource(strings = {"r01_retrieval_basic", "c02_classification_binary_ap", "l01_legacy_sets"})
    void runWritesTheFileMtebWrites(String name) throws IOException {
        Path golden = cases.resolve(name);
        JsonNode definition = JSON.readTree(golden.resolve("case.json").toFile());
        ObjectNode task = JSON.createObjectNode();
        task.set("name", definition.get("task"));
        for (String field : List.of("type", "kind", "main_score", "eval_splits", "params")) {
            task.set(field, definition.get(field));
        }
        task.putObject("languages").set("default", definition.get("languages"));
        task.putObject("dataset").put("path", "dataset").put("revision", "conformance");
        Path taskFile = folder.resolve("task.json");
        JSON.writeValue(taskFile.toFile(), task);

        CommandLineRun run = CommandLineRun.of(
                "run",
                "--task-file",
                taskFile,
                "--data",
                golden,
                "--results",
                folder,
                "--model",
                "embeddings:" + golden.resolve("embeddings.parquet"),
                "--model-name",
                "conformance/lookup",
                "--revision",
                "1",
                "--as",
                "mteb-2.20.0");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode expected =
                JSON.readTree(golden.resolve("expected.json").toFile()).get("result_file");
        JsonNode written = JSON.readTree(folder.resolve("results/conformance__lookup/1/"
                        + definition.get("task").asText() + ".json")
                .toFile());
        expected.fieldNames().forEachRemaining(field -> assertEqual(field, expected.get(field), written.get(field)));
    }

    private static void assertEqual(String place, JsonNode expected, JsonNode got) {
        if (expected.isNumber() && !Double.isNaN(expected.doubleValue())) {
            assertThat(got.doubleValue())
                    .as(place)
                    .isCloseTo(expected.doubleValue(), org.assertj.core.data.Offset.offset(TOLERANCE));
        } else if (expected instanceof ObjectNode object) {
            assertThat(got.fieldNames()).toIterable().as(place).containsExactlyElementsOf(() -> object.fieldNames());
            object.properties()
                    .forEach(field ->
                            assertEqual(place + "/" + field.getKey(), field.getValue(), got.get(field.getKey())));
        } else if (expected instanceof ArrayNode list) {
            assertThat(got.size()).as(place).isEqualTo(list.size());
            for (int i = 0; i < list.size(); i++) {
                assertEqual(place + "[" + i + "]", list.get(i), got.get(i));
            }
        } else {
            assertThat(got).as(place).isEqualTo(expected);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
