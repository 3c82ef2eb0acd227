package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with the input: one message that says what and where, no score, and the exit code of whose turn it is. */
class BadInputTest {

    private static final int SOME_FAILED = 1;
    private static final int USAGE = 2;
    private static final int DATA = 3;
    private static final int DATA_MISSING = 6;
    private static final int MODEL = 4;
    private static final int STORAGE = 5;

    @TempDir
    Path folder;

    private SmallSts sts;

    @BeforeEach
    void setUp() {
        sts = new SmallSts(folder);
    }

    @Test
    void theUndamagedInputScores() {
        CommandLineRun run = sts.run(sts.vectors());
        assertThat(run.err()).doesNotContain("error");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("OwnSts");
    }

    @Test
    void malformedJsonLine() {
        sts.data("{\"sentence1\": \"a\", \"sentence2\": \"b\", \"score\": 1.0}\n{\"sentence1\": \"c\", \n");
        fails(sts.run(sts.vectors()), DATA, "test.jsonl", "line 2");
    }

    @Test
    void missingColumn() {
        sts.data("{\"sentence1\": \"a\", \"score\": 1.0}\n");
        fails(sts.run(sts.vectors()), DATA, "test.jsonl", "sentence2");
    }

    @Test
    void wrongType() {
        sts.data("""
                {"sentence1": "a", "sentence2": "b", "score": 1.0}
                {"sentence1": "c", "sentence2": "d", "score": "high"}
                """);
        fails(sts.run(sts.vectors()), DATA, "test.jsonl", "line 2", "score");
    }

    @Test
    void truncatedParquetData() throws IOException {
        Path whole = sts.vectors();
        byte[] bytes = Files.readAllBytes(whole);
        Files.delete(folder.resolve("own/sts/test.jsonl"));
        Files.write(folder.resolve("own/sts/test.parquet"), Arrays.copyOf(bytes, bytes.length / 2));
        fails(sts.run(whole), DATA, "test.parquet");
    }

    @Test
    void missingDataSet() {
        sts.write("task.json", SmallSts.TASK.formatted("OwnSts", "own/nowhere"));
        fails(sts.run(sts.vectors()), DATA_MISSING, "own/nowhere", "--data");
    }

    @Test
    void missingSplit() {
        fails(sts.run(sts.vectors(), "--splits", "validation"), DATA, "validation", "test");
    }

    @Test
    void unknownSubset() {
        fails(sts.run(sts.vectors(), "--subsets", "de"), USAGE, "OwnSts", "\"de\"", "default");
    }

    @Test
    void emptyCorpusAndNoJudgedQuery() {
        retrieval(
                "",
                "{\"_id\": \"q\", \"text\": \"a\"}\n",
                "{\"query-id\": \"q\", \"corpus-id\": \"d\", \"score\": 1}\n");
        fails(sts.run(sts.vectors()), DATA, "corpus");
        retrieval(
                "{\"_id\": \"d\", \"text\": \"b\"}\n",
                "{\"_id\": \"q\", \"text\": \"a\"}\n",
                "{\"query-id\": \"other\", \"corpus-id\": \"d\", \"score\": 1}\n");
        fails(sts.run(sts.vectors()), DATA, "quer");
    }

    @Test
    void notANumberAndInfiniteVectors() {
        fails(sts.run(sts.vectors(Map.of("c", new float[] {1, Float.NaN}))), MODEL, "vectors.parquet", "row 2", "NaN");
        fails(
                sts.run(sts.vectors(Map.of("h", new float[] {Float.POSITIVE_INFINITY, 0}))),
                MODEL,
                "vectors.parquet",
                "row 7",
                "Infinity");
    }

    @Test
    void vectorOfAnotherLength() {
        fails(sts.run(sts.vectors(Map.of("d", new float[] {1, 2, 3}))), MODEL, "vectors.parquet", "row 3", "3", "2");
    }

    @Test
    void textMissingFromTheVectors() {
        fails(sts.run(sts.vectors(Map.of("f", new float[0]))), MODEL, "vectors.parquet", "'f'");
    }

