package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a file of rows to a score in three commands. */
class OwnTaskTest {

    @TempDir
    Path folder;

    private SmallSts files;

    @BeforeEach
    void files() {
        files = new SmallSts(folder);
    }

    private static String rows(String head, String row) {
        StringBuilder rows = new StringBuilder(head);
        for (int i = 0; i < 40; i++) {
            rows.append(row.replace("#half", String.valueOf(i % 2))
                            .replace("#real", i % 5 + ".5")
                            .replace("#name", i % 2 == 0 ? "even" : "odd")
                            .replace("#", String.valueOf(i)))
                    .append('\n');
        }
        return rows.toString();
    }

    /** Told from names and values, checked, and scored. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pairs.csv | left,right,gold~ | the #,a # b,#real | STS",
                "dups.tsv | question1\tquestion2\tis_duplicate~ | the #\ta # b\t#half | PairClassification",
                "reviews.csv | text,sentiment~ | the # text,#name | Classification",
                "groups.jsonl | '' | {\"sentence\": \"the #\", \"cluster\": \"#name\"} | Clustering",
                "faq.jsonl | '' | {\"question\": \"what is #?\", \"answer\": \"it is #\"} | Retrieval",
                "rank.jsonl | '' | {\"query\": \"what is #?\", \"pos\": [\"it is #\"], \"neg\": [\"no\", \"never #\"]} |"
                        + " Reranking",
            })
    void aFileBecomesATask(String name, String head, String row, String type) throws IOException {
        Path file = files.write(name, rows(head.replace("~", "\n").replace("\\t", "\t"), row.replace("\\t", "\t")));
        String before = Files.readString(file);
        Path task = folder.resolve("new/My-Task.json");
        CommandLineRun init = CommandLineRun.of("task", "init", file, "--name", "My-Task", "--output", task);
        assertThat(init.code()).as(init.err()).isZero();
        assertThat(init.out()).contains("is taken for " + type);
        assertThat(file).hasContent(before);

        CommandLineRun check = CommandLineRun.of("task", "check", task);
        assertThat(check.code()).as(check.err() + check.out()).isIn(0, 1);
        assertThat(check.out()).contains("My-Task: " + type, "test", "LONGEST");

        CommandLineRun run = CommandLineRun.of(
                "run", "--model", "random", "--task-file", task, "--results", folder.resolve("out"), "--no-cache");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("My-Task +-?[01]\\.");

        // again: its own output may be written over
        assertThat(CommandLineRun.of("task", "init", file, "--name", "My-Task", "--output", task)
                        .code())
                .isZero();
    }

    @Test
    void parquetAndTrainingRowsOfTheirOwn() {
        Path test = files.write("test.csv", rows("utterance,topic\n", "the # text,#name"));
        Path train = files.write("train.csv", rows("utterance,topic\n", "learn #,#name"));
        Path task = folder.resolve("t.json");
        CommandLineRun init = CommandLineRun.of("task", "init", test, "--train", train, "--output", task);
        assertThat(init.code()).as(init.err()).isZero();
        assertThat(init.out()).contains("Classification", "train.jsonl: 40 rows", "test.jsonl: 40 rows");
        CommandLineRun check = CommandLineRun.of("task", "check", task);
        assertThat(check.out()).contains("train", "2: 0 20, 1 20");
        // vectors of a test are a Parquet file of texts
        CommandLineRun parquet = CommandLineRun.of("task", "init", files.vectors());
        assertThat(parquet.code()).isEqualTo(2);
        assertThat(parquet.err()).contains("text, prompt_type, vector", "--type");
    }

    /** BEIR's folder, and its three files in any order. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "queries.jsonl corpus.jsonl qrels/test.tsv", "qrels/test.tsv corpus.jsonl queries.jsonl"})
    void corpusQueriesAndJudgements(String named) {
        StringBuilder corpus = new StringBuilder();
        StringBuilder queries = new StringBuilder();
        StringBuilder judged = new StringBuilder("query-id\tcorpus-id\tscore\n");
        for (int i = 0; i < 12; i++) {
            corpus.append("{\"_id\": \"d%d\", \"title\": \"t%d\", \"text\": \"it is %d\"}\n".formatted(i, i, i));
            queries.append("{\"_id\": \"q%d\", \"text\": \"what is %d?\"}\n".formatted(i, i));
            judged.append("q%d\td%d\t%d\n".formatted(i, i, 1 + i % 2));
        }
        judged.append("q1\td99\t1\n");
        files.write("beir/corpus.jsonl", corpus.toString());
        files.write("beir/queries.jsonl", queries.toString());
        files.write("beir/qrels/test.tsv", judged.toString());
        files.write("beir/qrels/train.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\n");
        Path task = folder.resolve("found.json");
        List<Object> words = new ArrayList<>(List.of("task", "init"));
        Path beir = folder.resolve("beir");
        (named.isEmpty() ? Stream.of(beir) : Stream.of(named.split(" ")).map(beir::resolve)).forEach(words::add);
        words.addAll(List.of("--name", "Found", "--output", task));
        CommandLineRun init = CommandLineRun.of(words.toArray());
        assertThat(init.code()).as(init.err()).isZero();
        assertThat(init.out())
                .contains("corpus.jsonl: 12 rows", "queries.jsonl: 12 rows", "qrels.jsonl: 13 rows")
                .contains("1 of the judgements are of documents that the corpus does not have");
        CommandLineRun check = CommandLineRun.of("task", "check", task);
        assertThat(check.out()).as(check.err()).contains("documents 12, queries 12");
        CommandLineRun run = CommandLineRun.of(
                "run", "--model", "bm25", "--task-file", task, "--results", folder.resolve("out"), "--no-cache");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("not in the corpus");
        assertThat(run.out()).containsPattern("Found +0\\.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "corpus.jsonl queries.jsonl | name one more",
                "corpus.jsonl corpus.jsonl queries.jsonl | has judgements",
                "corpus.jsonl queries.jsonl other.tsv | do the files belong together",
                "empty | no file called corpus",
            })
    void retrievalFilesThatDoNotFit(String named, String said) throws IOException {
        files.write("corpus.jsonl", "{\"_id\": \"d1\", \"text\": \"a\"}\n");
        files.write("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"b\"}\n");
        files.write("other.tsv", "query-id\tcorpus-id\tscore\nx\ty\t1\n");
        Files.createDirectory(folder.resolve("empty"));
        List<Object> words = new ArrayList<>(List.of("task", "init"));
        Stream.of(named.split(" ")).map(folder::resolve).forEach(words::add);
        words.addAll(List.of("--output", folder.resolve("x.json"), "--name", "X"));
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.code()).as(run.out()).isIn(2, 3);
        assertThat(run.err()).contains(said.strip()).hasLineCount(1);
        assertThat(folder.resolve("x.json")).doesNotExist();
    }

    /** From Parquet to a score. */
    @Test
    void parquetFromEndToEnd() {
        Path file = files.vectors();
        Path task = folder.resolve("texts.json");
        CommandLineRun init = CommandLineRun.of(
                "task",
                "init",
                file,
                "--type",
                "Retrieval",
                "--column",
                "query=text",
                "positive=text",
                "--output",
                task,
                "--name",
                "Texts");
        assertThat(init.code()).as(init.err()).isZero();
        assertThat(init.out()).contains("corpus.jsonl: 8 rows");
        assertThat(CommandLineRun.of("task", "check", task).out()).contains("documents 8, queries 8");
        CommandLineRun run = CommandLineRun.of(
                "run",
                "--model",
                "embeddings:" + file,
                "--task-file",
                task,
                "--results",
                folder.resolve("out"),
                "--no-cache");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("Texts +1\\.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text,category~ | a #,#name | | Classification or Clustering",
                "foo,bar~ | a #,#name | | has the columns foo, bar",
                "foo,bar~ | a #,#name | --type sts | STS needs sentence1, sentence2, score",
                "foo,bar~ | a #,#name | --type Clasification | nearest: Classification",
                "foo,bar~ | a #,#name | --type Clustering --column text=fo | no column 'fo'; nearest: foo",
                "foo,bar~ | a #,#name | --column txet=foo | there is no role txet; nearest: text",
            })
    void whatCannotBeToldIsSaidInALine(String head, String row, String more, String message) {
        Path file = files.write("some.csv", rows(head.replace("~", "\n"), row));
        List<Object> words = new ArrayList<>(List.of("task", "init", file, "--output", folder.resolve("x.json")));
        if (more != null) {
            words.addAll(List.of(more.split(" ")));
        }
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.code()).as(run.out()).isEqualTo(2);
        assertThat(run.err()).contains(message).hasLineCount(1);
        assertThat(folder.resolve("x.json")).doesNotExist();
    }

    @Test
    void nothingOfTheUsersIsWrittenOver() {
        Path file = files.write("some.csv", rows("text,label\n", "a #,#name"));
        Path other = files.write("some.json", "{}");
        CommandLineRun run = CommandLineRun.of("task", "init", file, "--output", other);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("some.json is there already");
        assertThat(other).hasContent("{}");
        assertThat(CommandLineRun.of("task", "init", folder.resolve("no.csv")).err())
                .contains("there is no file");
        assertThat(CommandLineRun.of("task", "init", files.write("a.xls", "x")).err())
                .contains(".csv", ".parquet");
    }
}
