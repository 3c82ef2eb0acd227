package dev.plumbline.harness.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import dev.plumbline.manifest.Selection;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results as files: what is written is found again, and what is not what was written is told from it. */
class ResultFolderTest {

    private static final String TASK = "Small";
    private static final Selection SELECTION = new Selection(List.of("test"), List.of("default"));

    @TempDir
    Path root;

    private ResultFolder folder;
    private final List<String> objections = new ArrayList<>();

    @BeforeEach
    void open() {
        folder = ResultFolder.of(root, new ModelCard("org/name", "1", 4, 0, 0, Similarity.COSINE));
    }

    private static TaskResult result(String task, double score) {
        Scores scores = Scores.builder()
                .put("cosine_spearman", score)
                .put(Scores.MAIN_SCORE, score)
                .build();
        SubsetResult entry = new SubsetResult("default", List.of("eng-Latn"), "2.20.0", scores);
        return new TaskResult("rev", task, "2.20.0", Map.of("test", List.of(entry)), 1.0, null, 1.0, List.of());
    }

    private static ObjectNode made(String revision, Optional<String> samples) {
        return RunLog.entry(
                new MadeWith(Map.of("model.revision", revision)),
                new RunLog.Facts(
                        Map.of("none", "query: "),
                        List.of("2 rows more"),
                        List.of(),
                        Map.of("pooling", "mean"),
                        List.of(SELECTION),
                        new RunLog.Work(3, 2, 0.5, 1, 0, Optional.empty()),
                        List.of()),
                samples);
    }

    private Optional<StoredResult> finished() {
        objections.clear();
        return folder.finished(TASK, objections::add);
    }

    @Test
    void namesOfModelsBecomeFoldersAsInMteb() {
        assertThat(root.relativize(folder.path())).isEqualTo(Path.of("results", "org__name", "1"));
        assertThat(folder.experiment("embed_dim_64").path())
                .isEqualTo(folder.path().resolve("experiments").resolve("embed_dim_64"));
        assertThatThrownBy(() -> folder.resultFile("../Small")).isInstanceOf(PlumblineException.class);
    }

    @Test
    void whatIsWrittenIsFoundWithHowItWasMade() {
        assertThat(finished()).isEmpty();
        folder.write(result(TASK, 0.12345678901234568), made("1", Optional.empty()));
        StoredResult found = finished().orElseThrow();
        assertThat(objections).isEmpty();
        assertThat(found.result()
                        .entry("test", "default")
                        .orElseThrow()
                        .scores()
                        .mainScore())
                .isEqualTo(folder.read(TASK)
                        .orElseThrow()
                        .entry("test", "default")
                        .orElseThrow()
                        .scores()
                        .mainScore());
        assertThat(found.madeWith()).contains(new MadeWith(Map.of("model.revision", "1")));
        assertThat(found.modifiedData()).containsExactly("2 rows more");
        assertThat(found.passes()).contains(List.of(SELECTION));
    }

    @Test
    void aResultUnderAnotherTasksNameIsNone() throws IOException {
        folder.write(result("Other", 0.5), made("1", Optional.empty()));
        Files.move(folder.resultFile("Other"), folder.resultFile(TASK));
        assertThat(finished()).isEmpty();
        assertThat(objections).containsExactly("is one of Other");
    }

    @Test
    void samplesOfAnotherRunAreAnObjectionAndMissingOnesAreNot() throws IOException {
        Path samples = SampleFile.path(folder.path(), TASK);
        Files.createDirectories(folder.path());
        Files.writeString(samples, "those of the result");
        folder.write(result(TASK, 0.5), made("1", SampleFile.sha256(samples)));
        assertThat(finished()).isPresent();
        Files.writeString(samples, "another run's");
        assertThat(finished()).isEmpty();
        assertThat(objections).containsExactly("was made with other samples than those beside it");
        Files.delete(samples);
        assertThat(finished()).isPresent();
    }

    /** mteb writes results without our seal: they are taken as they are, and say nothing of how they were made. */
    @Test
    void aResultWithoutASealIsOneOfMtebs() throws IOException {
        folder.write(result(TASK, 0.5), made("1", Optional.empty()));
        ObjectMapper json = new ObjectMapper();
        ObjectNode bare = (ObjectNode) json.readTree(folder.resultFile(TASK).toFile());
        assertThat(bare.remove("plumbline")).isNotNull();
        json.writeValue(folder.resultFile(TASK).toFile(), bare);
        StoredResult found = finished().orElseThrow();
        assertThat(found.provenance()).isEmpty();
        assertThat(found.madeWith()).isEmpty();
        assertThat(found.modifiedData()).isEmpty();
    }

