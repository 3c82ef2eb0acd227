package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No command writes over what it reads, nor over what somebody else made, and a job that runs again may. */
class OutputsTest {

    private static final int USAGE = 2;
    private static final int STORAGE = 5;
    private static final String PRECIOUS = "work of a week\n";
    private static final String ROWS = """
            {"query": "a", "pos": ["b"], "neg": ["c"], "text": "one", "label": 1}
            {"query": "d", "pos": ["e"], "neg": ["f"], "text": "two", "label": 1}
            {"query": "g", "pos": ["h"], "neg": ["i"], "text": "three", "label": 2}
            {"query": "j", "pos": ["k"], "neg": ["l"], "text": "four", "label": 2}
            """;

    @TempDir
    Path folder;

    /** Every command that writes a file, with OUT where its name goes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "label IN --output OUT",
                "mine IN --model random --no-cache --output OUT",
                "encode --input IN --model random --no-cache --output OUT.parquet",
                "decontaminate IN --benchmark mini --report OUT",
                "decontaminate IN --benchmark mini --clean DIR",
                "gate --baseline RESULTS --candidate RESULTS --junit OUT",
                "report --results RESULTS --task-file TASK --out OUT.html",
                "report --results RESULTS --task-file TASK --out OUT.md",
                "report --results RESULTS --task-file TASK --out OUT.json",
                "report --results RESULTS --task-file TASK --out OUT.csv",
            })
    void whatIsThereStaysUnlessForced(String line) throws IOException {
        Path in = Files.writeString(folder.resolve("in.jsonl"), ROWS);
        SmallSts sts = new SmallSts(folder);
        if (line.contains("RESULTS")) {
            assertThat(sts.run(sts.vectors()).code()).isZero();
        }
        Path out = line.contains("DIR")
                ? Files.createDirectory(folder.resolve("clean")).resolve("in.jsonl")
                : folder.resolve("made" + line.replaceFirst(".*OUT", ""));
        Files.writeString(out, PRECIOUS);
        List<Object> words = Stream.of(line.split(" "))
                .map(word -> word.equals("IN") ? in.toString() : word)
                .map(word -> word.equals("DIR") ? out.getParent().toString() : word)
                .map(word -> word.equals("RESULTS") ? sts.results().toString() : word)
                .map(word -> word.equals("TASK") ? sts.taskFile().toString() : word)
                .map(word -> word.startsWith("OUT") ? out.toString() : word)
                .map(Object.class::cast)
                .toList();

        CommandLineRun refused = CommandLineRun.of(words.toArray());
        assertThat(refused.code()).as(refused.err()).isEqualTo(USAGE);
        assertThat(refused.err()).contains(out.toString(), "--force");
        assertThat(out).hasContent(PRECIOUS);

        List<Object> forced = new ArrayList<>(words);
        forced.add("--force");
        CommandLineRun written = CommandLineRun.of(forced.toArray());
        assertThat(written.code()).as(written.err()).isZero();
        // not all of them are text
        String first = Files.readString(out, StandardCharsets.ISO_8859_1);
        assertThat(first).isNotEqualTo(PRECIOUS);
        assertThat(in).hasContent(ROWS);

        // a job that runs again writes over its own earlier report; rows of data nobody can tell from others
        CommandLineRun again = CommandLineRun.of(words.toArray());
        boolean data = line.matches("(label|mine|encode).*") || line.contains("--clean");
        assertThat(again.code()).as(again.err()).isEqualTo(data ? USAGE : 0);
        if (!data) {
            assertThat(out).isNotEmptyFile();
        }
        assertThat(leftovers()).isEmpty();
    }

    /** Whatever names it, IN is read; it is looked at before anything else is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "label IN --output SAME",
                "label OTHER,IN --output SAME",
                "label OTHER --label-texts IN --output SAME",
                "mine IN --model random --no-cache --output SAME",
                "mine OTHER --model random --pool OTHER IN --output SAME",
                "mine OTHER --model embeddings:IN --output SAME",
                "mine OTHER --model random --prompts IN --output SAME",
                "data convert OTHER IN --format rows --output SAME",
                "decontaminate IN --benchmark mini --report SAME",
                "decontaminate OTHER --task-file IN --report SAME",
                "gate --baseline OTHER --candidate OTHER --rules IN --summary SAME",
                "gate --baseline OTHER --candidate OTHER --rules IN --badge SAME",
                "gate --baseline OTHER --candidate OTHER --rules IN --gitlab-quality SAME",
                "report --results . --task-file IN --out SAME",
                "results import IN --output SAME",
                "conformance IN --out SAME",
                "task init IN --type Classification --column text=text label=label --name in --output SAME",
                "task init OTHER --type Classification --column text=text label=label --train IN --name in --output SAME",
            })
    void anInputIsNeverWrittenOverNotEvenByForceOrThroughALink(String line) throws IOException {
        Path in = Files.writeString(folder.resolve("in.jsonl"), ROWS);
        Path other = Files.writeString(folder.resolve("other.jsonl"), ROWS);
        Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), in);
        Path hard = Files.createLink(folder.resolve("hard.jsonl"), in);
        Path around = Files.createSymbolicLink(folder.resolve("around"), folder);
        for (Path same : List.of(
                in,
                link,
                hard,
                around.resolve("in.jsonl"),
                folder.resolve("./in.jsonl"),
                folder.resolve("../" + folder.getFileName() + "/in.jsonl"),
                Path.of("").toAbsolutePath().relativize(in))) {
            List<Object> words = Stream.of((line + " --force").split(" "))
                    .map(word -> word.equals("SAME") ? same.toString() : word)
                    .map(word ->
                            word.replaceFirst("\\bIN$", in.toString()).replaceFirst("\\bOTHER\\b", other.toString()))
                    .map(Object.class::cast)
                    .toList();
            CommandLineRun run = CommandLineRun.of(words.toArray());
            assertThat(run.err()).contains("is read by this command").hasLineCount(1);
            assertThat(run.code()).isEqualTo(USAGE);
            assertThat(in).hasContent(ROWS);
            assertThat(Files.isSymbolicLink(link)).isTrue();
        }
    }

    /** A folder that is read may get a new file, and a page; what it has is not touched. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mine OTHER --model READ --output READ/config.jsonl",
                "gate --baseline READ --candidate READ --summary READ/config.jsonl",
                "report --results READ --out READ/config.jsonl",
                "results import READ --output READ/config.jsonl",
                "conformance READ --out READ/config.jsonl",
                "decontaminate OTHER --benchmark mini --data READ --report READ/config.jsonl",
            })
    void nothingInAFolderThatIsReadIsWrittenOver(String line) throws IOException {
        Path other = Files.writeString(folder.resolve("other.jsonl"), ROWS);
        Path read = Files.createDirectory(folder.resolve("read"));
        Path file = Files.writeString(read.resolve("config.jsonl"), PRECIOUS);
        List<Object> words = Stream.of((line + " --force").split(" "))
                .map(word -> word.replaceFirst("^READ", read.toString()).replaceFirst("^OTHER", other.toString()))
                .map(Object.class::cast)
                .toList();
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.err()).contains("which this command reads").hasLineCount(1);
        assertThat(run.code()).isEqualTo(USAGE);
        assertThat(file).hasContent(PRECIOUS);
    }

    @Test
    void twoOutputsAreTwoFiles() throws IOException {
        Path in = Files.writeString(folder.resolve("in.jsonl"), ROWS);
        Path one = folder.resolve("one.xml");
        CommandLineRun run = CommandLineRun.of(
                "gate",
                "--baseline",
                folder,
                "--candidate",
                folder,
                "--junit",
                one,
                "--summary",
                folder.resolve("./one.xml"));
        assertThat(run.err()).contains("--summary", "--junit", "are one file");
        CommandLineRun clean = CommandLineRun.of(
                "decontaminate",
                in,
                "--benchmark",
                "mini",
                "--clean",
                folder.resolve("c"),
                "--report",
                folder.resolve("c/in.jsonl"));
        assertThat(clean.err()).contains("--report", "--clean", "are one file");
    }

    /** Rows are JSON lines, whatever the file is called; so it is not called something else. */
    @ParameterizedTest
    @ValueSource(strings = {"out.parquet", "out.CSV", "out.jsonl.zst", "out.tsv", "out.zip"})
    void aNameSaysWhatIsWritten(String name) throws IOException {
        Path in = Files.writeString(folder.resolve("in.jsonl"), ROWS);
        for (String line : List.of("label", "mine --model random", "data convert --format rows")) {
            List<Object> words = new ArrayList<>(List.of((Object[]) line.split(" ")));
            words.add(line.startsWith("data") ? 2 : 1, in);
            words.addAll(List.of("--output", folder.resolve(name)));
            CommandLineRun run = CommandLineRun.of(words.toArray());
            assertThat(run.code()).as(run.err()).isEqualTo(USAGE);
            assertThat(run.err()).contains("JSON lines are written", ".jsonl.gz");
        }
        assertThat(folder.resolve(name)).doesNotExist();
    }

