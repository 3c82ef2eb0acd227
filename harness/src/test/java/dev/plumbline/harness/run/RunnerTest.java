package dev.plumbline.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.folder.ResultFolder;
import dev.plumbline.harness.run.TaskOutcome.Status;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a task whose model, data or result is not as it should be, and of the tasks around it. */
class RunnerTest {

    @TempDir
    static Path data;

    private static Map<String, TaskSpec> tasks;

    @TempDir
    Path results;

    private final List<String> warnings = new ArrayList<>();

    @BeforeAll
    static void write() {
        tasks = new LinkedHashMap<>();
        SmallTasks.write(data).forEach(task -> tasks.put(task.name(), task));
    }

    /** Good vectors, and something else for the texts of one task. */
    private record Failing(String task, UnaryOperator<FloatMatrix> change) implements Encoder {

        private static final HashEncoder GOOD = new HashEncoder(Similarity.COSINE);

        @Override
        public ModelCard card() {
            return GOOD.card();
        }

        @Override
        public FloatMatrix encode(EncodeRequest request) {
            FloatMatrix vectors = GOOD.encode(request);
            return request.task().name().equals(task) ? change.apply(vectors) : vectors;
        }

        @Override
        public Optional<String> fingerprint() {
            return GOOD.fingerprint();
        }

        @Override
        public String prompt(TaskSpec spec, Role role) {
            return "";
        }

        @Override
        public void close() {}
    }

    private List<TaskOutcome> run(Model model, RunOptions options, RunItem... items) {
        RunListener listener = new RunListener() {
            @Override
            public void warning(String message) {
                warnings.add(message);
            }
        };
        return new Runner(
                        Manifest.bundled().withTasks(List.copyOf(tasks.values())),
                        ref -> DatasetDirectory.open(ref.path(), data.resolve(ref.path())),
                        options,
                        listener)
                .run(model, List.of(items));
    }

    private List<TaskOutcome> run(Model model, String... names) {
        return run(
                model,
                RunOptions.of(results, 2),
                Stream.of(names).map(RunnerTest::whole).toArray(RunItem[]::new));
    }

    private static RunItem whole(String name) {
        return new RunItem(tasks.get(name), tasks.get(name).everything());
    }

    private RunOptions existing(ExistingResults strategy) {
        return new RunOptions(results, strategy, false, OptionalInt.empty(), 2, true, MtebRelease.newest());
    }

    private ResultFolder folder() {
        return ResultFolder.of(results, Failing.GOOD.card());
    }

    /** Of a task that failed nothing is left; the tasks before and after it have their results. */
    private PlumblineException failure(UnaryOperator<FloatMatrix> change) {
        List<TaskOutcome> outcomes = run(
                new Failing("sts", change),
                existing(ExistingResults.REPLACE),
                whole("summarization"),
                whole("sts"),
                whole("pair_classification"));
        assertThat(outcomes)
                .extracting(TaskOutcome::status)
                .containsExactly(Status.SCORED, Status.FAILED, Status.SCORED);
        assertThat(files())
                .contains("summarization.json", "pair_classification.json")
                .noneMatch(name -> name.contains("sts.") || name.endsWith(".tmp"));
        assertThat(outcomes.get(1).mainScore()).isNull();
        assertThat(outcomes.get(1).samples()).isZero();
        return outcomes.get(1).error();
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder().path())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noMemoryIsTheTasksFailureAndSaysWhatToDo() {
        OutOfMemoryError thrown = new OutOfMemoryError("Java heap space");
        PlumblineException error = failure(vectors -> {
            throw thrown;
        });
        assertThat(error.kind()).isEqualTo(PlumblineException.Kind.STORAGE);
        assertThat(error).hasMessageContaining("sts does not fit in memory").hasMessageContaining("-Xmx16g");
        assertThat(error).hasCause(thrown);
    }

