package dev.plumbline.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFileTest {

    @TempDir
    Path folder;

    @Test
    void readsOneTaskInYaml() throws IOException {
        Path file = write("own.yaml", """
                name: MySts
                type: STS
                kind: sts
                dataset: {path: my/sts}
                eval_splits: [test]
                main_score: cosine_spearman
                params: {min_score: 1}
                """);
        TaskSpec task = TaskFile.read(file).get(0);
        assertThat(task.allSubsets()).containsExactly("default");
        assertThat(task.params().integer("min_score", 0)).isEqualTo(1);
        assertThat(task.dataset().revision()).isNull();
        assertThat(task.isPublic()).isTrue();
    }

    @Test
    void namesFileAndTaskOfAMistake() throws IOException {
        Path file = write("own.json", """
                {"tasks": [{"name": "MySts", "type": "STS", "kind": "stss", "dataset": {"path": "my/sts"},
                            "eval_splits": ["test"], "main_score": "cosine_spearman"}]}
                """);
        assertThatThrownBy(() -> TaskFile.read(file))
                .hasMessageContaining("own.json: tasks[0].kind must be one of")
                .hasMessageContaining("retrieval")
                .hasMessageContaining("not \"stss\" (line 1)");
    }

    @Test
    void namesAMissingField() throws IOException {
        Path file = write("own.json", "{\"name\": \"MySts\", \"type\": \"STS\", \"kind\": \"sts\"}");
        assertThatThrownBy(() -> TaskFile.read(file)).hasMessageContaining("dataset is missing");
    }

    @Test
    void refusesAMisspeltField() throws IOException {
        Path file = write("own.json", """
                {"name": "MySts", "type": "STS", "kind": "sts", "dataset": {"path": "a/b"}, "eval_splits": ["test"],
                 "main_score": "cosine_spearman", "tranform": null}
                """);
        assertThatThrownBy(() -> TaskFile.read(file))
                .hasMessageContaining("tranform is not a known key; nearest: transform")
                .hasMessageContaining("(line 2)");
    }

    @Test
    void refusesWhatIsNotJson() throws IOException {
        Path file = write("own.json", "{\"name\": ");
        assertThatThrownBy(() -> TaskFile.read(file)).hasMessageContaining("is not JSON");
    }

    /** In YAML a lone dash, or nothing between two commas, is null. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eval_splits: [test, ~]      | eval_splits[1] is nothing",
                "eval_splits: ~              | eval_splits is missing",
                "all_subsets: [~]            | all_subsets[0] is nothing",
                "subtasks: [One, null]       | subtasks[1] is nothing",
                "languages: {default: [~]}   | languages.default has an element that says nothing",
                "name: ~                     | name is missing",
                "dataset: {path: ~}          | dataset.path is missing",
            })
    void saysWhereNothingIsGiven(String line, String message) throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        for (String each : List.of(
                "name: MySts",
                "type: STS",
                "kind: sts",
                "dataset: {path: my/sts}",
                "eval_splits: [test]",
                "main_score: cosine_spearman",
                line)) {
            lines.put(each.substring(0, each.indexOf(':')), each);
        }
        Path file = write("own.yaml", String.join("\n", lines.values()));
        assertThatThrownBy(() -> TaskFile.read(file))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    /** What a file may leave out may also be said to be nothing. */
    @Test
    void takesNothingForWhatMayBeLeftOut() throws IOException {
        Path file = write("own.yaml", """
                name: MySts
                type: STS
                kind: sts
                dataset: {path: my/sts, revision: ~}
                eval_splits: [test]
                main_score: cosine_spearman
                category: ~
                is_public: ~
                all_subsets: ~
                languages: {default: ~}
                params: ~
                transform: ~
                prompt: ~
                expected_stats: ~
                subtasks: ~
                """);
        TaskSpec task = TaskFile.read(file).get(0);
        assertThat(task.isPublic()).isTrue();
        assertThat(task.allSubsets()).containsExactly("default");
        assertThat(task.languagesOf("default")).isEmpty();
        assertThat(task.prompt()).isNull();
        assertThat(task.subtasks()).isEmpty();
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