    @Test
    void theLogKeepsOneEntryAndOneLinePerTask() throws IOException {
        RunLog log = new RunLog(folder);
        log.record(TASK, SELECTION, made("1", Optional.empty()), MtebRelease.newest());
        log.record("Other", SELECTION, made("1", Optional.empty()), MtebRelease.newest());
        log.record(TASK, SELECTION, made("2", Optional.empty()), MtebRelease.newest());
        assertThat(log.madeWith(TASK)).contains(new MadeWith(Map.of("model.revision", "2")));
        assertThat(log.madeWith("Other")).contains(new MadeWith(Map.of("model.revision", "1")));
        assertThat(log.promptsOf(TASK)).contains(Map.of("none", "query: "));
        assertThat(log.modelOf(TASK)).contains(Map.of("pooling", "mean"));
        assertThat(log.passesOf(TASK)).containsExactly(SELECTION);
        assertThat(log.promptsOf("Third")).isEmpty();
        assertThat(Files.readAllLines(folder.path().resolve("run_settings.jsonl")))
                .hasSize(2);
    }

    @Test
    void theLogIsMendedOnlyWhereItDiffersFromTheResult() throws IOException {
        RunLog log = new RunLog(folder);
        // as it is read from the result
        ObjectNode entry = (ObjectNode)
                new ObjectMapper().readTree(made("1", Optional.empty()).toString());
        log.record(TASK, SELECTION, made("0", Optional.empty()), MtebRelease.newest());
        log.mend(TASK, SELECTION, entry, MtebRelease.newest());
        assertThat(log.madeWith(TASK)).contains(new MadeWith(Map.of("model.revision", "1")));
        Path settings = folder.path().resolve("run_settings.jsonl");
        Files.delete(settings);
        log.mend(TASK, SELECTION, entry, MtebRelease.newest());
        assertThat(settings).doesNotExist();
    }

    @Test
    void aResultTakenOverIsRecordedOnceAndNeverOverOneThatWasScored() {
        RunLog log = new RunLog(folder);
        log.recordTakenOver(TASK, "of mteb's own");
        assertThat(log.madeWith(TASK)).isEmpty();
        log.record(TASK, SELECTION, made("1", Optional.empty()), MtebRelease.newest());
        log.recordTakenOver(TASK, "again");
        assertThat(log.madeWith(TASK)).isPresent();
    }

    @Test
    void aDamagedLogIsOneErrorThatNamesTheFile() throws IOException {
        Path run = folder.path().resolve("plumbline/run.json");
        Files.createDirectories(run.getParent());
        for (String damage : List.of("{\"tasks\": ", "[]", "")) {
            Files.writeString(run, damage);
            assertThatThrownBy(() -> new RunLog(folder).madeWith(TASK))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining(run.toString())
                    .hasMessageContaining("damaged")
                    .hasMessageContaining("move it away");
        }
    }

    @Test
    void whatAKilledRunLeftIsSweptAndNothingElse() throws IOException {
        folder.write(result(TASK, 0.5), made("1", Optional.empty()));
        Path left = TemporaryFiles.beside(folder.resultFile(TASK));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(3600)));
        Path beingWritten = TemporaryFiles.beside(folder.resultFile(TASK));
        Path own = Files.writeString(folder.path().resolve("notes.txt"), "mine");
        folder.sweep();
        assertThat(left).doesNotExist();
        assertThat(beingWritten).exists();
        assertThat(own).exists();
        assertThat(finished()).isPresent();
    }

    @Test
    void differencesNameWhatIsOther() {
        MadeWith before = new MadeWith(Map.of("model.hash", "a", "prompt.query", "", "data", "x", "gone", "1"));
        assertThat(before.differences(before)).isEmpty();
        assertThat(before.differences(
                        new MadeWith(Map.of("model.hash", "b", "prompt.query", "", "data", "x", "gone", "1"))))
                .containsExactly("other model.hash (\"a\", now \"b\")");
        // a fact about the model that differs says why its hash does; data that are not known are not compared
        assertThat(before.differences(new MadeWith(
                        Map.of("model.hash", "b", "prompt.query", "q: ", "gone", "1", "model.revision", "2"))))
                .containsExactly("other model.revision (none, now \"2\")", "other prompt.query (empty, now \"q: \")");
    }
}
