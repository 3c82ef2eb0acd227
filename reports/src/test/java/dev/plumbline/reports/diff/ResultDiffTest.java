package dev.plumbline.reports.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.Results;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultDiffTest {

    @TempDir
    Path folder;

    @Test
    void sameResultsDoNotDiffer() {
        results("one", "org__a/rev").task("STS12", "test/default 0.1");
        results("two", "org__a/rev").task("STS12", "test/default 0.1");
        assertThat(diff().same()).isTrue();
    }

    @Test
    void namesScoresAndProvenance() {
        results("one", "org__a/rev")
                .ofRevision("r1", "STS12", "test/default 0.1")
                .task("STS13", "test/default 0.1")
                .file(
                        "plumbline/run.json",
                        "{\"tasks\": {\"STS12\": {\"prompts\": {\"query\": \"a: \"}, \"seconds\": 1, \"java\": \"17\"}}}")
                .file("model_meta.json", "{\"name\": \"org/a\", \"max_tokens\": 512}");
        results("two", "org__a/rev")
                .ofRevision("r2", "STS12", "test/default 0.3")
                .task("STS14", "test/default 0.1")
                .file(
                        "plumbline/run.json",
                        "{\"tasks\": {\"STS12\": {\"prompts\": {\"query\": \"b: \"}, \"seconds\": 2, \"java\": \"17\"}}}")
                .file("model_meta.json", "{\"name\": \"org/a\", \"max_tokens\": 256}");
        ResultDiff diff = diff();
        assertThat(diff.same()).isFalse();
        ModelDiff model = diff.models().get(0);
        assertThat(model.description()).extracting(Change::name).containsExactly("max_tokens");
        assertThat(model.onlyFirst()).containsExactly("STS13");
        assertThat(model.onlySecond()).containsExactly("STS14");
        TaskDiff task = model.tasks().get(0);
        assertThat(task.scores())
                .extracting(Change::name)
                .containsExactly("test/default main_score", "test/default cosine_spearman");
        assertThat(task.provenance()).extracting(Change::name).containsExactly("dataset_revision", "prompts.query");
        assertThat(task.timing()).extracting(Change::name).containsExactly("seconds");
    }

    /** The same weights under another hash of a folder are the case a diff is made for. */
    @Test
    void pairsAModelWithItsOtherRevision() {
        results("one", "org__a/rev1").task("STS12", "test/default 0.1");
        results("one", "org__b/rev").task("STS12", "test/default 0.1");
        results("two", "org__a/rev2").task("STS12", "test/default 0.1");
        ResultDiff diff = diff();
        assertThat(diff.models())
                .singleElement()
                .satisfies(model -> assertThat(model.first()).isEqualTo("org/a"));
        assertThat(diff.onlyFirst()).containsExactly("org/b");
    }

    @Test
    void refusesWhatHasNothingInCommon() {
        results("one", "org__a/rev").task("STS12", "test/default 0.1");
        results("one", "org__c/rev").task("STS12", "test/default 0.1");
        results("two", "org__b/rev").task("STS12", "test/default 0.1");
        assertThatThrownBy(this::diff)
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("no model in common");
    }

    private ResultDiff diff() {
        return ResultDiff.of(folder.resolve("one"), folder.resolve("two"));
    }

    private Results results(String side, String model) {
        return new Results(folder.resolve(side).resolve("results").resolve(model));
    }
}
