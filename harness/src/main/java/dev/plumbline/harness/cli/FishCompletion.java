package dev.plumbline.harness.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which picocli does not write: a line per command and option. */
final class FishCompletion {

    private static final int LONGEST = 70;

    private static final String HEAD = """
            # Completion of plumbline for fish, made by plumbline completion fish.

            # whether the command line begins with these words
            function __plumbline_at
                test (count $argv) -eq 0; and return 0
                set -l words (commandline -opc)
                set -l begin (string join ' ' -- x $words[2..(math (count $argv) + 1)])
                set -l wanted (string join ' ' -- x $argv)
                test "$begin" = "$wanted"
            end

            # whether these words are all of it
            function __plumbline_just
                set -l words (commandline -opc)
                test (count $words) -eq (math (count $argv) + 1); and __plumbline_at $argv
            end

            """;

    private FishCompletion() {}

    static String script(CommandLine plumbline) {
        StringBuilder script = new StringBuilder(HEAD);
        add(script, plumbline, "");
        return script.toString();
    }

    private static void add(StringBuilder script, CommandLine line, String path) {
        Map<String, CommandLine> commands = new LinkedHashMap<>(line.getSubcommands());
        commands.forEach((name, command) -> script.append("complete -c plumbline -f -n '__plumbline_just")
                .append(path)
                .append("' -a ")
                .append(name)
                .append(description(command.getCommandSpec().usageMessage().description()))
                .append('\n'));
        for (OptionSpec option : line.getCommandSpec().options()) {
            if (!option.hidden()) {
                script.append("complete -c plumbline -n '__plumbline_at")
                        .append(path)
                        .append('\'');
                for (String name : option.names()) {
                    script.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
                }
                script.append(option.arity().max() == 0 ? "" : " -r")
                        .append(description(option.description()))
                        .append('\n');
            }
        }
        commands.forEach((name, command) -> add(script, command, path + " " + name));
    }

    /** The first sentence, in quotes. */
    private static String description(String... lines) {
        if (lines.length == 0) {
            return "";
        }
        String first = String.join(" ", lines).split("(?<=[a-z)])[.:;] ", 2)[0].replace("$$", "$");
        String text = first.length() <= LONGEST ? first : first.substring(0, LONGEST - 3) + "...";
        return " -d '" + text.replace("\\", "\\\\").replace("'", "\\'").replaceFirst("\\.$", "") + "'";
    }
}
