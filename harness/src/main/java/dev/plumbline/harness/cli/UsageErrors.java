package dev.plumbline.harness.cli;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.harness.cli.option.ChooseCommand;
import dev.plumbline.harness.cli.option.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What is wrong with a command line, in one line: what was not understood, and what was perhaps meant. */
final class UsageErrors {

    private static final String CARD =
            "plumbline report --results DIR --model NAME makes a page of a model's results; docs/results.md says how they go"
                    + " to the results repository";

    /** What mteb's command line has and this one has not, and why. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("--co2-tracker", "nothing here measures emissions; leave it out"),
            Map.entry("--no-co2-tracker", "nothing here measures emissions; leave it out"),
            Map.entry("--num-proc", "data are read with the threads of --threads; leave --num-proc out"),
            Map.entry("--num_proc", "data are read with the threads of --threads; leave --num_proc out"),
            Map.entry(
                    "--prediction-folder",
                    "what each sample scored is kept beside the result anyway (<Task>.samples.jsonl.gz)"),
            Map.entry(
                    "--save_predictions",
                    "what each sample scored is kept beside the result anyway (<Task>.samples.jsonl.gz)"),
            Map.entry("create-model-results", CARD),
            Map.entry("create_model_results", CARD),
            Map.entry("create-meta", CARD),
            Map.entry("create_meta", CARD),
            Map.entry(
                    "leaderboard",
                    "plumbline results aggregate --results DIR --benchmark NAME prints the table, plumbline report makes a"
                            + " page"),
            Map.entry("mock-run", "plumbline quickstart tries everything out, plumbline model probe looks at a model"),
            Map.entry("mock_run", "plumbline quickstart tries everything out, plumbline model probe looks at a model"),
            Map.entry("submit_results", "see docs/results.md for how results are submitted"),
            Map.entry("submit-results", "see docs/results.md for how results are submitted"));

    /** What picocli says of an unknown option that stands where a value should. */
    private static final Pattern UNKNOWN = Pattern.compile("^Unknown option: '([^']+)'; Expected");

    private static final Pattern NO_VALUE =
            Pattern.compile("Expected parameter (?:\\d+ \\(of [^)]*\\) )?for option '([^']+)' but found '([^']+)'");

    /** picocli shows an enumeration as Java spells it. */
    private static final Pattern LABELS = Pattern.compile(
            "Invalid value for option '([^']+)'[^:]*: expected one of \\[([^\\]]*)\\](?: \\(case-insensitive\\))? but was '([^']*)'");

    private static final Pattern EXCLUSIVE = Pattern.compile("Error: (.+) are mutually exclusive");

    /** Options that are meant where a word stands alone. */
    private static final List<String> BY_NAME = List.of("--results", "--task", "--benchmark", "--model");

    private UsageErrors() {}

    /** Says it on the command's stderr. */
    static int handle(ParameterException e, String[] words) {
        CommandLine line = e.getCommandLine();
        CommandSpec command = line.getCommandSpec();
        if (e instanceof ChooseCommand) {
            line.getErr().println("plumbline: " + e.getMessage() + (words.length > 0 ? "" : ", such as quickstart"));
            line.usage(line.getErr());
            return ExitCode.USAGE;
        }
        line.getErr()
                .println("plumbline: " + message(e, command, words) + " (" + command.qualifiedName(" ")
                        + " --help says what there is)");
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e, CommandSpec command, String... words) {
        if (words.length > 0 && ELSEWHERE.containsKey(words[0])) {
            return unknownWord(words[0], command);
        }
        if (e.getArgSpec() != null && e.getValue() != null && e.getValue().isBlank()) {
            String name = e.getArgSpec() instanceof OptionSpec option
                    ? asTyped(option.longestName(), command, words)
                    : e.getArgSpec().paramLabel();
            return name + " is given without a value: \"" + e.getValue() + "\"; write one, or leave "
                    + (e.getArgSpec().isOption() ? "the option" : "it") + " out";
        }
        // What is not understood is worth more than what is missing: the one may be the other, misspelt.
        List<String> unknown = unknown(e);
        if (!unknown.isEmpty()
                && !unknown.get(0).startsWith("-")
                && !command.subcommands().isEmpty()) {
            return unknownWord(unknown.get(0), command);
        }
        Optional<String> option = unknown.stream()
                .filter(word -> word.startsWith("-") && word.length() > 1)
                .findFirst();
        if (option.isPresent()) {
            return unknownOption(option.get().split("=", 2)[0], command);
        }
        if (!unknown.isEmpty()) {
            return unknownWord(unknown.get(0), command, words);
        }
        if (e instanceof MissingParameterException missing) {
            return missing(missing.getMissing());
        }
        return plain(String.valueOf(e.getMessage()), command, words);
    }

