package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gate and compare print as JSON, against the page that describes it; and the rules that a plan writes. */
class GateJsonTest {

    private static final Path FIRST = resource("float32");
    private static final Path SECOND = resource("quantised");

    @TempDir
    Path folder;

    private static Path resource(String name) {
        try {
            return Path.of(GateJsonTest.class.getResource("/scifact/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(Object... words) throws IOException {
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static void names(JsonNode node, Set<String> names) {
        node.properties().forEach(field -> {
            names.add(field.getKey());
            names(field.getValue(), names);
        });
        if (node.isArray()) {
            node.forEach(inner -> names(inner, names));
        }
    }

    @Test
    void everyFieldIsDescribedAndTheVersionComesFirst() throws IOException {
        Path seen = Files.writeString(
                folder.resolve("seen.json"),
                "{\"schema\": \"plumbline-seen/1\", \"model\": null, \"training\": [\"rows.jsonl\"],"
                        + " \"tasks\": {\"SciFact\": {\"test\": {\"default\": [\"1\", \"3\"]}}}}");
        List<JsonNode> printed = List.of(
                json("gate", "--baseline", FIRST, "--candidate", SECOND, "--json"),
                json("gate", "--baseline", FIRST, "--candidate", SECOND, "--sequential", "--json"),
                json("gate", "--plan", "--baseline", FIRST, "--like", SECOND, "--json"),
                json("compare", FIRST, SECOND, "--seen", seen, "--json"),
                json(
                        "compare",
                        "published:KaLM-embedding-multilingual-mini-instruct-v2.5",
                        "published:Qwen3-Embedding-0.6B",
                        "--against",
                        "MTEB(cmn, v1)",
                        "--json"));
        List<String> lines =
                Files.readAllLines(Path.of(System.getProperty("plumbline.root"), "docs", "report-json.md"));
        Set<String> schemas = new LinkedHashSet<>();
        for (JsonNode one : printed) {
            assertThat(one.fieldNames().next()).isEqualTo("schema");
            String schema = one.path("schema").asText();
            schemas.add(schema);
            String row = lines.stream()
                    .filter(line -> line.startsWith("| `" + schema + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(schema + " has no row"));
            JsonNode own = one.deepCopy();
            // the rules within looks are what gate prints, which has a row of its own
            ((com.fasterxml.jackson.databind.node.ObjectNode) own)
                    .remove(schema.contains("looks") ? List.of("schema", "rules") : List.of("schema"));
            Set<String> names = new LinkedHashSet<>();
            names(own, names);
            assertThat(names)
                    .as(schema)
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(row).contains("`" + name + "`"));
        }
        assertThat(schemas).hasSize(4);
    }

    /** Rules that are written are read again by the lines that are printed, and look at the mean of the suite alone. */
    @Test
    void aPlanWritesItsRulesAndSaysWhatToRun() throws IOException {
        Path results = folder.resolve("results");
        CommandLineRun scored =
                CommandLineRun.of("run", "--model", "bm25", "--task", "MiniRetrieval.en", "--results", results);
        assertThat(scored.code()).as(scored.err()).isZero();
        Path rules = folder.resolve("gate.yaml");
        Object[] words = {"gate", "--plan", "--baseline", results, "--like", results, "--write", rules};
        CommandLineRun plan = CommandLineRun.of(words);
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("  plumbline run --model MODEL --task MiniRetrieval.en --results RESULTS\n")
                .contains("  plumbline gate --baseline ")
                .contains(" --rules " + rules);
        assertThat(Files.readString(rules))
                .startsWith("# Rules of plumbline gate --plan: ")
                .contains("type: false\ntask: false\nrequired: [MiniRetrieval.en]\n");
        assertThat(CommandLineRun.of(words).code())
                .as("an earlier output is written over")
                .isZero();
        JsonNode gate = json("gate", "--baseline", results, "--candidate", results, "--rules", rules, "--json");
        assertThat(gate.path("checks")).hasSize(1);
        assertThat(gate.at("/checks/0/scope").asText()).isEqualTo("overall");
        assertThat(gate.path("significance").doubleValue()).isEqualTo(0.05);
    }

    /** 300 queries find no point in whatever time: there is nothing to write, and that is said. */
    @Test
    void withoutASuiteNothingIsWritten() {
        Path rules = folder.resolve("gate.yaml");
        CommandLineRun none =
                CommandLineRun.of("gate", "--plan", "--baseline", FIRST, "--like", SECOND, "--write", rules);
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("--write: no suite of these tasks");
        assertThat(rules).doesNotExist();
        CommandLineRun unplanned =
                CommandLineRun.of("gate", "--baseline", FIRST, "--candidate", SECOND, "--write", rules);
        assertThat(unplanned.code()).isEqualTo(2);
        assertThat(unplanned.err()).contains("--write is of --plan");
    }
}
