package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.tasks.data.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words of a command line that are no plain ones: nothing, a dash, the home folder, and lists of every kind. */
class CommandLineWordsTest {

    private static final int USAGE = 2;
    private static final int STORAGE = 5;
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String RUN =
            "run --model embeddings:@/vectors.parquet --task-file @/task.json --results @ --no-cache ";

    @TempDir
    Path folder;

    @BeforeEach
    void rows() throws IOException {
        for (String name :
                List.of("a.jsonl", "b.jsonl", "with, comma.jsonl", "with blank.jsonl", "\u4e2d\u6587.jsonl")) {
            Files.writeString(
                    folder.resolve(name),
                    "{\"text\": \"a %1$s\", \"label\": 1}\n{\"text\": \"b %1$s\", \"label\": 2}\n".formatted(name)
                            + "{\"text\": \"c %1$s\", \"label\": 1}\n{\"text\": \"d %1$s\", \"label\": 2}\n"
                                    .formatted(name));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label ~ --output x",
                "label x --output ~",
                "mine ~ --model random --output x",
                "decontaminate ~ --benchmark mini",
                "data convert ~ --format rows --output x",
                "task init ~",
                "task check ~",
                "results lint ~",
                "results diff ~ x",
                "results merge x ~ --output y",
                "results import ~",
                "results submit ~ --repo x",
                "conformance ~",
                "train --config ~",
                "run --model random --task-file ~",
                "run --config ~",
                "report --results ~",
                "report --results x --out ~",
                "gate --baseline x --candidate x --junit ~",
            })
    void nothingAndADashAreNoFiles(String line) {
        for (String word : List.of("", "-")) {
            Object[] words = List.of(line.split(" ")).stream()
                    .map(each -> each.equals("~") ? word : each)
                    .toArray();
            CommandLineRun run = CommandLineRun.of(words);
            assertThat(run.err()).as(line).hasLineCount(1);
            assertThat(run.err()).contains(word.isEmpty() ? "without a value" : "name a file");
            assertThat(run.code()).as(run.err()).isEqualTo(USAGE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "@/a.jsonl @/b.jsonl | 8",
                "@/a.jsonl,@/b.jsonl | 8",
                "'@/a.jsonl, @/b.jsonl' | 8",
                "@/a.jsonl, @/b.jsonl | 8",
                "@/a.jsonl ,@/b.jsonl | 8",
                "@/a.jsonl , @/b.jsonl | 8",
                "'@/with, comma.jsonl' | 4",
                "'@/with, comma.jsonl' @/a.jsonl | 8",
                "'@/with blank.jsonl' | 4",
                "@/\u4e2d\u6587.jsonl,@/a.jsonl | 8",
            })
    void filesAreApartByBlanksOrCommas(String words, int rows) throws Exception {
        CommandLineRun run = here("label " + words + " --output @/out.jsonl");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("rows written +" + rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 1", "2,1", "'2, 1'", "2, 1", "2 ,1", "2 , 1", "2 --dims 1", "2 --dims=1"})
    void numbersAreApartByBlanksOrCommas(String words) throws Exception {
        SmallSts sts = new SmallSts(folder);
        sts.vectors();
        CommandLineRun run = here(RUN + "--dims " + words);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("embed_dim_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32 int8", "f32,int8", "'f32, int8'", "f32, int8", "f32 , int8"})
    void namesAreApartByBlanksOrCommas(String words) throws Exception {
        SmallSts sts = new SmallSts(folder);
        sts.vectors();
        CommandLineRun run = here(RUN + "--vector-type " + words);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("output_dtypes_int8");
    }

    /** No shell puts the home in its place behind an equals sign, nor in a file. */
    @Test
    void theHomeIsTheHome() throws Exception {
        SmallTraining training = new SmallTraining(folder);
        for (String line : List.of(
                "label ~/a.jsonl --output=~/deep/made.jsonl",
                "'label' '~/b.jsonl' --output ~/deep/more.jsonl",
                "decontaminate '~/a.jsonl' --field text --benchmark mini --report=~/deep/report.json")) {
            CommandLineRun run = inFolder(line);
            assertThat(run.code()).as(run.err()).isZero();
        }
        assertThat(folder.resolve("deep/made.jsonl")).exists();
        assertThat(folder.resolve("deep/more.jsonl")).exists();
        assertThat(folder.resolve("deep/report.json")).exists();
        assertThat(folder.resolve("~")).doesNotExist();
        training.write(
                "else/stages.yaml",
                Files.readString(training.configuration("", SmallTraining.stage("a", "finetune", "steps: 1")))
                        .replace("network: network", "network: ~/network")
                        .replace("rows.jsonl", "~/rows.jsonl"));
        CommandLineRun train = inFolder("train --config else/stages.yaml --dry-run --offline");
        assertThat(train.code()).as(train.err()).isZero();
    }

    /** Whatever a spreadsheet or Windows puts into a file of rows. */
    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", "\n", "\r\n"})
    void marksAndEndsOfLinesOfOtherSystemsAreNothing(String before) throws IOException {
        String rows = before + Files.readString(folder.resolve("a.jsonl")).replace("\n", "\r\n");
        Path file = Files.writeString(folder.resolve("windows.jsonl"), rows);
        CommandLineRun run = CommandLineRun.of("label", file, "--output", folder.resolve("out.jsonl"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(folder.resolve("out.jsonl")))
                .hasLineCount(4)
                .doesNotContain("\r", "\uFEFF");
    }

    /** In a process of its own, in the folder, which is the home. */
    private CommandLineRun inFolder(String line) {
        return new PlumblineProcess(folder)
                .with("JAVA_TOOL_OPTIONS", "-Duser.home=" + folder + repository())
                .with("PLUMBLINE_CACHE", CacheFolder.ofEnvironment().root().toString())
                .run(words(line).toArray());
    }

    private static String repository() {
        String local = System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository");
        return " -Dmaven.repo.local=" + local;
    }

    /** With the folder for {@code @}. */
    private CommandLineRun here(String line) {
        return CommandLineRun.of(words(line.replace("@", folder.toString())).toArray());
    }

    /** As a shell splits them. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }

    /** A word that belongs nowhere is perhaps the value of what is missing, a folder, a task. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "run random --task STS13 | --model random",
                "run --model random STS13 | --task STS13",
                "tasks STS13 | --task STS13",
                "benchmarks MTEB | --benchmark MTEB",
                "results aggregate @ --benchmark mini | --results",
                "mine @/a.jsonl --output @/o.jsonl --model | --model MODEL is missing",
                "run --model random --task MiniSTS.en --threads 0 | --threads must be at least 1, not 0",
                "mine @/a.jsonl --model random --output @/o.jsonl --threads -1 | --threads must be at least 1, not -1",
                "compare a b --threads 0 | --threads must be at least 1",
                "run --model rando --task MiniSTS.en | nearest: random",
                "run --model localhost:8080/v1 --task MiniSTS.en | as in http://localhost:8080/v1",
                "run --model 127.0.0.1:8080 --task MiniSTS.en | as in http://127.0.0.1:8080",
                "run --model htp://a/v1 --task MiniSTS.en | as in http://a/v1",
                "model probe --model http://localhost:1/v1/embeddings | http://localhost:1/v1/embeddings (with",
                "run --model minilm --task MiniSTS.en | embedded:all-MiniLM-L6-v2",
                "run --model random --lang en | nearest: eng",
                "run --model random --lang zh | nearest: cmn",
                "run --model random --lang Chinese | nearest: cmn",
                "tasks --lang english | nearest: eng",
                "run --model random --task MiniSTS.en --data @/nowhere | no such folder",
                "run --model random --task MiniSTS.en --data @/a.jsonl | is a file",
                "store ls --embedding-cache @/a.jsonl | is a file",
                "label @/a.jsonl --output @/o.jsonl --on-error ignore | --on-error must be one of stop, skip, not ignore",
                "export --model @ --format torch | --format must be one of onnx, safetensors, not torch",
                "export --model all-MiniLM-L6-v2 --format safetensors --output @/x | embedded:all-MiniLM-L6-v2 comes",
                "export --model sentence-transformers/all-MiniLM-L6-v2 --format onnx | embedded:all-MiniLM-L6-v2 comes",
                "report --results @ --out @/r.pdf | .html, .md, .csv or .json",
            })
    void whatIsMeantIsSaidBeforeAnyWork(String line, String said) {
        CommandLineRun run = here(line.strip());
        assertThat(run.err()).contains(said.strip()).hasLineCount(1);
        assertThat(run.code()).as(run.err()).isEqualTo(USAGE);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --model random --task MiniSTS.en --results @/a.jsonl",
                "run --model random --task MiniSTS.en --results @/a.jsonl/deep",
                "run --model random --task MiniSTS.en --embedding-cache @/a.jsonl",
                "quickstart --output @/a.jsonl",
                "decontaminate @/a.jsonl --benchmark mini --clean @/b.jsonl",
            })
    void aFolderThatCannotBeIsSaidBeforeAnyWork(String line) {
        CommandLineRun run = here(line);
        assertThat(run.err()).contains("is a file").hasLineCount(1);
        assertThat(run.code()).as(run.err()).isEqualTo(STORAGE);
        assertThat(run.out()).isEmpty();
    }

    /** Files are looked at before the test texts are read. */
    @Test
    void decontaminateLooksAtItsFilesFirst() {
        for (String file : List.of("@/nowhere.jsonl", "@", "/")) {
            CommandLineRun run = here("decontaminate " + file + " --benchmark mini --clean @/clean");
            assertThat(run.err()).hasLineCount(1).containsPattern("name a file|there is no file");
            assertThat(run.code()).as(run.err()).isEqualTo(3);
        }
    }

    /** What a table program writes is read too. */
    @Test
    void labelsInTablesAreRead() throws IOException {
        Files.writeString(
                folder.resolve("t.csv"), "\uFEFFtext,label\r\n\"one, two\",x\r\nthree,y\r\nfour,x\r\nfive,y\r\n");
        Files.writeString(folder.resolve("t.tsv"), "text\tlabel\none\tx\nthree\ty\nfour\tx\nfive\ty\n");
        Files.writeString(
                folder.resolve("t.json"),
                "[{\"text\": \"one\", \"label\": 1}, {\"text\": \"two\", \"label\": 2},\n"
                        + "{\"text\": \"three\", \"label\": 1}, {\"text\": \"four\", \"label\": 2}]");
        for (String file : List.of("t.csv", "t.tsv", "t.json")) {
            CommandLineRun run = here("label @/" + file + " --output @/" + file + ".jsonl");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).containsPattern("rows written +4");
            CommandLineRun found = here("decontaminate @/" + file + " --field text --benchmark mini");
            assertThat(found.out()).as(found.err()).contains("0 of 4 training rows");
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidInPlainWords() {
        CommandLineRun run = here("model probe --model http://localhost:1/v1/embeddings --api openai --api-model m"
                + " --api-deadline 1 --offline");
        assertThat(run.code()).as(run.err()).isEqualTo(4);
        assertThat(run.err()).contains("cannot be reached").doesNotContain("Exception", "null");
    }

    @Test
    void rowsOfAnotherFormAreNamed() throws IOException {
        Files.writeString(folder.resolve("qa.jsonl"), "{\"question\": \"a\", \"answer\": \"b\"}\n");
        assertThat(here("mine @/qa.jsonl --model random --output @/o.jsonl").err())
                .contains("'query' is missing; there are question, answer", "data convert");
    }

    @Test
    void nothingToShowIsNoResult() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        assertThat(here("results aggregate --results @/empty --benchmark mini").code())
                .isEqualTo(3);
        CommandLineRun figures = here("results aggregate --figures @/a.jsonl --benchmark mini");
        assertThat(figures.err()).contains("is no file of figures").doesNotContain("GZIP");
        CommandLineRun plan = here("plan --model random --task STS13 --offline --no-cache");
        assertThat(plan.code()).as(plan.out()).isEqualTo(6);
    }

    @Test
    void tablesOfOtherKindsAreNamed() throws IOException {
        Files.writeString(folder.resolve("s.csv"), "text;label\na;1\nb;2\n");
        assertThat(here("task init @/s.csv --type Classification").err())
                .contains("apart by ';'", "save it with commas");
        Files.writeString(folder.resolve("n.csv"), "one,1\ntwo,2\n");
        assertThat(here("task init @/n.csv --type Classification").err()).contains("as its first line names them");
        Files.writeString(folder.resolve("\u4e2d\u6587 1.csv"), "text,label\na,1\nb,2\nc,1\nd,2\n");
        CommandLineRun named = here("task init '@/\u4e2d\u6587 1.csv' --type Clustering --output @/made/task.json");
        assertThat(named.code()).as(named.err()).isZero();
        assertThat(folder.resolve("made/\u4e2d\u6587-1/test.jsonl")).exists();
    }
}
