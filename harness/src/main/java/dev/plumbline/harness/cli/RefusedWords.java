package dev.plumbline.harness.cli;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Words that are no value where one is needed: nothing, as {@code --model-name "$NAME"} gives it where the variable is not set,
 * a lone dash for a file, and no thread at all.
 */
final class RefusedWords {

    /** Where nothing is something that can be said. */
    private static final Set<String> MAY_BE_BLANK = Set.of("--instruction");

    private static final Pattern NONE = Pattern.compile("0+|-.*");

    private RefusedWords() {}

    /**
     * Refuses the first.
     *
     * @throws ParameterException with what it is the value of
     */
    static void refuse(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine line = last.commandSpec().commandLine();
        for (OptionSpec option : last.matchedOptions()) {
            if (!MAY_BE_BLANK.contains(option.longestName()) && option.arity().max() > 0) {
                option.originalStringValues().forEach(word -> refuse(option, option.longestName(), word, line));
            }
        }
        for (PositionalParamSpec words : last.matchedPositionals()) {
            words.originalStringValues().forEach(word -> refuse(words, words.paramLabel(), word, line));
        }
    }

    private static void refuse(ArgSpec arg, String name, String word, CommandLine line) {
        if (word.isBlank()) {
            throw new ParameterException(line, name + " is blank", arg, word);
        }
        if (name.equals("--threads") && NONE.matcher(word).matches()) {
            throw new ParameterException(line, "--threads must be at least 1, not " + word);
        }
        Class<?> type = arg.auxiliaryTypes().length > 0 ? arg.auxiliaryTypes()[0] : arg.type();
        if (word.equals("-") && type == Path.class) {
            throw new ParameterException(
                    line,
                    name + " - would be standard input or output, and files alone are read and written; name a file");
        }
    }
}