    @Test
    void aDefectIsTheTasksFailureAndKeepsItsCause() {
        IllegalStateException thrown = new IllegalStateException("the model lost its mind");
        PlumblineException error = failure(vectors -> {
            throw thrown;
        });
        assertThat(error.kind()).isEqualTo(PlumblineException.Kind.DATA);
        assertThat(error).hasMessageContaining("sts: this should not have happened");
        assertThat(error).hasCause(thrown);
    }

    @Test
    void anErrorOfTheModelIsHandedOnAsItIs() {
        PlumblineException thrown = PlumblineException.endpoint("the server is gone");
        assertThat(failure(vectors -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
    }

    /** What is no vector per text is the model's fault, and the message says which. */
    @Test
    void wrongShapesAndWhatIsNoNumberAreTheModels() {
        Map<String, UnaryOperator<FloatMatrix>> wrong = new LinkedHashMap<>();
        wrong.put("returned 29 vectors for 30 texts", vectors -> FloatMatrix.zeros(29, vectors.columns()));
        wrong.put("returned 0 vectors for 30 texts", vectors -> FloatMatrix.zeros(0, vectors.columns()));
        wrong.put("NaN at position 3 of the vector of text 1 (\"topic", vectors -> with(vectors, Float.NaN));
        wrong.put("Infinity at position 3", vectors -> with(vectors, Float.POSITIVE_INFINITY));
        wrong.put("-Infinity at position 3", vectors -> with(vectors, Float.NEGATIVE_INFINITY));
        wrong.forEach((message, change) -> {
            PlumblineException error = failure(change);
            assertThat(error.kind()).isEqualTo(PlumblineException.Kind.MODEL);
            assertThat(error).hasMessageContaining("forms/hash").hasMessageContaining(message);
        });
    }

    private static FloatMatrix with(FloatMatrix vectors, float value) {
        vectors.data()[vectors.columns() + 3] = value;
        return vectors;
    }

    @Test
    void aWidthThatChangesWithinATaskIsTheModels() {
        int[] calls = {0};
        PlumblineException error = failure(
                vectors -> calls[0]++ == 0 ? vectors : FloatMatrix.zeros(vectors.rows(), vectors.columns() / 2));
        assertThat(error.kind()).isEqualTo(PlumblineException.Kind.MODEL);
        assertThat(error).hasMessageContaining("vectors of length 16 after vectors of length 32");
    }

    @Test
    void zeroVectorsAreScoredAndSaid() {
        TaskOutcome outcome = run(
                        new Failing("sts", vectors -> FloatMatrix.zeros(vectors.rows(), vectors.columns())), "sts")
                .get(0);
        assertThat(outcome.status()).isEqualTo(Status.SCORED);
        assertThat(warnings).anyMatch(warning -> warning.matches("sts: \\d+ vectors are zero; .*"));
    }

    @Test
    void dataThatAreNotThereFailTheirTaskAlone() throws IOException {
        Path elsewhere = Files.createTempDirectory(results, "data");
        Path moved = elsewhere.resolve("sts");
        Files.move(data.resolve("sts"), moved);
        try {
            List<TaskOutcome> outcomes = run(Failing.GOOD, "sts", "summarization");
            assertThat(outcomes).extracting(TaskOutcome::status).containsExactly(Status.FAILED, Status.SCORED);
            assertThat(outcomes.get(0).error().kind()).isEqualTo(PlumblineException.Kind.DATA);
        } finally {
            Files.move(moved, data.resolve("sts"));
        }
    }

    /** An average of a part that failed has nothing to average, however often the part was scored before. */
    @Test
    void anAverageOfAPartThatFailedFailsEvenIfTheFolderHasAnEarlierResultOfIt() {
        run(Failing.GOOD, "aggregate");
        Encoder failing = new Failing("retrieval", vectors -> {
            throw new IllegalStateException("gone");
        });
        List<TaskOutcome> outcomes = run(failing, existing(ExistingResults.REPLACE), whole("aggregate"));
        assertThat(outcomes).extracting(TaskOutcome::task).containsExactly("retrieval", "reranking", "aggregate");
        assertThat(outcomes)
                .extracting(TaskOutcome::status)
                .containsExactly(Status.FAILED, Status.SCORED, Status.FAILED);
        assertThat(outcomes.get(2).error())
                .hasMessageContaining("aggregate cannot be averaged: no result of retrieval");
    }

    @Test
    void aModelThatRanksIsNotAskedForVectors() {
        try (Model bm25 = Models.open("bm25", ModelOptions.defaults())) {
            List<TaskOutcome> outcomes = run(bm25, "sts", "retrieval");
            assertThat(outcomes).extracting(TaskOutcome::status).containsExactly(Status.SKIPPED, Status.SCORED);
            assertThat(outcomes.get(0).error()).hasMessageContaining("sts needs vectors");
        }
    }

    @Test
    void aResultThatIsThereIsTakenOverAndTheModelNotAsked() {
        double score = run(Failing.GOOD, "sts").get(0).mainScore();
        TaskOutcome again = run(
                        new Failing("sts", vectors -> {
                            throw new IllegalStateException("asked");
                        }),
                        "sts")
                .get(0);
        assertThat(again.status()).isEqualTo(Status.REUSED);
        // the file has six digits, as mteb's
        assertThat(again.mainScore()).isCloseTo(score, within(5e-7));
        assertThat(warnings).isEmpty();
    }

    @Test
    void strategiesSayWhatBecomesOfWhatIsThere() {
        RunItem part = new RunItem(tasks.get("sts"), new Selection(List.of("test"), List.of("en")));
        assertThat(run(Failing.GOOD, existing(ExistingResults.READ), part)
                        .get(0)
                        .error())
                .hasMessageContaining("is not there")
                .hasMessageContaining("only-cache scores nothing");
        assertThat(run(Failing.GOOD, existing(ExistingResults.KEEP), part)
                        .get(0)
                        .status())
                .isEqualTo(Status.SCORED);
        for (ExistingResults strategy : List.of(ExistingResults.KEEP, ExistingResults.READ)) {
            TaskOutcome outcome =
                    run(Failing.GOOD, existing(strategy), whole("sts")).get(0);
            assertThat(outcome.error().kind()).isEqualTo(PlumblineException.Kind.RESULT);
            assertThat(outcome.error()).hasMessageContaining("is there in part").hasMessageContaining(strategy.label());
            assertThat(run(Failing.GOOD, existing(strategy), part).get(0).status())
                    .isEqualTo(Status.REUSED);
        }
        assertThat(run(Failing.GOOD, existing(ExistingResults.COMPLETE), whole("sts"))
                        .get(0)
                        .status())
                .isEqualTo(Status.SCORED);
        assertThat(run(Failing.GOOD, existing(ExistingResults.REPLACE), whole("sts"))
                        .get(0)
                        .status())
                .isEqualTo(Status.SCORED);
    }

    /** A result that cannot be trusted is said to be so and scored anew, not read and not an error. */
    @Test
    void aResultThatWasChangedOrDamagedIsScoredAnew() throws IOException {
        double score = run(Failing.GOOD, "sts").get(0).mainScore();
        Path file = folder().resultFile("sts");
        String whole = Files.readString(file);
        Map<String, String> damages = new LinkedHashMap<>();
        damages.put(
                whole.replaceFirst("\"cosine_spearman\" ?: ?[-0-9.]+", "\"cosine_spearman\": 0.987"), "was changed");
        damages.put(whole.substring(0, whole.length() / 2), "cannot be read");
        damages.put("", "cannot be read");
        for (Map.Entry<String, String> damage : damages.entrySet()) {
            assertThat(damage.getKey()).isNotEqualTo(whole);
            Files.writeString(file, damage.getKey());
            warnings.clear();
            TaskOutcome outcome = run(Failing.GOOD, "sts").get(0);
            assertThat(outcome.status()).isEqualTo(Status.SCORED);
            assertThat(outcome.mainScore()).isEqualTo(score);
            assertThat(warnings).anyMatch(warning -> warning.contains(damage.getValue()) && warning.contains("anew"));
        }
    }
}
