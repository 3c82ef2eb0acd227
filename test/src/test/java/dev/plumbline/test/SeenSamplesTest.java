package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.sample.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which samples training data hold, and scores without them. */
class SeenSamplesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TASKS = List.of("MiniRetrieval.en", "MiniSTS.en", "MiniClassification.en");

    @TempDir
    static Path folder;

    private static Path results;
    private static Path seen;
    private static final Map<String, List<List<String>>> TEXTS = new LinkedHashMap<>();

    /** Training data with every third sample of each task: a query, a text, both sentences; of others one sentence alone. */
    @BeforeAll
    static void score() throws IOException {
        results = folder.resolve("results");
        for (String model : List.of("random", "embedded:all-MiniLM-L6-v2")) {
            List<Object> words = new ArrayList<>(List.of("run", "--model", model, "--results", results, "--task"));
            words.addAll(TASKS);
            CommandLineRun run = CommandLineRun.of(words.toArray());
            assertThat(run.code()).as(run.err()).isZero();
        }
        TaskLoader loader = new TaskLoader(new BundledDatasets(new CacheFolder(folder.resolve("cache")), ref -> {
            throw new AssertionError(ref + " is not bundled");
        }));
        List<String> rows = new ArrayList<>();
        for (String name : TASKS) {
            LoadedTask task = loader.load(
                    Manifest.bundled().task(name),
                    Manifest.bundled().selection(Manifest.bundled().task(name)));
            Map<String, List<String>> parts = new LinkedHashMap<>();
            task.forEachText("test", "default", (part, text) -> {
                if (!part.equals("document")) {
                    parts.computeIfAbsent(part, none -> new ArrayList<>()).add(text);
                }
            });
            TEXTS.put(name, List.copyOf(parts.values()));
            List<String> first = TEXTS.get(name).get(0);
            for (int i = 0; i < first.size(); i++) {
                for (int part = 0; part < TEXTS.get(name).size(); part++) {
                    // of every third sample all texts, of the one after it the first alone
                    if (i % 3 == 0
                            || (i % 3 == 1 && part == 0 && TEXTS.get(name).size() > 1)) {
                        rows.add(JSON.writeValueAsString(
                                Map.of("text", TEXTS.get(name).get(part).get(i).toUpperCase(Locale.ROOT) + "!")));
                    }
                }
            }
        }
        Path training = Files.write(folder.resolve("rows.jsonl"), rows);
        seen = folder.resolve("seen.json");
        List<Object> words = new ArrayList<>(List.of("decontaminate", training, "--field", "text", "--samples", seen));
        words.add("--task");
        words.addAll(TASKS);
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static Set<String> ids(String task) throws IOException {
        JsonNode ids = JSON.readTree(seen.toFile()).at("/tasks/" + task + "/test/default");
        List<String> all = new ArrayList<>();
        ids.forEach(id -> all.add(id.asText()));
        return Set.copyOf(all);
    }

    /** A text may occur in several samples: a pair is seen where both of its texts are, wherever. */
    @Test
    void aSampleIsSeenWhereAllOfItsTextsAre() throws IOException {
        JsonNode file = JSON.readTree(seen.toFile());
        assertThat(file.path("schema").asText()).isEqualTo("plumbline-seen/1");
        assertThat(file.path("model").isNull()).isTrue();
        for (String name : TASKS) {
            List<List<String>> parts = TEXTS.get(name);
            int least = (parts.get(0).size() + 2) / 3;
            assertThat(ids(name)).as(name).hasSizeBetween(least, 2 * least);
        }
        assertThat(ids("MiniSTS.en")).contains("0", "3", "6");
    }

    private static Map<String, Double> left(String model, String task) throws IOException {
        Path file;
        try (var files = Files.walk(results)) {
            file = files.filter(path -> path.toString().contains(model)
                            && path.getFileName().toString().equals(task + ".samples.jsonl.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Sample sample :
                TaskSamples.read(file).subset("test", "default").orElseThrow().all()) {
            if (!ids(task).contains(sample.id()) && sample instanceof Sample.Scored scored) {
                scores.put(sample.id(), scored.score());
            }
        }
        return scores;
    }

    @Test
    void scoresWithoutThemAreThoseOfTheSamplesThatAreLeft() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "compare", "random", "all-MiniLM-L6-v2", "--results", results, "--seen", seen, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode unseen = JSON.readTree(run.out()).path("unseen");
        assertThat(unseen.findValuesAsText("task")).containsExactlyInAnyOrderElementsOf(TASKS);
        JsonNode report = JSON.readTree(CommandLineRun.of(
                        "report",
                        "--results",
                        results,
                        "--against",
                        "Plumbline(mini)",
                        "--no-published",
                        "--seen",
                        seen,
                        "--format",
                        "json")
                .out());
        List<String> columns = new ArrayList<>();
        report.path("columns").forEach(column -> columns.add(column.asText()));
        int minilm = columns.get(0).contains("MiniLM") ? 0 : 1;
        for (JsonNode row : report.at("/unseen/tasks")) {
            String task = row.path("task").asText();
            JsonNode compared = null;
            for (JsonNode other : unseen) {
                compared = other.path("task").asText().equals(task) ? other : compared;
            }
            assertThat(row.path("seen").asInt()).as(task).isEqualTo(ids(task).size());
            assertThat(row.at("/cells/" + minilm + "/without").asDouble())
                    .as(task)
                    .isEqualTo(compared.path("candidate").asDouble());
            if (!task.equals("MiniSTS.en")) {
                double mean = left("MiniLM", task).values().stream()
                        .mapToDouble(score -> score)
                        .average()
                        .orElseThrow();
                assertThat(compared.path("candidate").asDouble()).as(task).isCloseTo(mean, within(1e-12));
            }
        }
        assertThat(report.at("/unseen/tasks")).hasSize(3);
        assertThat(report.at("/unseen/means/" + minilm + "/tasks").asInt()).isEqualTo(3);
    }

    @Test
    void aFileThatIsNoneIsSaid() throws IOException {
        Path odd = Files.writeString(folder.resolve("odd.json"), "{\"tasks\": {}}");
        for (Path file : List.of(odd, folder.resolve("missing.json"))) {
            CommandLineRun run =
                    CommandLineRun.of("compare", "random", "all-MiniLM-L6-v2", "--results", results, "--seen", file);
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.err()).contains(file.getFileName().toString(), "decontaminate --samples");
        }
    }

    /** A file that says of every sample that it was not seen, since nothing was looked at, would pass for a clean one. */
    @Test
    void nothingIsWrittenWhereNothingWasLookedAt() {
        Path none = folder.resolve("none.json");
        CommandLineRun run = CommandLineRun.of(
                "decontaminate",
                "--model",
                "all-MiniLM-L6-v2",
                "--task",
                "MiniSTS.en",
                "--offline",
                "--data",
                folder,
                "--samples",
                none,
                "--check");
        assertThat(run.code()).as(run.err()).isEqualTo(6);
        assertThat(run.err()).contains("nothing can be said of what sentence-transformers/all-MiniLM-L6-v2 has seen");
        assertThat(none).doesNotExist();
    }

    /** Training files beside a model's name: what is known of the model and was not at hand stays to be said. */
    @Test
    void whatCouldNotBeLookedAtIsSaidBesideTheScores() throws IOException {
        Path partly = folder.resolve("partly.json");
        CommandLineRun run = CommandLineRun.of(
                "decontaminate",
                folder.resolve("rows.jsonl"),
                "--field",
                "text",
                "--model",
                "all-MiniLM-L6-v2",
                "--task",
                "MiniSTS.en",
                "--offline",
                "--data",
                folder,
                "--samples",
                partly);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(JSON.readTree(partly.toFile()).path("missing"))
                .extracting(JsonNode::asText)
                .contains("MSMARCO", "NQ");
        String said = "of sentence-transformers/all-MiniLM-L6-v2's training was not looked at: MSMARCO, ";
        assertThat(CommandLineRun.of("compare", "random", "all-MiniLM-L6-v2", "--results", results, "--seen", partly)
                        .err())
                .contains(said);
        assertThat(CommandLineRun.of(
                                "report",
                                "--results",
                                results,
                                "--against",
                                "Plumbline(mini)",
                                "--no-published",
                                "--seen",
                                partly,
                                "--format",
                                "md")
                        .out())
                .contains("Trained on too, and not looked at");
    }

    /** Who sees a gate's outcome alone, as in a build's summary, must know that it is of some of the samples. */
    @Test
    void aGateSaysThatItLeavesSamplesOut() throws IOException {
        String said = "without samples that are in the training data: " + folder.resolve("rows.jsonl");
        for (String looks : List.of("--no-looks", "--sequential")) {
            Path summary = folder.resolve("gate" + looks + ".md");
            List<Object> words = new ArrayList<>(
                    List.of("gate", "--baseline", results, "--baseline-model", "random", "--candidate", results));
            words.addAll(List.of(
                    "--candidate-model",
                    "sentence-transformers/all-MiniLM-L6-v2",
                    "--seen",
                    seen,
                    "--summary",
                    summary));
            if (looks.equals("--sequential")) {
                words.add(looks);
            }
            CommandLineRun run = CommandLineRun.of(words.toArray());
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).containsOnlyOnce(said);
            assertThat(Files.readString(summary)).contains("without samples that are in the training data");
        }
    }

    @Test
    void aModelOfWhoseTrainingNothingIsKnownIsSaid() {
        CommandLineRun none = CommandLineRun.of("decontaminate", "--task", "MiniSTS.en");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("name training files, or --model NAME");
        CommandLineRun unknown =
                CommandLineRun.of("decontaminate", "--model", "all-MiniLM-L6-v3", "--task", "MiniSTS.en");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("all-MiniLM-L6-v2");
    }
}
