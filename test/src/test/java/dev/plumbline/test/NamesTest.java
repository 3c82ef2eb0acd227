package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.ground.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name from outside is never a path: it is refused with a message, and nothing is written outside the results. */
class NamesTest {

    private static final int USAGE = 2;

    @TempDir
    Path folder;

    private SmallSts sts;

    @BeforeEach
    void sts() {
        sts = new SmallSts(folder);
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return new TreeSet<>(all.map(Path::toString).toList());
        }
    }

    private CommandLineRun run(Object... more) {
        List<Object> arguments = new java.util.ArrayList<>(List.of(
                "run",
                "--model",
                "embeddings:" + sts.vectors(),
                "--task-file",
                sts.taskFile(),
                "--results",
                sts.results()));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../x",
                "/x",
                "..",
                ".",
                ".hidden",
                "model_meta",
                "Model_Meta",
                "run_settings",
                "a/b",
                "a\\\\b",
                "x_predictions",
                "",
                " ",
                "a\\u0000b",
                "a\\nb"
            })
    void ofTasks(String name) throws IOException {
        sts.write("task.json", SmallSts.TASK.formatted(name, "own/sts"));
        sts.vectors();
        Set<String> before = files();
        CommandLineRun run = run();
        assertThat(run.code()).as(run.toString()).isEqualTo(USAGE);
        assertThat(run.err()).contains("task.json").contains("name").doesNotContain("\tat ");
        assertThat(files()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "/x", "a/../b", "a//b", "model_meta", ".x", "a\\b", "a\nb"})
    void ofModelsAndRevisions(String name) throws IOException {
        sts.vectors();
        Set<String> before = files();
        for (String option : List.of("--model-name", "--revision")) {
            CommandLineRun run = run(option, name);
            assertThat(run.code()).as(run.toString()).isEqualTo(USAGE);
            assertThat(run.err()).contains(option).doesNotContain("\tat ");
        }
        assertThat(files()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../own/sts", "own/../own/sts", "/etc", "own/.hidden", "own\\\\sts"})
    void ofDataSets(String path) {
        sts.write("task.json", SmallSts.TASK.formatted("OwnSts", path));
        CommandLineRun run = run();
        assertThat(run.code()).as(run.toString()).isNotZero();
        assertThat(run.err()).contains("dataset.path").contains("refused").doesNotContain("\tat ");
    }

    @Test
    void ofResultsOfOthers() throws IOException {
        assertThat(run().code()).isZero();
        Path results = sts.results();
        Path file;
        try (Stream<Path> all = Files.walk(results)) {
            file = all.filter(path -> path.endsWith("OwnSts.json")).findFirst().orElseThrow();
        }
        Files.writeString(file, Files.readString(file).replace("\"OwnSts\"", "\"../../../../x\""));
        CommandLineRun lint = CommandLineRun.of("results", "lint", results);
        assertThat(lint.out() + lint.err()).contains("task_name").contains("refused");
    }

    @Test
    void longNames() {
        assertThat(FileNames.taskObjection("é".repeat(120))).isPresent();
        assertThat(FileNames.taskObjection("é".repeat(90))).isEmpty();
        assertThat(FileNames.objection("a".repeat(256))).isPresent();
        assertThat(FileNames.objection("\ud800")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MTEB(eng, v2)",
                "KIT-Model+x (1)",
                "模型",
                "a.b",
                "CQADupstackAndroid-Fa",
                "text-embedding-3-large (embed_dim=512)"
            })
    void goodOnes(String name) {
        assertThat(FileNames.taskObjection(name)).isEmpty();
        assertThat(FileNames.folder("model", "org/" + name)).isEqualTo("org__" + name.replace(' ', '_'));
    }
}
