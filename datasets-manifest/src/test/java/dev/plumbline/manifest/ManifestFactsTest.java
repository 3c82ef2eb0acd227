package dev.plumbline.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Every fact of the table taken from mteb 2.20.0 stands in a manifest file, and nothing else but our own tasks does. */
@EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
class ManifestFactsTest {

    private final Path shared = Path.of(System.getProperty("plumbline.shared"));

    @Test
    void taskFilesHoldTheFactsOfMteb() throws IOException {
        JsonNode facts = TaskFile.JSON.readTree(shared.resolve("tasks.json").toFile());
        JsonNode prompts = TaskFile.JSON
                .readTree(shared.resolve("prompts_mteb.json").toFile())
                .get("metadata_prompt_by_task");
        for (var fact : facts.get("tasks").properties()) {
            ObjectNode expected = fact.getValue().deepCopy();
            expected.remove("benchmarks");
            expected.set("prompt", prompts.get(fact.getKey()));
            JsonNode file = TaskFile.JSON.readTree(
                    Manifest.class.getResourceAsStream("/manifest/tasks/" + fact.getKey() + ".json"));
            assertLanguages(fact.getKey(), file, (ObjectNode) expected.remove("languages"));
            ((ObjectNode) file).remove("languages");
            assertThat(file).as(fact.getKey()).isEqualTo(expected);
        }
        List<String> own = Manifest.bundled().benchmark("mini").tasks().stream()
                .map(Benchmark.Entry::task)
                .toList();
        assertThat(Manifest.bundled().taskNames())
                .hasSize(facts.get("tasks").size() + own.size())
                .containsAll(own);
    }

    /** The table names the languages of the subsets that a benchmark selects; the manifest, as mteb, those of every subset. */
    private static void assertLanguages(String task, JsonNode file, ObjectNode expected) {
        JsonNode languages = file.get("languages");
        expected.properties()
                .forEach(subset ->
                        assertThat(languages.get(subset.getKey())).as(task).isEqualTo(subset.getValue()));
        assertThat(languages.fieldNames())
                .toIterable()
                .as(task)
                .containsExactlyInAnyOrderElementsOf(TaskFile.parse(file, task).allSubsets());
    }

    @Test
    void benchmarksSelectWhatMtebSelects() throws IOException {
        JsonNode facts = TaskFile.JSON.readTree(shared.resolve("tasks.json").toFile());
        for (var fact : facts.get("benchmarks").properties()) {
            Benchmark benchmark = Manifest.bundled().benchmark(fact.getKey());
            assertThat(benchmark.name()).isEqualTo(fact.getValue().get("name").asText());
            assertThat(benchmark.selections().keySet())
                    .hasSize(fact.getValue().get("tasks").size());
            for (JsonNode name : fact.getValue().get("tasks")) {
                JsonNode expected =
                        facts.get("tasks").get(name.asText()).get("benchmarks").get(fact.getKey());
                Selection selection = benchmark.selections().get(name.asText());
                assertThat((Object) TaskFile.JSON.valueToTree(selection))
                        .as(name.asText())
                        .isEqualTo(expected);
            }
        }
    }
}
