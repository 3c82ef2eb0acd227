package dev.plumbline.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.form.Cut;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.models.form.VectorType;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.evaluate.Entry;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.ScoringContext;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A score is a function of task, data, model, form and selection, whatever was scored before or beside it. */
class RepeatedScoringTest {

    private static final List<VectorForm> FORMS = List.of(
            new VectorForm(Optional.of(new Cut(8, false)), VectorType.F32),
            VectorForm.FULL,
            new VectorForm(Optional.of(new Cut(8, true)), VectorType.F32),
            new VectorForm(Optional.of(new Cut(16, false)), VectorType.INT8));

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    @TempDir
    static Path folder;

    private static List<TaskSpec> tasks;

    @TempDir
    Path results;

    private int runs;

    @BeforeAll
    static void write() {
        tasks = SmallTasks.write(folder);
    }

    static Stream<TaskSpec> tasks() {
        return tasks.stream();
    }

    static Stream<TaskSpec> tasksWithData() {
        return tasks.stream().filter(task -> task.kind() != TaskKind.AGGREGATE);
    }

    private static DatasetSource data(Path root) {
        return ref -> DatasetDirectory.open(ref.path(), root.resolve(ref.path()));
    }

    /** Scores forms of a model in one run and gives the scores each result file holds. */
    private List<JsonNode> run(
            Path root, Path out, Encoder encoder, int threads, List<VectorForm> forms, RunItem item) {
        List<RunTarget> targets =
                forms.stream().map(form -> RunTarget.of(encoder, form)).toList();
        new Runner(Manifest.bundled().withTasks(tasks), data(root), RunOptions.of(out, threads), new RunListener() {})
                .run(targets, List.of(item))
                .forEach(outcomes ->
                        outcomes.forEach(outcome -> assertThat(outcome.error()).isNull()));
        return targets.stream()
                .map(target -> scores(target.folder(out).resultFile(item.task().name())))
                .toList();
    }

    private List<JsonNode> run(List<VectorForm> forms, RunItem item) {
        return run(folder, anew(), new HashEncoder(Similarity.DOT), 2, forms, item);
    }

    private Path anew() {
        return results.resolve("run " + runs++);
    }

