package dev.plumbline.reports.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.reports.Leaderboard;
import dev.plumbline.reports.MtebResults;
import dev.plumbline.reports.aggregate.ModelScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class ResultTreeTest {

    private static final String RESULT = """
            {"dataset_revision": "r", "task_name": "STS13", "mteb_version": "2.20.0", "evaluation_time": 1,
             "scores": {"test": [{"main_score": 0.5, "hf_subset": "default", "languages": ["eng-Latn"]}]}}
            """;

    @TempDir
    Path folder;

    @Test
    void readsWithAndWithoutTheInnerFolder() throws IOException {
        write("results/org__model/rev/STS13.json", RESULT);
        write("results/org__model/rev/plumbline/run.json", "{}");
        assertThat(ResultTree.read(folder)).isEqualTo(ResultTree.read(folder.resolve("results")));
        assertThat(ResultTree.read(folder).models())
                .singleElement()
                .satisfies(model -> assertThat(model.name()).isEqualTo("org/model"));
    }

    @Test
    void revisionsOfOneModelAreToldApart() throws IOException {
        write("results/org__model/one/STS13.json", RESULT);
        write("results/org__model/two/STS13.json", RESULT);
        assertThat(ResultTree.read(folder).mainScores().stream().map(ModelScores::model))
                .containsExactly("org/model@one", "org/model@two");
    }

    /** mteb keeps results of other settings, such as shorter vectors, below the revision. */
    @Test
    void experimentsAreModelsOfTheirOwn() throws IOException {
        write("results/org__model/rev/STS13.json", RESULT);
        write("results/org__model/rev/experiments/embed_dim_64/STS13.json", RESULT);
        write("results/org__other/rev/experiments/embed_dim_64/STS13.json", RESULT);
        ResultTree tree = ResultTree.read(folder);
        assertThat(tree.labels()).containsExactly("org/model", "org/model (embed_dim_64)", "org/other (embed_dim_64)");
        assertThat(tree.models().get(1).experiment()).contains("embed_dim_64");
        assertThat(tree.models().get(1).revision()).isEqualTo("rev");
        assertThat(tree.models().get(0).experiment()).isEmpty();
    }

    @Test
    void aDamagedFileIsNamedAndTheOthersCount() throws IOException {
        write("results/org__model/rev/STS13.json", RESULT);
        write("results/org__model/rev/STS14.json", RESULT.substring(0, 60));
        ResultTree tree = ResultTree.read(folder);
        assertThat(tree.models().get(0).tasks()).containsOnlyKeys("STS13");
        assertThat(tree.unreadable()).singleElement().asString().contains("STS14.json");
    }

    @Test
    void aMissingFolderIsAnError() {
        assertThatThrownBy(() -> ResultTree.read(folder.resolve("absent"))).hasMessageContaining("absent");
    }

    @Test
    void readsWhatMtebWrote() {
        ResultTree tree = ResultTree.read(MtebResults.writeBelow(folder));
        assertThat(tree.unreadable()).isEmpty();
        assertThat(tree.models())
                .singleElement()
                .satisfies(model ->
                        assertThat(model.tasks()).hasSize(MtebResults.files().size()));
    }

    @Test
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void readsTheSampleOfThePublicRepository() {
        ResultTree tree = ResultTree.read(Leaderboard.folder().resolve("results-sample"));
        assertThat(tree.unreadable()).isEmpty();
        assertThat(tree.models().stream().map(ModelResults::name).distinct()).hasSize(8);
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
