package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves behind, and what a second run makes of it. */
class RunTest {

    @TempDir
    Path folder;

    private SmallSts sts;

    @BeforeEach
    void setUp() {
        sts = new SmallSts(folder);
    }

    @Test
    void writesMtebsLayout() throws IOException {
        sts.run(sts.vectors());
        Path revision = revisionFolder();
        assertThat(revision.getParent().getFileName().toString()).isEqualTo("embeddings__vectors");
        try (Stream<Path> files = Files.list(revision)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "OwnSts.json",
                            "OwnSts.samples.jsonl.gz",
                            "model_meta.json",
                            "run_settings.jsonl",
                            "plumbline");
        }
        List<String> settings = Files.readAllLines(revision.resolve("run_settings.jsonl"));
        assertThat(settings).hasSize(1);
        assertThat(new ObjectMapper()
                        .readTree(settings.get(0))
                        .path("splits")
                        .path(0)
                        .asText())
                .isEqualTo("test");
    }

    @Test
    void nameAndRevisionCanBeGiven() {
        sts.run(sts.vectors(), "--model-name", "my org/my model", "--revision", "v1");
        assertThat(folder.resolve("out/results/my_org__my_model/v1/OwnSts.json"))
                .exists();
    }

    @Test
    void secondRunTakesTheResultOver() throws IOException {
        sts.run(sts.vectors());
        byte[] first = Files.readAllBytes(revisionFolder().resolve("OwnSts.json"));
        CommandLineRun again = sts.run(sts.vectors());
        assertThat(again.out()).contains("was there");
        assertThat(Files.readAllBytes(revisionFolder().resolve("OwnSts.json"))).isEqualTo(first);
        assertThat(sts.run(sts.vectors(), "--fresh").out()).doesNotContain("was there");
    }

    @Test
    void incompleteResultIsCompletedAndTheOtherSplitKept() throws IOException {
        sts.write("own/sts/validation.jsonl", """
                {"sentence1": "a", "sentence2": "c", "score": 1.0}
                {"sentence1": "b", "sentence2": "d", "score": 4.0}
                {"sentence1": "e", "sentence2": "g", "score": 2.0}
                """);
        sts.run(sts.vectors(), "--splits", "validation");
        CommandLineRun both = sts.run(sts.vectors(), "--splits", "validation,test");
        assertThat(both.code()).as(both.err()).isZero();
        TaskResult result = TaskResultReader.read(revisionFolder().resolve("OwnSts.json"));
        assertThat(result.scores().keySet()).containsExactlyInAnyOrder("validation", "test");
    }

    @Test
    void summaryAsJson() throws IOException {
        CommandLineRun run = sts.run(sts.vectors(), "--json");
        var task = new ObjectMapper().readTree(run.out()).path("tasks").path(0);
        assertThat(task.path("task").asText()).isEqualTo("OwnSts");
        assertThat(task.path("status").asText()).isEqualTo("scored");
        assertThat(task.path("samples").asInt()).isEqualTo(4);
        assertThat(task.path("main_score").isNumber()).isTrue();
    }

    @Test
    void limitedResultsGoElsewhereAndSaySo() throws IOException {
        CommandLineRun run = sts.run(sts.vectors(), "--limit", "3", "--json");
        assertThat(new ObjectMapper().readTree(run.out()).at("/tasks/0/samples").asInt())
                .isEqualTo(3);
        assertThat(folder.resolve("out/results")).doesNotExist();
        assertThat(folder.resolve("out/limited-3/results")).isDirectory();
        assertThat(sts.run(sts.vectors(), "--limit", "3").out()).contains("LIMITED");
        assertThat(sts.run(sts.vectors(), "--limit", "0").code()).isEqualTo(2);
    }

    @Test
    void scoresDoNotDependOnThreads() throws IOException {
        sts.run(sts.vectors(), "--fresh", "--threads", "1");
        TaskResult one = TaskResultReader.read(revisionFolder().resolve("OwnSts.json"));
        sts.run(sts.vectors(), "--fresh", "--threads", "4");
        TaskResult four = TaskResultReader.read(revisionFolder().resolve("OwnSts.json"));
        assertThat(four.scores()).isEqualTo(one.scores());
    }

    @Test
    void listsTasksAndBenchmarks() throws IOException {
        assertThat(CommandLineRun.of("benchmarks").out())
                .contains("MTEB(eng, v1)", "56", "MTEB(cmn, v1)", "31", "Plumbline(mini)");
        CommandLineRun chinese = CommandLineRun.of("tasks", "--lang", "cmn", "--type", "STS", "--json");
        assertThat(new ObjectMapper().readTree(chinese.out())).hasSize(8);
        assertThat(CommandLineRun.of("tasks").out()).endsWith("127 tasks\n");
        assertThat(CommandLineRun.of("tasks", "--benchmark", "MTEB(eng, v2)").out())
                .endsWith("41 tasks\n");
    }

    @Test
    void helpNamesEveryCommand() {
        CommandLineRun help = CommandLineRun.of("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("run", "tasks", "benchmarks", "conformance");
        assertThat(CommandLineRun.of("run", "--help").out()).contains("--task-file", "Exit codes");
    }

    private Path revisionFolder() throws IOException {
        try (Stream<Path> models = Files.list(folder.resolve("out/results"));
                Stream<Path> revisions = Files.list(models.findFirst().orElseThrow())) {
            return revisions.findFirst().orElseThrow();
        }
    }
}
