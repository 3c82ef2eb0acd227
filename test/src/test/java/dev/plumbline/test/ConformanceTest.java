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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden cases made by mteb, each scored as the release that made it. */
class ConformanceTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final double TOLERANCE = 1e-6;

    @TempDir
    Path folder;

    @Test
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void everySharedCaseHolds() throws IOException {
        Path cases = Path.of(System.getProperty("plumbline.shared"), "conformance");
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
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void everySharedCaseOfTheNewerReleaseHolds() throws IOException {
        Path newer = Path.of(System.getProperty("plumbline.shared"), "conformance-mteb-2.26.24");
        CommandLineRun run = CommandLineRun.of("conformance", newer);
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out()).contains("10 of 10 cases pass");
    }

    /** Were the releases the same to us, the cases would prove nothing. */
    @Test
    void aCaseWithTiesDiffersAsTheOtherRelease() throws IOException {
        assertThat(differing("SprintDuplicateQuestions", "mteb-2.20.0")).isEmpty();
        assertThat(differing("SprintDuplicateQuestions", "mteb-2.26.24")).contains("test/default/manhattan_f1");
        assertThat(differing("DuRetrieval", "mteb-2.26.24")).contains("dev/default/nauc_ndcg_at_1_max");
    }

    /** mteb 2.23.1 has the change of thresholds already and no other. */
    @Test
    void aReleaseBetweenHasTheChangesUpToIt() throws IOException {
        assertThat(differing("SprintDuplicateQuestions", "2.23.1"))
                .isEqualTo(differing("SprintDuplicateQuestions", "2.26.24"))
                .isNotEmpty();
        assertThat(differing("DuRetrieval", "2.23.1")).isEmpty();
    }

    /** Keys of scores that are not mteb 2.20.0's, which made the cases. */
    private List<String> differing(String name, String release) throws IOException {
        Path out = folder.resolve("differing.json");
        CommandLineRun run =
                CommandLineRun.of("conformance", TaskCasesTest.CASES.resolve(name), "--as", release, "--out", out);
        assertThat(run.code()).as(run.err()).isLessThan(2);
        List<String> keys = new ArrayList<>();
        for (Map.Entry<String, JsonNode> key :
                JSON.readTree(out.toFile()).at("/cases/0/keys").properties()) {
            if (!key.getValue().get("pass").booleanValue() && !key.getKey().endsWith("mteb_version")) {
                keys.add(key.getKey());
            }
        }
        return keys;
    }

    @Test
    void whatAReleaseBetweenRestsOnIsSaidOnce() throws IOException {
        for (String name : List.of("Ocnli", "Cmnli")) {
            copy(TaskCasesTest.CASES.resolve(name), folder.resolve(name));
            Path file = folder.resolve(name).resolve("case.json");
            Files.writeString(file, Files.readString(file).replace("\"2.20.0\"", "\"2.23.1\""));
        }
        assertThat(CommandLineRun.of("conformance", folder).err())
                .containsOnlyOnce("note: mteb 2.23.1 was not compared by itself");
        assertThat(CommandLineRun.of("conformance", folder, "--as", "2.26.24").err())
                .isEmpty();
    }

    @Test
    void aCaseOfANewerReleaseIsAnErrorOfItsOwn() throws IOException {
        copy(TaskCasesTest.CASES.resolve("Ocnli"), folder.resolve("Ocnli"));
        copy(TaskCasesTest.CASES.resolve("AFQMC"), folder.resolve("AFQMC"));
        Path file = folder.resolve("Ocnli/case.json");
        Files.writeString(file, Files.readString(file).replace("\"2.20.0\"", "\"2.99.0\""));
        CommandLineRun run = CommandLineRun.of("conformance", folder);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("ok    AFQMC", "case.json, mteb_version must be a release of mteb from", "not '2.99.0'");
    }

    /** A comparison that cannot fail would make the test above worthless. */
    @Test
    void aChangedExpectationIsFoundInScoresAndInTheFile() throws IOException {
        Path copy = folder.resolve("s04_changed");
        copy(TaskCasesTest.CASES.resolve("AFQMC"), copy);
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

    /** The same cases as a user would run them: a task of the manifest, a model of precomputed vectors, {@code plumbline run}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "NFCorpus",
                "ToxicConversationsClassification",
                "RedditClustering",
                "MTOPIntentClassification",
                "MindSmallReranking"
            })
    void runWritesTheFileMtebWrites(String name) throws IOException {
        Path golden = TaskCasesTest.CASES.resolve(name);
        JsonNode definition = JSON.readTree(golden.resolve("case.json").toFile());
        List<Object> words = new ArrayList<>(List.of("run", "--task", name, "--data", golden.resolve("data")));
        words.addAll(List.of("--allow-modified-data", "--results", folder));
        words.addAll(List.of("--model", "embeddings:" + golden.resolve("embeddings.parquet")));
        words.addAll(List.of("--similarity", definition.get("similarity").asText()));
        words.addAll(List.of("--model-name", "conformance/lookup", "--revision", "1", "--as", "mteb-2.20.0"));
        words.addAll(List.of("--splits", texts(definition.get("eval_splits"))));
        words.addAll(List.of("--subsets", texts(definition.get("hf_subsets"))));
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode expected =
                JSON.readTree(golden.resolve("expected.json").toFile()).get("result_file");
        JsonNode written = JSON.readTree(folder.resolve("results/conformance__lookup/1/" + name + ".json")
                .toFile());
        expected.fieldNames().forEachRemaining(field -> assertEqual(field, expected.get(field), written.get(field)));
    }

    private static String texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return String.join(",", texts);
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