    @Test
    void unreadableModel() throws IOException {
        fails(sts.run(folder.resolve("absent.parquet")), MODEL, "absent.parquet");
        Path damaged = Files.writeString(folder.resolve("damaged.parquet"), "PAR1 this is not a table");
        fails(sts.run(damaged), MODEL, "damaged.parquet");
    }

    @Test
    void unknownModelNamesTheOnesThereAre() {
        CommandLineRun run =
                CommandLineRun.of("run", "--model", "embedded:all-MiniLM", "--task", "STS13", "--results", folder);
        fails(run, USAGE, "all-MiniLM-L6-v2");
        fails(CommandLineRun.of("run", "--model", "magic", "--task", "STS13"), USAGE, "magic", "embedded:");
    }

    @Test
    void unknownTaskAndBenchmarkSuggestTheNearest() {
        Path vectors = sts.vectors();
        fails(CommandLineRun.of("run", "--model", "embeddings:" + vectors, "--task", "STS33"), USAGE, "STS13");
        fails(
                CommandLineRun.of("run", "--model", "embeddings:" + vectors, "--benchmark", "MTEB(eng)"),
                USAGE,
                "MTEB(eng, v1)");
        fails(CommandLineRun.of("tasks", "--type", "Retreival"), USAGE, "Retrieval");
    }

    @Test
    void unknownOptionAndNoTask() {
        fails(CommandLineRun.of("run", "--model", "x", "--modle", "x"), USAGE, "--modle");
        fails(CommandLineRun.of("run", "--model", "embeddings:" + sts.vectors()), USAGE, "--benchmark");
    }

    @Test
    void unknownTransformNamesTheOnesThereAre() {
        sts.write(
                "task.json",
                SmallSts.TASK.formatted("OwnSts", "own/sts").replace("\"main", "\"transform\": \"sort\", \"main"));
        fails(sts.run(sts.vectors()), USAGE, "sort", "flatten");
    }

    @Test
    void resultsThatCannotBeWritten() {
        sts.write("out", "a file where the folder should be");
        fails(sts.run(sts.vectors()), STORAGE, "out");
    }

    @Test
    void aFailingTaskDoesNotStopTheOthers() {
        sts.write(
                "task.json",
                "{\"tasks\": [" + SmallSts.TASK.formatted("Absent", "own/bad") + ","
                        + SmallSts.TASK.formatted("OwnSts", "own/sts") + "]}");
        sts.write("own/bad/test.jsonl", "{\"sentence1\": \"a\"");
        CommandLineRun run = sts.run(sts.vectors());
        assertThat(run.code()).isEqualTo(SOME_FAILED);
        assertThat(run.out()).contains("FAILED").containsPattern("OwnSts +-?0\\.");
        assertThat(run.err()).contains("error: Absent");
    }

    @Test
    void modifiedDataAreAnErrorThatNamesTheNumberUnlessAllowed() {
        sts.write(
                "task.json",
                SmallSts.TASK
                        .formatted("OwnSts", "own/sts")
                        .replace(
                                "\"main",
                                "\"expected_stats\": {\"test\": {\"default\": {\"num_samples\": 5}}}, \"main"));
        fails(sts.run(sts.vectors()), DATA, "num_samples", "5", "4", "--allow-modified-data");
        CommandLineRun allowed = sts.run(sts.vectors(), "--allow-modified-data");
        assertThat(allowed.code()).isZero();
        assertThat(allowed.err()).contains("modified data");
    }

    private void retrieval(String corpus, String queries, String qrels) {
        sts.write(
                "task.json",
                SmallSts.TASK
                        .formatted("OwnRetrieval", "own/retrieval")
                        .replace("\"STS\"", "\"Retrieval\"")
                        .replace("\"sts\"", "\"retrieval\"")
                        .replace("cosine_spearman", "ndcg_at_10"));
        sts.write("own/retrieval/README.md", """
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
        sts.write("own/retrieval/corpus.jsonl", corpus);
        sts.write("own/retrieval/queries.jsonl", queries);
        sts.write("own/retrieval/qrels.jsonl", qrels);
    }

    private static void fails(CommandLineRun run, int code, String... words) {
        assertThat(run.err()).as("exit %d, stdout %s", run.code(), run.out()).contains(words);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).doesNotContain("at dev.plumbline");
    }
}
