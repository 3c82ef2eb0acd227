package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.harness.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every command's help, and what it says to the commonest mistakes, word by word: a file for each below {@code
 * test/src/test/resources/command-text}. A change of these words is meant or it is not; where it is, run this test with
 * {@code -Dplumbline.write-command-text=true} and read the difference before it is committed.
 */
class CommandTextTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("plumbline.root"), "test/src/test/resources/command-text");
    private static final boolean WRITE = Boolean.getBoolean("plumbline.write-command-text");

    /** Mistakes beside those that every command is tried with. */
    private static final Map<String, List<String>> MORE = Map.of(
            "run",
            List.of(
                    "run --model random",
                    "run --model all-MiniLM-L6-v2 --task STS13",
                    "run --model random --task STS31",
                    "run --model random --benchmark MTEB --task STS13",
                    "run --model random --type Retreival",
                    "run --model random --lang english",
                    "run --model random --task STS13 --limit 0",
                    "run --model random --task STS13 --limit ten",
                    "run --model random --task STS13 --fresh --resume",
                    "run --model random --task STS13 --as mteb-1.0",
                    "run --model random --task STS13 --config no.yaml",
                    "run --model random --task STS13 --engine flink",
                    "run --model random --task STS13 --master local"),
            "encode",
            List.of(
                    "encode --model random --input no.jsonl --output no.txt",
                    "encode --model random --input no.jsonl --output no.parquet",
                    "encode --model bm25 --input no.jsonl --output no.parquet",
                    "encode --model random --input no.jsonl --output no.parquet --prompt-type passage"),
            "tasks",
            List.of("tasks --benchmark MTEB(eng,v3)", "tasks --type STSS"),
            "gate",
            List.of("gate --baseline no --candidate no"),
            "train",
            List.of("train --config no.yaml"),
            "task init",
            List.of("task init no.csv", "task init no.csv --type x"),
            "store gc",
            List.of(
                    "store gc no-such-model --embedding-cache no-such-folder",
                    "store gc --older-than soon",
                    "store gc --max-size big"),
            "completion",
            List.of("completion tcsh"),
            "help",
            List.of("help rnu"),
            "compare",
            List.of("compare no no"));

    static List<String> commands() {
        List<String> commands = new ArrayList<>(List.of(""));
        add(commands, "", Main.line());
        return commands;
    }

    private static void add(List<String> commands, String path, CommandLine line) {
        line.getSubcommands().forEach((name, command) -> {
            if (name.equals(command.getCommandName())) {
                commands.add((path + " " + name).strip());
                add(commands, path + " " + name, command);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void textsAreAsTheyWere(String command) throws IOException {
        Map<String, String> said = new LinkedHashMap<>();
        say(said, command + " --help");
        say(said, command + " --hlep");
        if (!command.equals("quickstart") && !command.equals("doctor")) {
            say(said, command + " --threads x --no-such-option");
        }
        MORE.getOrDefault(command, List.of()).forEach(line -> say(said, line));
        StringBuilder text = new StringBuilder();
        said.forEach(
                (line, answer) -> text.append(line).append('\n').append(answer).append('\n'));
        Path file = FOLDER.resolve((command.isEmpty() ? "plumbline" : command.replace(' ', '-')) + ".txt");
        if (WRITE) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        assertThat(file).exists();
        assertThat(text.toString())
                .as("-Dplumbline.write-command-text=true writes it anew")
                .isEqualTo(Files.readString(file));
        assertThat(text.toString()).doesNotContain("Exception", "at dev.plumbline", "picocli");
    }

    private static void say(Map<String, String> said, String line) {
        CommandLineRun run =
                CommandLineRun.of((Object[]) Stream.of(line.strip().split(" ")).toArray(String[]::new));
        said.put("$ plumbline " + line.strip(), run.out() + run.err() + "exit " + run.code() + "\n");
    }

    @Test
    void thereIsNoFileOfAnotherCommand() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(commands().stream()
                            .map(name -> (name.isEmpty() ? "plumbline" : name.replace(' ', '-')) + ".txt")
                            .toList());
        }
    }
}
