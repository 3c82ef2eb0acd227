package dev.plumbline.reports.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.Results;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultMergeTest {

    private static final Path MODEL = Path.of("org__a/rev");

    @TempDir
    Path folder;

    @Test
    void takesTheUnionOfTasks() {
        one().task("STS12", "test/default 0.1");
        two().task("STS13", "test/default 0.2").file("experiments/embed_dim_64/STS13.json", "{}");
        MergePlan plan = plan();
        assertThat(plan.conflicts()).isEmpty();
        assertThat(plan.results())
                .extracting(MergePlan.Placed::path)
                .containsExactlyInAnyOrder(
                        MODEL.resolve("STS12.json"),
                        MODEL.resolve("STS13.json"),
                        MODEL.resolve("experiments/embed_dim_64/STS13.json"));
        assertThat(plan.results()).allMatch(placed -> placed.content() instanceof MergePlan.Content.Copy);
    }

    @Test
    void joinsSplitsOfOneTask() throws IOException {
        one().task("STS12", "test/default 0.1");
        two().task("STS12", "validation/default 0.2");
        MergePlan plan = plan();
        assertThat(plan.conflicts()).isEmpty();
        assertThat(plan.notes()).containsExactly("org__a/rev/STS12.json: joined from 2 folders");
        TaskResult joined = TaskResultReader.fromJson(new ObjectMapper().readTree(text(plan, "STS12.json")), "joined");
        assertThat(joined.entry("test", "default").orElseThrow().scores().mainScore())
                .isEqualTo(0.1);
        assertThat(joined.entry("validation", "default").orElseThrow().scores().mainScore())
                .isEqualTo(0.2);
        assertThat(joined.evaluationTime()).isEqualTo(3);
    }

    @Test
    void theFileThatHasMoreIsTakenAsItIs() {
        one().task("STS12", "test/default 0.1");
        two().task("STS12", "test/default 0.1", "validation/default 0.2");
        MergePlan plan = plan();
        assertThat(plan.conflicts()).isEmpty();
        assertThat(plan.results())
                .singleElement()
                .extracting(MergePlan.Placed::content)
                .isEqualTo(new MergePlan.Content.Copy(folder.resolve("two/results/org__a/rev/STS12.json")));
    }

    @Test
    void otherScoresStandBackAndNothingIsDropped() {
        one().task("STS12", "test/default 0.1");
        two().task("STS12", "test/default 0.3", "validation/default 0.2");
        MergePlan plan = plan();
        assertThat(plan.conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.source()).isEqualTo(2);
            assertThat(conflict.reason()).isEqualTo("other scores: test/default 0.3 against 0.1");
        });
        assertThat(plan.aside()).extracting(MergePlan.Aside::path).containsExactly(MODEL.resolve("STS12.json"));
        // what is not in conflict is still there
        assertThat(text(plan, "STS12.json")).contains("validation").doesNotContain("0.3");
    }

    @Test
    void anotherRevisionOrOtherPromptsAreNotMixedIn() {
        one().ofRevision("r1", "STS12", "test/default 0.1").task("STS13", "test/default 0.1");
        two().ofRevision("r2", "STS12", "validation/default 0.1").task("STS13", "validation/default 0.2");
        one().file("plumbline/run.json", "{\"tasks\": {\"STS13\": {\"prompts\": {\"query\": \"a: \"}}}}");
        two().file("plumbline/run.json", "{\"tasks\": {\"STS13\": {\"prompts\": {\"query\": \"b: \"}}}}");
        MergePlan plan = plan();
        assertThat(plan.conflicts())
                .extracting(MergePlan.Conflict::reason)
                .containsExactly("data set revision r2 against r1", "another prompts");
        assertThat(plan.aside()).hasSize(2);
        assertThat(text(plan, "plumbline/run.json")).contains("a: ").doesNotContain("b: ");
    }

    @Test
    void joinsSettingsAndRecords() {
        one().task("STS12", "test/default 0.1")
                .file("run_settings.jsonl", "{\"task\": \"STS12\"}\n")
                .file("plumbline/run.json", "{\"tasks\": {\"STS12\": {\"texts\": 1}}}")
                .file("model_meta.json", "{\"name\": \"org/a\"}");
        two().task("STS13", "test/default 0.1")
                .file("run_settings.jsonl", "{\"task\": \"STS12\"}\n{\"task\": \"STS13\"}\n")
                .file("plumbline/run.json", "{\"tasks\": {\"STS13\": {\"texts\": 2}}}")
                .file("model_meta.json", "{\"name\": \"org/a\"}");
        MergePlan plan = plan();
        assertThat(plan.conflicts()).isEmpty();
        assertThat(text(plan, "run_settings.jsonl")).isEqualTo("{\"task\": \"STS12\"}\n{\"task\": \"STS13\"}\n");
        assertThat(text(plan, "plumbline/run.json")).contains("STS12", "STS13");
    }

    @Test
    void anUnreadableFileStandsBack() {
        one().file("STS12.json", "{");
        two().task("STS12", "test/default 0.3");
        MergePlan plan = plan();
        assertThat(plan.conflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.source()).isEqualTo(1));
        assertThat(plan.results()).hasSize(1);
    }

    @Test
    void refusesAFolderWithoutResults() {
        one().task("STS12", "test/default 0.1");
        assertThatThrownBy(this::plan).isInstanceOf(PlumblineException.class).hasMessageContaining("two");
    }

    private MergePlan plan() {
        return ResultMerge.plan(List.of(folder.resolve("one"), folder.resolve("two")));
    }

    private Results one() {
        return new Results(folder.resolve("one/results/org__a/rev"));
    }

    private Results two() {
        return new Results(folder.resolve("two/results/org__a/rev"));
    }

    private static String text(MergePlan plan, String name) {
        return plan.results().stream()
                .filter(placed -> placed.path().equals(MODEL.resolve(name)))
                .map(placed -> ((MergePlan.Content.Text) placed.content()).text())
                .findFirst()
                .orElseThrow();
    }
}