    private static JsonNode scores(Path file) {
        try {
            return MAPPER.readTree(Files.readString(file)).get("scores");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunItem all(TaskSpec task) {
        return new RunItem(task, task.everything());
    }

    private static RunItem part(TaskSpec task, List<String> splits, List<String> subsets) {
        return new RunItem(task, new Selection(splits, subsets));
    }

    @Test
    void everyKindIsTried() {
        assertThat(tasks.stream().map(TaskSpec::kind).toList()).containsAll(EnumSet.allOf(TaskKind.class));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void formsScoredTogetherAreEachFormAlone(TaskSpec task) {
        List<JsonNode> alone =
                FORMS.stream().map(form -> run(List.of(form), all(task)).get(0)).toList();
        assertThat(run(FORMS, all(task))).isEqualTo(alone);
        List<VectorForm> reversed = new ArrayList<>(FORMS);
        Collections.reverse(reversed);
        List<JsonNode> backwards = new ArrayList<>(run(reversed, all(task)));
        Collections.reverse(backwards);
        assertThat(backwards).isEqualTo(alone);
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void whatIsLeftOfARunHalfOfWhoseFormsAreThereIsTheSame(TaskSpec task) {
        List<JsonNode> whole = run(FORMS, all(task));
        Path out = anew();
        run(folder, out, new HashEncoder(Similarity.DOT), 2, FORMS.subList(0, 2), all(task));
        assertThat(run(folder, out, new HashEncoder(Similarity.DOT), 2, FORMS, all(task)))
                .isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("tasksWithData")
    void whatIsLeftOfAResultHalfOfWhichIsThereIsTheSame(TaskSpec task) {
        JsonNode whole = run(FORMS.subList(1, 2), all(task)).get(0);
        List<RunItem> halves = List.of(
                part(task, List.of("validation"), SmallTasks.SUBSETS),
                part(task, List.of("test"), SmallTasks.SUBSETS),
                part(task, SmallTasks.SPLITS, List.of("en")),
                part(task, SmallTasks.SPLITS, List.of("zh")),
                part(task, List.of("test"), List.of("zh")));
        for (RunItem half : halves) {
            JsonNode apart = run(FORMS.subList(1, 2), half).get(0);
            Path out = anew();
            HashEncoder encoder = new HashEncoder(Similarity.DOT);
            assertThat(run(folder, out, encoder, 2, FORMS.subList(1, 2), half)).containsExactly(apart);
            assertThat(byEntry(run(folder, out, encoder, 2, FORMS.subList(1, 2), all(task))
                            .get(0)))
                    .as("completed from " + half.selection())
                    .isEqualTo(byEntry(whole));
            // and back: the part alone is what it is alone, though all of it is there
            assertThat(byEntry(run(folder, out, encoder, 2, FORMS.subList(1, 2), half)
                            .get(0)))
                    .as("of a whole that is there: " + half.selection())
                    .containsAllEntriesOf(byEntry(apart));
            assertThat(byEntry(run(folder, out, encoder, 2, FORMS.subList(1, 2), all(task))
                            .get(0)))
                    .isEqualTo(byEntry(whole));
        }
    }

    /** Completed results have their entries in another order; mteb's reader does not mind. */
    private static Map<String, JsonNode> byEntry(JsonNode scores) {
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        scores.properties()
                .forEach(split -> split.getValue()
                        .forEach(entry -> entries.put(
                                split.getKey() + "/" + entry.get("hf_subset").asText(), entry)));
        return entries;
    }

    /** mteb's {@code filter_languages} has subsets in the task's order, whatever order they are named in. */
    @ParameterizedTest
    @MethodSource("tasksWithData")
    void subsetsAreScoredInTheTasksOrderAndOnce(TaskSpec task) {
        assertThat(run(FORMS, part(task, SmallTasks.SPLITS, List.of("zh", "en", "zh"))))
                .isEqualTo(run(FORMS, all(task)));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void threadsBatchesAndTheStoreChangeNothing(TaskSpec task) {
        HashEncoder encoder = new HashEncoder(Similarity.COSINE);
        List<VectorForm> forms = FORMS.subList(2, 4);
        List<JsonNode> plain = run(folder, anew(), encoder, 1, forms, all(task));
        for (int threads : new int[] {2, 4}) {
            assertThat(run(folder, anew(), encoder, threads, forms, all(task))).isEqualTo(plain);
        }
        assertThat(run(folder, anew(), new BatchedEncoder(encoder, 3), 2, forms, all(task)))
                .isEqualTo(plain);
        Path store = results.resolve("store");
        for (int turn = 0; turn < 2; turn++) {
            try (Encoder stored = StoredEncoder.over(new HashEncoder(Similarity.COSINE), store, EncodeProgress.NONE)) {
                assertThat(run(folder, anew(), stored, 2, forms, all(task))).isEqualTo(plain);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tasksWithData")
    void aLoadedTaskIsScoredAnyNumberOfTimesInAnyOrderToTheLastBit(TaskSpec task) {
        scoredAgain(task, new HashEncoder(Similarity.DOT));
        if (task.kind() == TaskKind.RETRIEVAL) {
            try (Model bm25 = Models.open("bm25", ModelOptions.defaults())) {
                scoredAgain(task, bm25);
            }
        }
    }

    private static void scoredAgain(TaskSpec task, Model model) {
        LoadedTask loaded = new TaskLoader(data(folder)).load(task, task.everything());
        List<Entry> entries = Entry.of(loaded.selection());
        try (Parallel parallel = Parallel.of(2)) {
            List<Scores> first = scores(loaded, entries, model, parallel);
            List<Entry> backwards = new ArrayList<>(entries);
            Collections.reverse(backwards);
            List<Scores> again = new ArrayList<>(scores(loaded, backwards, model, parallel));
            Collections.reverse(again);
            assertThat(again).isEqualTo(first);
            for (int i = 0; i < entries.size(); i++) {
                LoadedTask fresh = new TaskLoader(data(folder)).load(task, task.everything());
                assertThat(scores(fresh, List.of(entries.get(i)), model, parallel))
                        .containsExactly(first.get(i));
            }
        }
    }

    private static List<Scores> scores(LoadedTask task, List<Entry> entries, Model model, Parallel parallel) {
        return entries.stream()
                .map(entry ->
                        task.score(entry.split(), entry.subset(), model, new ScoringContext(parallel, warning -> {})))
                .toList();
    }

    /**
     * The order of rows, of the corpus and of candidates decides no score, but where mteb draws or starts from it: the
     * training rows of classification, the draws of fast clustering, and k-means in a set of sentences (whose order within
     * the set is kept here).
     */
    @ParameterizedTest
    @MethodSource("tasksWithData")
    void theOrderOfRowsDecidesNothingButWhatMtebDrawsByIt(TaskSpec task) {
        if (task.kind() == TaskKind.CLASSIFICATION || task.kind() == TaskKind.CLUSTERING_FAST) {
            return;
        }
        Path shuffled = results.resolve("shuffled");
        SmallTasks.writeShuffled(shuffled, 7);
        HashEncoder encoder = new HashEncoder(Similarity.DOT);
        List<JsonNode> moved = run(shuffled, anew(), encoder, 2, FORMS, all(task));
        List<JsonNode> plain = run(folder, anew(), encoder, 2, FORMS, all(task));
        for (int i = 0; i < plain.size(); i++) {
            assertThat(mainScores(moved.get(i))).isEqualTo(mainScores(plain.get(i)));
        }
    }

    private static List<Double> mainScores(JsonNode scores) {
        return scores.findValues("main_score").stream().map(JsonNode::asDouble).toList();
    }

    /** A result made by mteb says nothing of its draws: it is taken for one run of what it holds, in its order. */
    @Test
    void mtebsOwnResultIsTakenForOneRunOfWhatItHolds() throws IOException {
        TaskSpec task = tasks.stream()
                .filter(known -> known.kind() == TaskKind.CLUSTERING_FAST)
                .findFirst()
                .orElseThrow();
        Path out = anew();
        HashEncoder encoder = new HashEncoder(Similarity.DOT);
        RunItem english = part(task, SmallTasks.SPLITS, List.of("en"));
        run(folder, out, encoder, 2, FORMS.subList(1, 2), english);
        Path log = RunTarget.of(encoder).folder(out).path().resolve("plumbline/run.json");
        Files.delete(log);
        List<TaskResult> scored = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void scored(TaskResult result) {
                scored.add(result);
            }
        };
        Runner runner = new Runner(Manifest.bundled(), data(folder), RunOptions.of(out, 2), listener);
        runner.run(encoder, List.of(english));
        assertThat(scored).isEmpty();
        runner.run(encoder, List.of(all(task)));
        assertThat(scored).hasSize(1);
        assertThat(byEntry(scores(RunTarget.of(encoder).folder(out).resultFile(task.name()))))
                .isEqualTo(byEntry(run(FORMS.subList(1, 2), all(task)).get(0)));
    }

    /** Before, cut vectors were scaled to length 1 under mteb's name; the log of such a result does not say how. */
    @Test
    void aCutResultWhoseLogDoesNotSayHowItWasCutIsScoredAnew() throws IOException {
        TaskSpec task = tasks.get(0);
        Path out = anew();
        HashEncoder encoder = new HashEncoder(Similarity.DOT);
        VectorForm form = FORMS.get(0);
        run(folder, out, encoder, 2, List.of(form), all(task));
        RunTarget target = RunTarget.of(encoder, form);
        asAnOlderPlumblineLeftIt(target.folder(out).path(), task.name());
        List<String> warnings = new ArrayList<>();
        List<TaskResult> scored = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void warning(String message) {
                warnings.add(message);
            }

            @Override
            public void scored(TaskResult result) {
                scored.add(result);
            }
        };
        Runner runner = new Runner(Manifest.bundled().withTasks(tasks), data(folder), RunOptions.of(out, 2), listener);
        runner.run(List.of(target), List.of(all(task)));
        assertThat(scored).hasSize(1);
        assertThat(warnings).anyMatch(warning -> warning.contains("cut unknown") && warning.contains("scored anew"));
        runner.run(List.of(target), List.of(all(task)));
        assertThat(scored).hasSize(1);
    }

    /** It sealed no result, and its record did not say how vectors were cut. */
    private static void asAnOlderPlumblineLeftIt(Path results, String task) throws IOException {
        ObjectMapper json = JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .build();
        Path file = results.resolve(task + ".json");
        ObjectNode result = (ObjectNode) json.readTree(file.toFile());
        assertThat(result.remove("plumbline")).isNotNull();
        json.writeValue(file.toFile(), result);
        Path log = results.resolve("plumbline/run.json");
        ObjectNode run = (ObjectNode) json.readTree(log.toFile());
        ObjectNode entry = (ObjectNode) run.path("tasks").path(task);
        assertThat(entry.remove("made_with")).isNotNull();
        assertThat(((ObjectNode) entry.path("model")).remove("cut")).isNotNull();
        json.writeValue(log.toFile(), run);
    }
}
