package dev.plumbline.harness.cli;

import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Options whose value is nothing, as {@code --model-name "$NAME"} gives it where the variable is not set. */
final class BlankWords {

    /** Where nothing is something that can be said. */
    private static final Set<String> MAY_BE_BLANK = Set.of("--instruction");

    private BlankWords() {}

    /**
     * Refuses the first.
     *
     * @throws ParameterException with option and value
     */
    static void refuse(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        for (OptionSpec option : last.matchedOptions()) {
            if (!MAY_BE_BLANK.contains(option.longestName()) && option.arity().max() > 0) {
                for (String word : option.originalStringValues()) {
                    if (word.isBlank()) {
                        throw new ParameterException(
                                last.commandSpec().commandLine(), option.longestName() + " is blank", option, word);
                    }
                }
            }
        }
    }
}
