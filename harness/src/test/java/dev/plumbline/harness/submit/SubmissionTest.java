package dev.plumbline.harness.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clone with another model's results, and what is made of ours in it. */
class SubmissionTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String PLACE = "results/me__small_model/" + COMMIT;

    @TempDir
    Path folder;

    private Path clone;
    private Path results;

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        clone = folder.resolve("clone");
        results = folder.resolve("mine");
        Files.createDirectories(clone);
        git("init", "-q", "-b", "main");
        git("config", "user.name", "me");
        git("config", "user.email", "me@localhost");
        write(clone.resolve("results/other__model/1/model_meta.json"), "{\"name\":\"other/model\",\"revision\":\"1\"}");
        write(clone.resolve("results/other__model/1/STSB.json"), result("STSB", "test", 0.5, "default"));
        commit();
        write(results.resolve(PLACE).resolve("model_meta.json"), meta("me/small model"));
        write(results.resolve(PLACE).resolve("AFQMC.json"), result("AFQMC", "validation", 0.33, "default"));
        write(results.resolve(PLACE).resolve("STSB.json"), result("STSB", "test", 0.5, "default"));
        write(results.resolve(PLACE).resolve("AFQMC_predictions.json"), "{}");
        write(results.resolve(PLACE).resolve("plumbline/run.json"), "{}");
        settings(line("AFQMC", "validation"), line("STSB", "test"));
    }

    private void settings(String... lines) throws IOException {
        write(results.resolve(PLACE).resolve("run_settings.jsonl"), String.join("\n", lines) + "\n");
    }

    private static String line(String task, String split) {
        return "{\"task\":\"" + task + "\",\"splits\":[\"" + split
                + "\"],\"version\":{\"mteb\":\"2.26.24\"},\"encode_kwargs\":{},\"subsets\":[\"default\"]}";
    }

    private static String meta(String name) {
        return "{\"name\":\"" + name + "\",\"revision\":\"" + COMMIT + "\"}";
    }

    private static String result(String task, String split, double score, String subset) {
        return """
                {"dataset_revision":"b44c3b0","task_name":"%s","mteb_version":"2.26.24","scores":{"%s":[{"pearson":%3$s,\
                "spearman":%3$s,"cosine_pearson":%3$s,"cosine_spearman":%3$s,"manhattan_pearson":%3$s,\
                "manhattan_spearman":%3$s,"euclidean_pearson":%3$s,"euclidean_spearman":%3$s,"main_score":%3$s,\
                "hf_subset":"%4$s","languages":["cmn-Hans"],"mteb_version":"2.26.24"}]},"evaluation_time":NaN,\
                "kg_co2_emissions":null,"date":null}
                """.formatted(task, split, score, subset);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void commit() throws IOException, InterruptedException {
        git("add", "-A");
        git("commit", "-q", "-m", "more");
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", clone.toString()));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
        return said;
    }

    private Submission.Outcome make() {
        return Submission.make(results, Optional.empty(), clone, Optional.empty());
    }

    @Test
    void theBranchHasTheseFilesAndTheCloneIsAsItWas() throws IOException, InterruptedException {
        write(clone.resolve("results/other__model/1/STSB.json"), "being edited");
        String before = git("status", "--porcelain") + git("rev-parse", "HEAD", "main");
        Submission.Outcome made = make();
        assertThat(made.branch()).isEqualTo("plumbline/me__small_model");
        assertThat(git("diff", "--name-status", "main", made.branch()).lines())
                .containsExactlyInAnyOrder(
                        "A\t" + PLACE + "/AFQMC.json",
                        "A\t" + PLACE + "/STSB.json",
                        "A\t" + PLACE + "/model_meta.json",
                        "A\t" + PLACE + "/run_settings.jsonl");
        assertThat(git("show", made.branch() + ":" + PLACE + "/AFQMC.json"))
                .isEqualTo(Files.readString(results.resolve(PLACE).resolve("AFQMC.json")));
        assertThat(git("log", "-1", "--format=%P %B", made.branch()))
                .startsWith(git("rev-parse", "main").strip())
                .contains("me/small model: 2 tasks", "follows mteb 2.26.24");
        assertThat(git("status", "--porcelain") + git("rev-parse", "HEAD", "main"))
                .isEqualTo(before);
        assertThatThrownBy(this::make).hasMessageContaining("the clone has a branch plumbline/me__small_model");
    }

    @Test
    void whatIsNoTaskOfMtebsIsLeftOut() throws IOException {
        write(results.resolve(PLACE).resolve("MiniSTS.en.json"), result("MiniSTS.en", "test", 0.5, "default"));
        write(results.resolve(PLACE).resolve("Reviews.json"), result("Reviews", "test", 0.5, "default"));
        Submission.Outcome made = make();
        assertThat(made.files()).hasSize(4);
        assertThat(made.notes())
                .contains(
                        "MiniSTS.en is left out: it is no task of mteb's",
                        "Reviews is left out: it is no task of mteb's");
    }

    @Test
    void aTaskThatAnotherRevisionHasIsRefused() throws IOException, InterruptedException {
        write(clone.resolve("results/me__small_model/old/AFQMC.json"), result("AFQMC", "validation", 0.3, "default"));
        commit();
        assertThatThrownBy(this::make)
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("the repository has AFQMC of me/small model under the revision old");
        assertThat(git("branch", "--list", "plumbline/*")).isEmpty();
    }

    @Test
    void scoresThatAreThereMayNotChangeNorGoMissing() throws IOException, InterruptedException {
        write(clone.resolve(PLACE).resolve("AFQMC.json"), result("AFQMC", "validation", 0.3305, "default"));
        write(clone.resolve(PLACE).resolve("model_meta.json"), "{\"name\":\"me/small model\",\"license\":\"mit\"}");
        write(
                clone.resolve(PLACE).resolve("run_settings.jsonl"),
                line("AFQMC", "validation") + "\n" + line("BQ", "test"));
        commit();
        Submission.Outcome made = make();
        assertThat(made.files())
                .containsExactly(PLACE + "/AFQMC.json", PLACE + "/STSB.json", PLACE + "/run_settings.jsonl");
        assertThat(git("show", made.branch() + ":" + PLACE + "/run_settings.jsonl")
                        .lines())
                .containsExactly(line("BQ", "test"), line("AFQMC", "validation"), line("STSB", "test"));
        assertThat(git("show", made.branch() + ":" + PLACE + "/model_meta.json"))
                .contains("mit");
        write(clone.resolve(PLACE).resolve("AFQMC.json"), result("AFQMC", "validation", 0.3313, "default"));
        write(clone.resolve(PLACE).resolve("STSB.json"), result("STSB", "validation", 0.5, "default"));
        commit();
        git("branch", "-D", made.branch());
        assertThatThrownBy(this::make)
                .hasMessageContaining(
                        "AFQMC.json: the main score of validation/default is 0.33130 in the repository and 0.33000 here")
                .hasMessageContaining("STSB.json of the repository has validation/default, which yours lacks");
    }

    /** No distance to NaN is too large: it must be refused for what it is. */
    @Test
    void aScoreThatIsNoNumberAnyMoreIsRefused() throws IOException, InterruptedException {
        write(clone.resolve(PLACE).resolve("AFQMC.json"), result("AFQMC", "validation", 0.33, "default"));
        commit();
        write(results.resolve(PLACE).resolve("AFQMC.json"), result("AFQMC", "validation", Double.NaN, "default"));
        assertThatThrownBy(this::make).hasMessageContaining("AFQMC.json: validation/default: there is no main score");
    }

    @Test
    void resultsThatTheChecksRefuseAreRefused() throws IOException {
        settings(line("AFQMC", "validation"));
        assertThatThrownBy(this::make)
                .hasMessageContaining("has no line for 1 splits and subsets, such as STSB test/default");
        settings(line("AFQMC", "validation"), line("STSB", "test"));
        write(
                results.resolve(PLACE).resolve("AFQMC.json"),
                result("AFQMC", "validation", 1.7, "default")
                        .replace("\"2.26.24\",\"scores\"", "\"1.38.0\",\"scores\""));
        assertThatThrownBy(this::make)
                .hasMessageContaining("is of mteb 1.38.0, and results of 2.0.0 and later are taken")
                .hasMessageContaining("these results cannot be handed in");
        write(results.resolve(PLACE).resolve("model_meta.json"), meta("me/other"));
        assertThatThrownBy(this::make).hasMessageContaining("whose folder is me__other/" + COMMIT);
    }

    @Test
    void aLanguageThatIsThereMayNotGoMissing() throws IOException, InterruptedException {
        String more =
                result("AFQMC", "validation", 0.33, "default").replace("\"cmn-Hans\"", "\"cmn-Hans\",\"yue-Hant\"");
        write(clone.resolve(PLACE).resolve("AFQMC.json"), more);
        commit();
        assertThatThrownBy(this::make)
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("validation/default is in yue-Hant")
                .hasMessageNotContaining("cmn-Hans");
    }

    @Test
    void aNameWithoutAnOrganisationAndARevisionThatIsNoCommitAreRefused() throws IOException {
        Path mine = results.resolve("results/small/local-0123");
        Files.createDirectories(mine);
        for (String file : List.of("AFQMC.json", "run_settings.jsonl")) {
            Files.copy(results.resolve(PLACE).resolve(file), mine.resolve(file));
        }
        write(mine.resolve("model_meta.json"), "{\"name\":\"small\",\"revision\":\"local-0123\"}");
        assertThatThrownBy(() -> Submission.make(results, Optional.of("small"), clone, Optional.empty()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContainingAll("the model is called small", "the revision local-0123 is neither a commit");
    }

    @Test
    void aFolderThatIsNoSuchCloneIsRefused() throws IOException {
        assertThatThrownBy(() -> Submission.make(results, Optional.empty(), results, Optional.empty()))
                .hasMessageContaining("is not a git repository with a commit");
        assertThatThrownBy(() -> Submission.make(results, Optional.of("no/model"), clone, Optional.empty()))
                .hasMessageContaining("no results of no/model");
    }
}
