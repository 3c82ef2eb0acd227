package dev.plumbline.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can go wrong here: a file missing from the index, a benchmark naming no task, a fact lost on the way. */
class ManifestTest {

    private static final Path FILES = Path.of("src", "main", "resources", "manifest");

    private final Manifest manifest = Manifest.bundled();

    @Test
    void benchmarksHaveMtebsSizes() {
        assertThat(manifest.benchmark("MTEB(eng, v1)").tasks()).hasSize(56);
        assertThat(manifest.benchmark("MTEB(eng, v2)").tasks()).hasSize(41);
        assertThat(manifest.benchmark("cmn_v1").tasks()).hasSize(31);
    }

    @Test
    void tasksAreMtebsAndOurOwn() {
        Set<String> own = manifest.benchmark("Plumbline(mini)").selections().keySet();
        assertThat(own).hasSize(14).allMatch(name -> name.startsWith("Mini"));
        assertThat(manifest.taskNames()).filteredOn(name -> !own.contains(name)).hasSize(113);
    }

    @Test
    void miniHasEveryTypeInBothLanguages() {
        Benchmark mini = manifest.benchmark("mini");
        for (String language : List.of("eng-Latn", "cmn-Hans")) {
            assertThat(mini.tasks().stream()
                            .map(entry -> manifest.task(entry.task()))
                            .filter(task -> task.languagesOf("default").equals(List.of(language)))
                            .map(TaskSpec::type))
                    .containsExactlyInAnyOrder(TaskType.values());
        }
    }

    @Test
    void indexListsEveryFileOnceAndInOrder() throws IOException {
        try (Stream<Path> files = Files.list(FILES.resolve("tasks"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .map(file -> file.substring(0, file.length() - ".json".length()))
                    .sorted()
                    .toList();
            assertThat(manifest.taskNames()).containsExactlyElementsOf(names);
        }
    }

    @Test
    void fileNameIsTaskName() {
        assertThat(manifest.taskNames())
                .allSatisfy(name -> assertThat(manifest.task(name).name()).isEqualTo(name));
    }

    @Test
    void everyFileSatisfiesItsSchema() throws IOException {
        JsonSchema taskSchema = schema("task.schema.json");
        for (String name : manifest.taskNames()) {
            JsonNode file = TaskFile.JSON.readTree(
                    FILES.resolve("tasks").resolve(name + ".json").toFile());
            assertThat(taskSchema.validate(file)).as(name).isEmpty();
        }
        JsonSchema benchmarkSchema = schema("benchmark.schema.json");
        for (Benchmark benchmark : manifest.benchmarks()) {
            JsonNode file = TaskFile.JSON.readTree(FILES.resolve("benchmarks")
                    .resolve(benchmark.id() + ".json")
                    .toFile());
            assertThat(benchmarkSchema.validate(file)).as(benchmark.name()).isEmpty();
        }
    }

    @Test
    void schemaRefusesAnUnknownFieldAndAnUnknownTransform() throws IOException {
        JsonSchema schema = schema("task.schema.json");
        String task = """
                {"name": "X", "type": "STS", "kind": "sts", "dataset": {"path": "a/b"}, "eval_splits": ["test"],
                 "main_score": "cosine_spearman", %s}""";
        assertThat(schema.validate(TaskFile.JSON.readTree(task.formatted("\"transform\": null"))))
                .isEmpty();
        assertThat(schema.validate(TaskFile.JSON.readTree(task.formatted("\"transform\": \"sort\""))))
                .isNotEmpty();
        assertThat(schema.validate(TaskFile.JSON.readTree(task.formatted("\"tranform\": null"))))
                .isNotEmpty();
    }

    @Test
    void benchmarksSelectWhatTheirTasksHave() {
        for (Benchmark benchmark : manifest.benchmarks()) {
            for (Benchmark.Entry entry : benchmark.tasks()) {
                TaskSpec task = manifest.task(entry.task());
                assertThat(task.evalSplits()).as(entry.task()).containsAll(entry.splits());
                assertThat(task.allSubsets()).as(entry.task()).containsAll(entry.subsets());
            }
        }
    }

    @Test
    void subtasksOfAnAggregateAreTasks() {
        TaskSpec aggregate = manifest.task("CQADupstackRetrieval");
        assertThat(aggregate.subtasks()).hasSize(12).allSatisfy(manifest::task);
    }

    @Test
    void taskNamedAloneIsScoredOnWhatTheBenchmarksSelect() {
        assertThat(manifest.selection(manifest.task("MTOPDomainClassification")))
                .isEqualTo(new Selection(List.of("test"), List.of("en")));
        assertThat(manifest.selection(manifest.task("MultilingualSentiment")).splits())
                .containsExactly("validation", "test");
        assertThat(manifest.selection(manifest.task("CQADupstackGisRetrieval")))
                .isEqualTo(new Selection(List.of("test"), List.of("default")));
    }

    @Test
    void unknownTaskSuggestsNearestNames() {
        assertThatThrownBy(() -> manifest.task("Banking7Classification"))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageContaining("nearest: Banking77Classification");
        assertThatThrownBy(() -> manifest.benchmark("MTEB(eng,v2)")).hasMessageContaining("MTEB(eng, v2)");
    }

    @Test
    void ownTaskMayNotTakeABundledName() {
        TaskSpec known = manifest.task("STS13");
        assertThatThrownBy(() -> manifest.withTasks(List.of(known))).hasMessageContaining("STS13 already");
    }

    @Test
    void languagesAreThoseOfTheBenchmark() {
        Set<String> languages = new HashSet<>();
        Benchmark chinese = manifest.benchmark("MTEB(cmn, v1)");
        chinese.tasks()
                .forEach(entry -> entry.subsets()
                        .forEach(subset ->
                                languages.addAll(manifest.task(entry.task()).languagesOf(subset))));
        assertThat(languages).containsExactly("cmn-Hans");
    }

    private static JsonSchema schema(String name) throws IOException {
        try (InputStream in = Files.newInputStream(FILES.resolve(name))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(TaskFile.JSON.readTree(in));
        }
    }
}
