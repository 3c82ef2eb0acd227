package dev.plumbline.harness.cli;

import dev.plumbline.ground.PlumblineException;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options whose value is nothing, as {@code --model-name "$NAME"} gives it where the variable is not set. */
final class BlankWords {

    /** Where nothing is something that can be said. */
    private static final Set<String> MAY_BE_BLANK = Set.of("--instruction");

    private BlankWords() {}

    /**
     * Refuses the first.
     *
     * @throws PlumblineException of kind USAGE that names the option
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
                        throw PlumblineException.usage(option.longestName() + " is given without a value: \"" + word
                                + "\"; write one, or leave the option out");
                    }
                }
            }
        }
    }
}
