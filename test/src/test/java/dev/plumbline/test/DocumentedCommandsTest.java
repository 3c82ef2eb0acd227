package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.harness.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Every command line in a block of README and {@code docs} has commands and options that there are. Nothing is run. */
class DocumentedCommandsTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:sh|bash|console)?\\n(.*?)^```");
    private static final Pattern INDENTED = Pattern.compile("(?m)^ {4}(plumbline .*)$");
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?:\\$ )?(?:\\./)?plumbline (.*)$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|([^\\s\"']+)");

    @TestFactory
    List<DynamicTest> parses() throws IOException {
        Path root = Path.of(System.getProperty("plumbline.root"));
        List<Path> documents = new ArrayList<>(List.of(root.resolve("README.md")));
        try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (Path document : documents) {
            for (String command : commands(Files.readString(document))) {
                tests.add(DynamicTest.dynamicTest(document.getFileName() + ": " + command, () -> check(command)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests;
    }

    private static List<String> commands(String text) {
        List<String> commands = new ArrayList<>();
        for (Pattern pattern : List.of(BLOCK, INDENTED)) {
            Matcher block = pattern.matcher(text);
            while (block.find()) {
                Matcher command = COMMAND.matcher(block.group(1).replaceAll("\\\\\\n\\s*", " "));
                while (command.find()) {
                    commands.add(command.group(1));
                }
            }
        }
        return commands;
    }

    private static void check(String command) {
        List<String> words = new ArrayList<>();
        // brackets are around what may be left out
        Matcher word = WORD.matcher(command.replaceAll("[\\[\\]]", ""));
        while (word.find()) {
            if (word.group().matches("[|>;#&].*|2>.*|&&")) {
                break;
            }
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        words.remove("...");
        // as Main has it
        CommandLine line = Main.line()
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUnmatchedOptionsAllowedAsOptionParameters(false);
        try {
            line.parseArgs(words.toArray(String[]::new));
        } catch (CommandLine.MissingParameterException e) {
            // what a text leaves out it says elsewhere
            assertThat(e.getMessage()).startsWith("Missing");
        } catch (CommandLine.ParameterException e) {
            assertThat(e.getMessage()).as(command).isEmpty();
        }
    }
}
