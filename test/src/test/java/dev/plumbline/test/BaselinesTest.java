package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models that need no weights: one ranks documents and gives no vectors, the other gives vectors without meaning. */
class BaselinesTest {

    private static final String RETRIEVAL = SmallSts.TASK
            .formatted("OwnRetrieval", "own/retrieval")
            .replace("\"STS\"", "\"Retrieval\"")
            .replace("\"sts\"", "\"retrieval\"")
            .replace("cosine_spearman", "ndcg_at_10");

    @TempDir
    Path folder;

    private SmallSts files;

    @BeforeEach
    void setUp() {
        files = new SmallSts(folder);
        files.write("own/retrieval/README.md", """
                ---
                configs:
                - config_name: default
                  data_files: [{split: test, path: qrels.jsonl}]
                - config_name: corpus
                  data_files: [{split: corpus, path: corpus.jsonl}]
                - config_name: queries
                  data_files: [{split: queries, path: queries.jsonl}]
                ---
                """);
        files.write("own/retrieval/corpus.jsonl", """
                {"_id": "d1", "title": "Apples", "text": "They grow on trees."}
                {"_id": "d2", "title": "", "text": "Trains run on rails."}
                """);
        files.write("own/retrieval/queries.jsonl", "{\"_id\": \"q\", \"text\": \"where does an apple grow\"}\n");
        files.write("own/retrieval/qrels.jsonl", "{\"query-id\": \"q\", \"corpus-id\": \"d1\", \"score\": 1}\n");
    }

    private void tasks(String... tasks) {
        files.write("task.json", "{\"tasks\": [" + String.join(",", tasks) + "]}");
    }

    private CommandLineRun run(String model) {
        return CommandLineRun.of(
                "run", "--json", "--model", model, "--task-file", files.taskFile(), "--results", files.results());
    }

    @Test
    void bm25SkipsWhatNeedsVectorsAndThatIsNoFailure() throws IOException {
        tasks(SmallSts.TASK.formatted("OwnSts", "own/sts"), RETRIEVAL);
        CommandLineRun run = run("bm25");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("skipped", "OwnSts needs vectors");
        JsonNode tasks = new ObjectMapper().readTree(run.out()).path("tasks");
        assertThat(tasks.path(0).path("status").asText()).isEqualTo("skipped");
        assertThat(tasks.path(1).path("status").asText()).isEqualTo("scored");
        assertThat(tasks.path(1).path("main_score").asDouble()).isEqualTo(1);
        JsonNode meta = new ObjectMapper()
                .readTree(Path.of(new ObjectMapper()
                                .readTree(run.out())
                                .path("results")
                                .asText())
                        .resolve("model_meta.json")
                        .toFile());
        assertThat(meta.path("name").asText()).isEqualTo("baseline/bm25");
        assertThat(meta.path("model_type").path(0).asText()).isEqualTo("sparse");
        assertThat(meta.path("similarity_fn_name").isNull()).isTrue();
    }

    @Test
    void nothingForBm25ToDoIsWrongUsage() {
        tasks(SmallSts.TASK.formatted("OwnSts", "own/sts"));
        assertThat(run("bm25").code()).isEqualTo(2);
    }

    @Test
    void anAverageOfSkippedTasksIsSkipped() throws IOException {
        tasks(SmallSts.TASK.formatted("OwnSts", "own/sts"), RETRIEVAL, """
                {"name": "Both", "type": "STS", "kind": "aggregate", "dataset": {"path": "own/both"},
                 "eval_splits": ["test"], "main_score": "cosine_spearman", "subtasks": ["OwnSts", "OwnRetrieval"]}
                """);
        CommandLineRun run = run("bm25");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode tasks = new ObjectMapper().readTree(run.out()).path("tasks");
        assertThat(tasks.findValuesAsText("status")).containsExactly("skipped", "scored", "skipped");
    }

    @Test
    void randomScoresEverything() throws IOException {
        tasks(SmallSts.TASK.formatted("OwnSts", "own/sts"), RETRIEVAL);
        CommandLineRun run = run("random");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(new ObjectMapper().readTree(run.out()).path("tasks").findValuesAsText("status"))
                .containsExactly("scored", "scored");
        assertThat(run("random").out()).contains("reused");
    }
}
