package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.read.ResultFacts;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.result.TaskResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is killed at any change it makes of any file leaves nothing that a later run takes for another's: whatever is
 * asked for next, with the same prompts or with others, has the scores of a run that nobody disturbed.
 */
class InterruptedRunTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TASKS = """
            {"tasks": [
             {"name": "First", "type": "STS", "kind": "sts", "dataset": {"path": "own/first"},
              "eval_splits": ["test", "validation"], "main_score": "cosine_spearman"},
             {"name": "Second", "type": "STS", "kind": "sts", "dataset": {"path": "own/second"},
              "eval_splits": ["test", "validation"], "main_score": "cosine_spearman"},
             {"name": "Both", "type": "STS", "kind": "aggregate", "dataset": {"path": "aggregate/Both"},
              "eval_splits": ["test"], "main_score": "cosine_spearman", "subtasks": ["First", "Second"]}]}
            """;

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();
    private Manifest manifest;

    /** A vector drawn anew for every prompt and text. */
    private record Prompted(String prompt, String weights) implements Encoder {

        private static final int WIDTH = 8;

        @Override
        public ModelCard card() {
            return new ModelCard("test/prompted", "1", WIDTH, 0, 0, Similarity.COSINE);
        }

        @Override
        public FloatMatrix encode(EncodeRequest request) {
            float[] data = new float[request.texts().size() * WIDTH];
            for (int row = 0; row < request.texts().size(); row++) {
                SplittableRandom random =
                        new SplittableRandom((weights + prompt + request.texts().get(row)).hashCode());
                for (int i = 0; i < WIDTH; i++) {
                    data[row * WIDTH + i] = (float) (random.nextDouble() - 0.5);
                }
            }
            return FloatMatrix.of(request.texts().size(), WIDTH, data);
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return prompt;
        }

        @Override
        public java.util.Optional<String> identity() {
            return java.util.Optional.of(weights);
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void data() throws IOException {
        for (String name : List.of("first", "second")) {
            for (String split : List.of("test", "validation")) {
                StringBuilder rows = new StringBuilder();
                for (int i = 0; i < 6; i++) {
                    rows.append("{\"sentence1\": \"%s %s a%d\", \"sentence2\": \"b%d\", \"score\": %d.0}\n"
                            .formatted(name, split, i, i, i * 7 % 6));
                }
                Path file = folder.resolve("data/own").resolve(name).resolve(split + ".jsonl");
                Files.createDirectories(file.getParent());
                Files.writeString(file, rows);
            }
        }
        manifest = Manifest.bundled().withTasks(TaskFile.read(Files.writeString(folder.resolve("tasks.json"), TASKS)));
    }

    private Map<String, Double> run(Path results, Encoder model, String... splits) {
        RunListener listener = new RunListener() {
            @Override
            public void warning(String message) {
                warnings.add(message);
            }
        };
        Runner runner = new Runner(
                manifest,
                ref -> DatasetDirectory.open(ref.path(), folder.resolve("data").resolve(ref.path())),
                RunOptions.of(results, 1),
                listener);
        List<RunItem> items = Stream.of("First", "Second", "Both")
                .map(manifest::task)
                .map(task -> new RunItem(task, new Selection(List.of(splits), List.of("default"))))
                .toList();
        Map<String, Double> scores = new LinkedHashMap<>();
        for (TaskOutcome outcome : runner.run(model, items)) {
            assertThat(outcome.error()).isNull();
            // a score that was taken over is the file's, which is rounded
            scores.put(outcome.task(), Math.rint(outcome.mainScore() * 1e6) / 1e6);
        }
        return scores;
    }

    private static final Prompted A = new Prompted("a: ", "w");
    private static final Prompted B = new Prompted("b: ", "w");

    @Test
    void firstRun() throws IOException {
        killed(empty -> {}, A, "test");
    }

    @Test
    void runOverTheResultsOfOtherPrompts() throws IOException {
        killed(results -> run(results, B, "test"), A, "test");
    }

    @Test
    void runThatCompletesResults() throws IOException {
        killed(results -> run(results, A, "validation"), A, "validation", "test");
    }

    private interface Before {
        void run(Path results);
    }

    private void killed(Before before, Prompted model, String... splits) throws IOException {
        Map<String, Double> truthA = run(folder.resolve("truth-a"), A, splits);
        Map<String, Double> truthB = run(folder.resolve("truth-b"), B, splits);
        assertThat(truthA).isNotEqualTo(truthB);
        Path prepared = folder.resolve("prepared");
        Files.createDirectories(prepared);
        before.run(prepared);
        boolean ended = false;
        for (int kill = 1; !ended; kill++) {
            Path dead = folder.resolve("dead");
            copy(prepared, dead);
            DyingFiles files = new DyingFiles(kill);
            try {
                run(files.of(dead), model, splits);
                ended = true;
                assertThat(kill).isGreaterThan(40);
            } catch (DyingFiles.Death death) {
                // as planned
            }
            String place = "killed at " + kill + ", "
                    + files.changes().get(files.changes().size() - 1);
            for (Prompted next : List.of(A, B)) {
                Path later = folder.resolve("later");
                copy(dead, later);
                Map<String, Double> truth = next.equals(A) ? truthA : truthB;
                warnings.clear();
                assertThat(run(later, next, splits)).as(place).isEqualTo(truth);
                check(later, next, place);
                if (kill % 8 == 0) {
                    assertThat(run(later, next, splits)).as(place + ", again").isEqualTo(truth);
                }
                delete(later);
            }
            delete(dead);
        }
    }

    /** Everything beside the results says the same as they do. */
    private void check(Path results, Prompted model, String place) throws IOException {
        Path beside = results.resolve("results/test__prompted/1");
        Map<String, TaskResult> tasks =
                ResultTree.ofRevision(beside).models().get(0).tasks();
        assertThat(tasks.keySet()).as(place).containsExactlyInAnyOrder("First", "Second", "Both");
        JsonNode record =
                JSON.readTree(beside.resolve("plumbline/run.json").toFile()).path("tasks");
        assertThat(record.properties()).as(place).hasSize(3);
        for (String task : List.of("First", "Second")) {
            assertThat(record.path(task).path("prompts").path("none").asText())
                    .as(place)
                    .isEqualTo(model.prompt());
            assertThat(record.path(task))
                    .as(place)
                    .isEqualTo(ResultFacts.runs(beside).get(task));
            TaskSamples samples = TaskSamples.read(
                    TaskSamples.beside(beside.resolve(task + ".json")).orElseThrow());
            assertThat(samples.differences(tasks.get(task))).as(place).isEmpty();
        }
        List<String> settings = Files.readAllLines(beside.resolve("run_settings.jsonl"));
        assertThat(settings).as(place).hasSize(3);
        assertThat(beside.resolve("model_meta.json")).as(place).exists();
    }

    @Test
    void whatWasMadeWithAnythingElseIsScoredAnew() throws IOException {
        Path results = folder.resolve("out");
        run(results, A, "test");
        Prompted otherWeights = new Prompted("a: ", "v");
        assertThat(run(results, otherWeights, "test")).isEqualTo(run(folder.resolve("fresh"), otherWeights, "test"));
        assertThat(warnings).anyMatch(warning -> warning.contains("other model.hash"));

        Path data = folder.resolve("data/own/first/test.jsonl");
        Files.writeString(data, Files.readString(data).replace("\"score\": 0.0", "\"score\": 9.0"));
        warnings.clear();
        Map<String, Double> changed = run(results, otherWeights, "test");
        assertThat(changed).isEqualTo(run(folder.resolve("fresh-2"), otherWeights, "test"));
        assertThat(warnings)
                .anyMatch(warning -> warning.startsWith("First") && warning.contains("other data"))
                .noneMatch(warning -> warning.startsWith("Second"));
    }

    @Test
    void aResultThatWasChangedIsScoredAnew() throws IOException {
        Path results = folder.resolve("out");
        Map<String, Double> truth = run(results, A, "test");
        Path file = results.resolve("results/test__prompted/1/First.json");
        String content = Files.readString(file);
        for (int at = content.indexOf("main_score"); at < content.indexOf("hf_subset"); at++) {
            if (Character.isDigit(content.charAt(at))) {
                char flipped = content.charAt(at) == '9' ? '8' : (char) (content.charAt(at) + 1);
                Files.writeString(file, content.substring(0, at) + flipped + content.substring(at + 1));
                warnings.clear();
                assertThat(run(results, A, "test")).isEqualTo(truth);
                assertThat(warnings).anyMatch(warning -> warning.contains("checksum"));
            }
        }
        Files.writeString(file, content.substring(0, content.length() / 2));
        assertThat(run(results, A, "test")).isEqualTo(truth);
        Files.copy(
                results.resolve("results/test__prompted/1/Second.samples.jsonl.gz"),
                results.resolve("results/test__prompted/1/First.samples.jsonl.gz"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        warnings.clear();
        assertThat(run(results, A, "test")).isEqualTo(truth);
        assertThat(warnings).anyMatch(warning -> warning.contains("other samples"));
    }

    @Test
    void aResultOfMtebIsTakenOverAndThatIsSaid() throws IOException {
        Path results = folder.resolve("out");
        Map<String, Double> truth = run(results, A, "test");
        Path beside = results.resolve("results/test__prompted/1");
        for (String task : List.of("First", "Second")) {
            com.fasterxml.jackson.databind.node.ObjectNode result = (com.fasterxml.jackson.databind.node.ObjectNode)
                    JSON.readTree(beside.resolve(task + ".json").toFile());
            result.remove("plumbline");
            Files.writeString(beside.resolve(task + ".json"), result.toPrettyString());
        }
        delete(beside.resolve("plumbline"));
        warnings.clear();
        assertThat(run(results, B, "test").get("First")).isEqualTo(truth.get("First"));
        assertThat(warnings).anyMatch(warning -> warning.startsWith("First") && warning.contains("taken over"));
        assertThat(Files.readString(beside.resolve("plumbline/run.json"))).contains("taken_over");
    }

    @Test
    void aDatasetThatIsGoneIsNoReasonToScoreAnew() throws IOException {
        Path results = folder.resolve("out");
        Map<String, Double> truth = run(results, A, "test");
        delete(folder.resolve("data"));
        assertThat(run(results, A, "test")).isEqualTo(truth);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
