package dev.plumbline.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
