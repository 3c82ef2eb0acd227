package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        java.util.List<Object> words = new java.util.ArrayList<>(
                java.util.List.of("task", "init", file, "--output", folder.resolve("x.json")));
        if (more != null) {
            words.addAll(java.util.List.of(more.split(" ")));
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
