package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

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

    @ParameterizedTest
    @ValueSource(strings = {"label IN --output SAME", "mine IN --model random --no-cache --output SAME"})
    void anInputIsNeverWrittenOverNotEvenByForceOrThroughALink(String line) throws IOException {
        Path in = Files.writeString(folder.resolve("in.jsonl"), ROWS);
        Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), in);
        for (Path same : List.of(in, link, folder.resolve("../" + folder.getFileName() + "/in.jsonl"))) {
            List<Object> words = Stream.of((line + " --force").split(" "))
                    .map(word -> word.equals("IN") ? in.toString() : word.equals("SAME") ? same.toString() : word)
                    .map(Object.class::cast)
                    .toList();
            CommandLineRun run = CommandLineRun.of(words.toArray());
            assertThat(run.code()).isEqualTo(USAGE);
            assertThat(run.err()).contains("is read by this command");
            assertThat(in).hasContent(ROWS);
        }
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
