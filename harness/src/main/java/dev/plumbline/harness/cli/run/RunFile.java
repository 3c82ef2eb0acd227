package dev.plumbline.harness.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SettingsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code run --config FILE}: the options of {@code run} in a file, by their long names. They are put in front of those of the
 * command line, except where that says the same option, or one that excludes it.
 */
public final class RunFile {

    static final String OPTION = "--config";

    private static final String COMMAND = "run";
    /** Of the command line alone. */
    private static final Set<String> NOT_IN_A_FILE =
            Set.of(OPTION, ConfigArguments.SHOW, "--help", "--version", "--debug");

    private final SettingsFile file;
    private final CommandSpec command;

    private RunFile(SettingsFile file, CommandSpec command) {
        this.file = file;
        this.command = command;
    }

    /**
     * A command line with what its configuration says written out.
     *
     * @throws PlumblineException of kind USAGE for a key or value that is no option's
     */
    public static String[] writtenOut(CommandLine plumbline, String... words) {
        List<String> given = new ArrayList<>(Arrays.asList(words));
        int start = given.indexOf(COMMAND);
        if (start < 0 || given.subList(0, start).stream().anyMatch(word -> !word.startsWith("-"))) {
            return words;
        }
        for (int i = start + 1; i < given.size(); i++) {
            String word = given.get(i);
            boolean apart = word.equals(OPTION) && i + 1 < given.size();
            if (apart || word.startsWith(OPTION + "=")) {
                String name = apart ? given.get(i + 1) : word.substring(OPTION.length() + 1);
                if (name.isBlank() || name.equals("-")) {
                    throw PlumblineException.usage(
                            OPTION + (name.isBlank() ? " is given without a value: \"" + name + "\"" : " -")
                                    + "; name a file");
                }
                given.subList(i, i + (apart ? 2 : 1)).clear();
                CommandSpec command = Objects.requireNonNull(
                                plumbline.getSubcommands().get(COMMAND))
                        .getCommandSpec();
                RunFile file = new RunFile(SettingsFile.read(Path.of(name)), command);
                List<String> more = file.words(given.subList(start + 1, given.size()));
                // last, since a list before it would take what follows
                more.add(OPTION + "=" + name);
                given.addAll(start + 1, more);
                return given.toArray(String[]::new);
            }
        }
        return words;
    }

    /** The name of an option in a file. */
    static String key(OptionSpec option) {
        return Stream.of(option.names())
                .filter(name -> name.startsWith("--"))
                .findFirst()
                .orElse(option.longestName())
                .substring(2);
    }

    /** Whether an option can be in a file. */
    static boolean isKey(OptionSpec option) {
        return !option.hidden() && Stream.of(option.names()).noneMatch(NOT_IN_A_FILE::contains);
    }

    private List<String> words(List<String> given) {
        Map<String, OptionSpec> byKey = new LinkedHashMap<>();
        command.options().stream()
                .filter(RunFile::isKey)
                .forEach(option -> Stream.of(option.names())
                        .filter(name -> name.startsWith("--"))
                        .forEach(name -> byKey.put(name.substring(2), option)));
        List<String> known =
                byKey.values().stream().distinct().map(RunFile::key).toList();
        Set<OptionSpec> settled = settledBy(given);
        Map<OptionSpec, String> seen = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        if (!file.root().isMissingNode()) {
            file.mapping();
        }
        file.root().properties().forEach(entry -> {
            String key = entry.getKey();
            OptionSpec option = byKey.get(key);
            if (option == null) {
                throw file.unknown("", key, known);
            }
            String before = seen.putIfAbsent(option, key);
            if (before != null) {
                throw file.wrong(key, "says the same as " + before + "; leave one out");
            }
            List<String> said = words(key, option, entry.getValue());
            if (!settled.contains(option)) {
                words.addAll(said);
            }
        });
        return words;
    }

    /** What the command line says itself, and what cannot stand beside that. */
    private Set<OptionSpec> settledBy(List<String> given) {
        Set<OptionSpec> settled = new HashSet<>();
        for (OptionSpec option : command.options()) {
            if (Stream.of(option.names())
                    .anyMatch(name -> given.stream()
                            .anyMatch(word -> word.equals(name)
                                    || word.startsWith(name + "=")
                                    || (!name.startsWith("--") && !word.startsWith("--") && word.startsWith(name))))) {
                settled.add(option);
            }
        }
        for (ArgGroupSpec group : command.argGroups()) {
            if (group.exclusive() && group.options().stream().anyMatch(settled::contains)) {
                settled.addAll(group.options());
            }
        }
        return settled;
    }

    private List<String> words(String key, OptionSpec option, JsonNode value) {
        String name = "--" + key;
        if (isFlag(option)) {
            if (!value.isBoolean()) {
                throw file.wrong(key, "must be true or false, not " + value + "; for example " + key + ": true");
            }
            return value.booleanValue() ? List.of(name) : List.of();
        }
        if (value.isNull()) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        if (isList(option)) {
            int i = 0;
            for (JsonNode element : value.isArray() ? value : List.of(value)) {
                words.add(name + "=" + text(value.isArray() ? key + "[" + i++ + "]" : key, option, element));
            }
            return words;
        }
        return List.of(name + "=" + text(key, option, value));
    }

    private String text(String way, OptionSpec option, JsonNode value) {
        Class<?> type = typeOf(option);
        if (isWholeNumber(option)) {
            boolean isLong = type == long.class || type == Long.class;
            boolean fits = value.isIntegralNumber() && (isLong ? value.canConvertToLong() : value.canConvertToInt());
            if (!fits) {
                throw file.wrong(way, "must be a whole number, not " + value + "; for example " + example(option, "8"));
            }
        } else if (type == double.class || type == Double.class) {
            if (!value.isNumber()) {
                throw file.wrong(way, "must be a number, not " + value + "; for example " + example(option, "0.5"));
            }
        } else if (type.isEnum()) {
            Set<String> labels = Arrays.stream(type.getEnumConstants())
                    .map(String::valueOf)
                    .map(label -> label.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (!labels.contains(value.asText().toLowerCase(Locale.ROOT))) {
                throw file.wrong(
                        way,
                        "must be one of " + String.join(", ", labels) + ", not " + value + "; for example "
                                + example(option, labels.iterator().next()));
            }
        } else if (!value.isValueNode()) {
            throw file.wrong(
                    way,
                    "must be a string" + (isList(option) ? " or a list of strings" : "") + ", not " + value
                            + "; for example " + example(option, option.paramLabel()));
        }
        if (value.asText().isBlank()) {
            throw file.wrong(way, "is blank; for example " + example(option, option.paramLabel()));
        }
        return value.asText();
    }

    private static String example(OptionSpec option, String value) {
        return key(option) + ": " + (isList(option) ? "[" + value + "]" : value);
    }

    /** Also numbers in a list, which are split by blanks and commas before they are numbers. */
    static boolean isWholeNumber(OptionSpec option) {
        Class<?> type = typeOf(option);
        return type == int.class
                || type == Integer.class
                || type == long.class
                || type == Long.class
                || (isList(option) && option.paramLabel().equals("N"));
    }

    static boolean isFlag(OptionSpec option) {
        return option.arity().max() == 0;
    }

    /** Of the option's value, or of those in its list. */
    static Class<?> typeOf(OptionSpec option) {
        return isList(option) && option.auxiliaryTypes().length > 0 ? option.auxiliaryTypes()[0] : option.type();
    }

    static boolean isList(OptionSpec option) {
        return Collection.class.isAssignableFrom(option.type());
    }
}