    /** No file takes the place of a device or a pipe. */
    @Test
    void aDeviceStaysADevice() throws IOException, InterruptedException {
        assumeThat(Files.exists(Path.of("/dev/null"))).isTrue();
        Path in = Files.writeString(folder.resolve("in.jsonl"), ROWS);
        assertThat(CommandLineRun.of("label", in, "--output", "/dev/null").code())
                .isZero();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        assertThat(CommandLineRun.of("label", in, "--output", "/dev/stdout").err())
                .contains("name a file");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process reader = new ProcessBuilder("cat", pipe.toString()).start();
        assertThat(CommandLineRun.of("label", in, "--output", pipe).code()).isZero();
        assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .hasLineCount(4);
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    /** A task file that was changed by hand is nobody's output; one that was not is written again. */
    @Test
    void aTaskFileOfOnesOwnStays() throws IOException {
        Path in = Files.writeString(folder.resolve("in.jsonl"), ROWS);
        Path task = folder.resolve("mine.json");
        Object[] init = {
            "task",
            "init",
            in,
            "--type",
            "Clustering",
            "--column",
            "text=text,label=label",
            "--output",
            task,
            "--name",
            "Mine"
        };
        assertThat(CommandLineRun.of(init).code()).isZero();
        assertThat(CommandLineRun.of(init).code()).isZero();
        Files.writeString(task, Files.readString(task).replace("v_measure", "v_measures"));
        CommandLineRun run = CommandLineRun.of(init);
        assertThat(run.code()).isEqualTo(USAGE);
        assertThat(run.err()).contains("--force");
        // a result of a run has a main score too
        Path result = Files.writeString(folder.resolve("r.json"), "{\"scores\": {\"test\": [{\"main_score\": 1.0}]}}");
        init[8] = result;
        assertThat(CommandLineRun.of(init).code()).isEqualTo(USAGE);
    }

    @Test
    void aMergeIsNoPartOfWhatIsMerged() throws IOException {
        SmallSts sts = new SmallSts(folder);
        assertThat(sts.run(sts.vectors()).code()).isZero();
        Path other = Files.createDirectory(folder.resolve("other"));
        CommandLineRun run = CommandLineRun.of(
                "results",
                "merge",
                sts.results(),
                other,
                "--output",
                sts.results().resolve("merged"));
        assertThat(run.code()).as(run.out()).isEqualTo(USAGE);
        assertThat(run.err()).contains("which is merged");
    }

    @Test
    void aTrainingWritesOverNothing() throws IOException {
        Path configuration =
                new SmallTraining(folder).configuration("", SmallTraining.stage("a", "finetune", "steps: 1"));
        Path out = Files.createDirectory(folder.resolve("out"));
        for (String name : List.of("scores.json", "training.svg", "a", "results")) {
            Path file = Files.writeString(out.resolve(name), PRECIOUS);
            for (String mode : List.of("--dry-run", "--offline")) {
                CommandLineRun run = CommandLineRun.of("train", "--config", configuration, "--output", out, mode);
                assertThat(run.code()).as(run.out()).isEqualTo(USAGE);
                assertThat(run.err()).contains(file.toString(), "--resume");
                assertThat(file).hasContent(PRECIOUS);
            }
            Files.delete(file);
        }
        CommandLineRun file = CommandLineRun.of("train", "--config", configuration, "--output", configuration);
        assertThat(file.code()).isEqualTo(STORAGE);
        assertThat(file.err()).contains("is a file");
    }

    @Test
    void anEmptyFileIsNothingToLose() throws IOException {
        Path in = Files.writeString(folder.resolve("in.jsonl"), ROWS);
        Path out = Files.createFile(folder.resolve("made-by-mktemp.jsonl"));
        assertThat(CommandLineRun.of("label", in, "--output", out).code()).isZero();
        assertThat(CommandLineRun.of("label", in, "--output", folder).err()).contains("is a folder");
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tmp"))
                    .toList();
        }
    }
}