    private static List<String> unknown(ParameterException e) {
        Matcher inPlaceOfValue = UNKNOWN.matcher(String.valueOf(e.getMessage()));
        if (inPlaceOfValue.find()) {
            return List.of(inPlaceOfValue.group(1));
        }
        return e instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched()
                : e.getCommandLine().getUnmatchedArguments();
    }

    private static String unknownOption(String option, CommandSpec command) {
        String reason = ELSEWHERE.get(option);
        if (reason != null) {
            return "there is no option " + option + ": " + reason;
        }
        List<String> names = command.options().stream()
                .filter(known -> !known.hidden())
                .flatMap(known -> Stream.of(known.names()))
                .filter(name -> name.startsWith("--") == option.startsWith("--"))
                .toList();
        return "there is no option " + option + near(option, names);
    }

    private static String unknownWord(String word, CommandSpec command, String... words) {
        String reason = ELSEWHERE.get(word);
        if (reason != null) {
            return "there is no command " + word + ": " + reason;
        }
        if (!command.subcommands().isEmpty()) {
            return "there is no command " + word
                    + near(word, command.subcommands().keySet().stream().toList());
        }
        return "\"" + word + "\" belongs to no option"
                + meant(word, command, List.of(words))
                        .map(option -> "; is " + option + " " + word + " meant?")
                        .orElse("");
    }

    /** What is needed and was not given, a folder's option for a folder, or what chooses by name. */
    private static Optional<String> meant(String word, CommandSpec command, List<String> words) {
        List<OptionSpec> open = command.options().stream()
                .filter(option -> option.group() == null && option.arity().max() > 0)
                .filter(option -> Stream.of(option.names()).noneMatch(words::contains))
                .toList();
        boolean folder = Files.isDirectory(Path.of(word));
        return open.stream()
                .filter(OptionSpec::required)
                .filter(option -> folder || !option.paramLabel().equals("DIR"))
                .filter(option -> !folder || !option.longestName().equals("--benchmark"))
                .findFirst()
                .map(OptionSpec::longestName)
                .or(() -> BY_NAME.stream()
                        .filter(name -> name.equals("--results") == folder)
                        .filter(name -> open.stream()
                                .anyMatch(option -> List.of(option.names()).contains(name)))
                        .findFirst());
    }

    private static String near(String wanted, List<String> names) {
        return names.isEmpty() ? "" : "; nearest: " + String.join(", ", NearestNames.of(wanted, names));
    }

    private static String missing(List<ArgSpec> missing) {
        String names = missing.stream()
                .map(arg -> arg instanceof OptionSpec option
                        ? option.longestName() + " " + option.paramLabel()
                        : arg.paramLabel())
                .collect(Collectors.joining(", "));
        boolean words = missing.stream().anyMatch(ArgSpec::isPositional);
        return names
                + (missing.size() == 1 ? " is missing" : " are missing")
                + (words ? "; write it first, since an option that takes several words takes all that follow it" : "");
    }

    /** The name of an option that was given; picocli says the longest. */
    private static String asTyped(String said, CommandSpec command, String... words) {
        String name = said.split("=", 2)[0];
        OptionSpec option = command.findOption(name);
        if (option == null) {
            return said;
        }
        return Stream.of(words)
                .map(word -> word.split("=", 2)[0])
                .filter(word -> List.of(option.names()).contains(word))
                .findFirst()
                .orElse(name);
    }

    /** picocli's message in the words used here. */
    private static String plain(String message, CommandSpec command, String... words) {
        Matcher noValue = NO_VALUE.matcher(message);
        if (noValue.find()) {
            return noValue.group(1) + " has no value: " + noValue.group(2) + " is an option";
        }
        Matcher exclusive = EXCLUSIVE.matcher(message);
        if (exclusive.find()) {
            return Stream.of(exclusive.group(1).split(", ", -1))
                            .map(option -> asTyped(option, command, words))
                            .sorted()
                            .collect(Collectors.joining(" and "))
                    + " exclude each other; give one of them";
        }
        String first = message.lines().findFirst().orElse("the command line is not understood");
        Matcher labels = LABELS.matcher(first);
        if (labels.find()) {
            return labels.group(1) + " must be one of " + labels.group(2).toLowerCase(Locale.ROOT) + ", not "
                    + labels.group(3);
        }
        return first.replace("' is not an int", "' is not a whole number")
                .replace("' is not a long", "' is not a whole number")
                .replace("' is not a double", "' is not a number")
                .replace(" (case-insensitive)", "")
                .replace("Invalid value for option", "wrong value for option");
    }
}
