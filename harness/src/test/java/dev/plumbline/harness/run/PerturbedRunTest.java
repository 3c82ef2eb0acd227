package dev.plumbline.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.form.Cut;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.models.form.VectorType;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.perturb.Perturbation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which texts of each kind of task are changed, and where the results go. */
class PerturbedRunTest {

    private static final Perturbation TYPOS = Perturbation.of("typos=0.3");

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    @TempDir
    static Path folder;

    private static List<TaskSpec> tasks;

    @TempDir
    Path results;

    @BeforeAll
    static void write() {
        tasks = SmallTasks.write(folder);
    }

    static Stream<TaskSpec> tasksWithData() {
        return tasks.stream().filter(task -> task.kind() != TaskKind.AGGREGATE);
    }

    /** Keeps what it was asked, request by request. */
    private static final class Listening implements Encoder {
        final List<List<String>> requests = new ArrayList<>();

        private final Encoder vectors = new HashEncoder(Similarity.DOT);

        @Override
        public ModelCard card() {
            return vectors.card();
        }

        @Override
        public FloatMatrix encode(EncodeRequest request) {
            requests.add(List.copyOf(request.texts()));
            return vectors.encode(request);
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return vectors.prompt(task, role);
        }

        @Override
        public Optional<String> identity() {
            return vectors.identity();
        }

        @Override
        public void close() {}
    }

    private List<List<TaskOutcome>> run(List<RunTarget> targets, TaskSpec task) {
        List<List<TaskOutcome>> outcomes = new Runner(
                        Manifest.bundled().withTasks(tasks),
                        ref -> DatasetDirectory.open(ref.path(), folder.resolve(ref.path())),
                        RunOptions.of(results, 2),
                        new RunListener() {})
                .run(targets, List.of(new RunItem(task, task.everything())));
        outcomes.forEach(
                each -> each.forEach(outcome -> assertThat(outcome.error()).isNull()));
        return outcomes;
    }

    private static List<List<String>> asked(Listening encoder) {
        List<List<String>> asked = List.copyOf(encoder.requests);
        encoder.requests.clear();
        return asked;
    }

    /** Of each kind the requests that are changed, among those of one subset. */
    private static List<Boolean> changed(TaskSpec task) {
        return switch (task.kind()) {
            // queries, documents; the first sentence, the second
            case RETRIEVAL, STS, PAIR_CLASSIFICATION -> List.of(true, false);
            // training rows, then those that are classified; people's summaries, then the machine's
            case CLASSIFICATION, SUMMARIZATION -> List.of(false, true);
            case CLUSTERING_FAST -> List.of(true);
            case CLUSTERING_LEGACY -> List.of(true, true, true);
            case AGGREGATE -> List.of();
        };
    }

    @ParameterizedTest
    @MethodSource("tasksWithData")
    void onlyWhatIsAskedIsChanged(TaskSpec task) {
        Listening encoder = new Listening();
        run(List.of(RunTarget.of(encoder)), task);
        List<List<String>> plain = asked(encoder);
        run(List.of(RunTarget.of(encoder).perturbed(TYPOS)), task);
        List<List<String>> perturbed = asked(encoder);

        List<Boolean> changed = changed(task);
        assertThat(perturbed).hasSameSizeAs(plain).hasSize(changed.size() * 4);
        for (int i = 0; i < plain.size(); i++) {
            List<String> expected = changed.get(i % changed.size())
                    ? plain.get(i).stream().map(TYPOS::apply).toList()
                    : plain.get(i);
            assertThat(perturbed.get(i)).as("request %d", i).isEqualTo(expected);
        }
        assertThat(perturbed).isNotEqualTo(plain);
    }

    private JsonNode file(RunTarget target, TaskSpec task) throws IOException {
        return MAPPER.readTree(Files.readString(target.folder(results).resultFile(task.name())));
    }

    @ParameterizedTest
    @MethodSource("tasksWithData")
    void aRateOfNoughtScoresWhatTheTaskScores(TaskSpec task) throws IOException {
        RunTarget plain = RunTarget.of(new Listening());
        RunTarget nought = plain.perturbed(Perturbation.of("typos=0+case=0"));
        run(List.of(plain, nought), task);
        assertThat(file(nought, task).path("scores"))
                .isEqualTo(file(plain, task).path("scores"));
    }

    @Test
    void aResultOfChangedTextsIsAnExperimentThatSaysSo() throws IOException {
        TaskSpec task = tasks.get(0);
        Encoder encoder = new Listening();
        VectorForm shorter = new VectorForm(Optional.of(new Cut(8, false)), VectorType.F32);
        RunTarget plain = RunTarget.of(encoder);
        RunTarget typos = plain.perturbed(TYPOS);
        RunTarget both = RunTarget.of(encoder, shorter).perturbed(Perturbation.of("case=1+typos=0.3"));
        run(List.of(plain, typos, both), task);
        Path whole = plain.folder(results).path();
        assertThat(typos.folder(results).path()).isEqualTo(whole.resolve("experiments/perturb_typos_0.3"));
        assertThat(both.folder(results).path())
                .isEqualTo(whole.resolve("experiments/embed_dim_8__perturb_case_1__perturb_typos_0.3"));
        JsonNode meta =
                MAPPER.readTree(Files.readString(both.folder(results).path().resolve("model_meta.json")));
        assertThat(meta.path("experiment_kwargs").toString())
                .isEqualTo("{\"embed_dim\":8,\"perturb_case\":1,\"perturb_typos\":0.3}");
        for (String way : List.of("/plumbline/made_with/perturbed")) {
            assertThat(file(typos, task).at(way).asText()).isEqualTo("typos=0.3");
            assertThat(file(plain, task).at(way).isMissingNode()).isTrue();
        }
        JsonNode log =
                MAPPER.readTree(Files.readString(typos.folder(results).path().resolve("plumbline/run.json")));
        assertThat(log.at("/tasks/" + task.name() + "/made_with/perturbed").asText())
                .isEqualTo("typos=0.3");
    }

    @Test
    void anExperimentThatIsThereIsTakenOver() {
        TaskSpec task = tasks.get(0);
        Listening encoder = new Listening();
        List<RunTarget> targets =
                List.of(RunTarget.of(encoder), RunTarget.of(encoder).perturbed(TYPOS));
        run(targets, task);
        encoder.requests.clear();
        assertThat(run(targets, task).stream().flatMap(List::stream).map(TaskOutcome::status))
                .containsOnly(TaskOutcome.Status.REUSED);
        assertThat(encoder.requests).isEmpty();
    }
}
