package dev.plumbline.harness.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.harness.cli.option.Words;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.folder.Versions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options of a run in a file; {@link RunFile} reads it, before the command line is parsed. */
final class ConfigArguments {

    static final String SHOW = "--show-config";

    /** What YAML takes for a string without quotes, and nobody for anything else. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");

    private static final Set<String> WORDS_OF_YAML =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    @Option(
            names = RunFile.OPTION,
            paramLabel = "FILE",
            description =
                    "Options in a file, YAML or JSON: their long names without dashes, flags as true, lists as lists."
                            + " The command line goes before it. Paths in it are as on the command line.")
    void file(Path read) {
        // read before the command line was parsed, which has all it says
        Objects.requireNonNull(read, RunFile.OPTION);
    }

    @Option(names = SHOW, description = "Score nothing; print the options in effect as --config reads them.")
    private boolean show;

    boolean show() {
        return show;
    }

    /** What was asked for on the command line and in the file, by key. */
    static Map<String, Object> asked(CommandSpec command) {
        ParseResult parsed = command.commandLine().getParseResult();
        Map<String, Object> asked = new LinkedHashMap<>();
        for (OptionSpec option : command.options()) {
            if (RunFile.isKey(option) && parsed.hasMatchedOption(option)) {
                asked.put(RunFile.key(option), value(option));
            }
        }
        return asked;
    }

    private static Object value(OptionSpec option) {
        if (RunFile.isFlag(option)) {
            return true;
        }
        List<String> given = option.originalStringValues();
        Class<?> type = RunFile.typeOf(option);
        boolean number = RunFile.isWholeNumber(option) || type.isPrimitive() || Number.class.isAssignableFrom(type);
        List<Object> values = (number && RunFile.isList(option) ? Words.of(given) : given)
                .stream()
                        .map(text -> number ? (Object) Double.valueOf(text) : text)
                        .toList();
        return RunFile.isList(option) ? values : values.get(values.size() - 1);
    }

    /** As {@code --config} reads it, with what else holds as comments. */
    static String text(CommandSpec command) {
        StringBuilder text = new StringBuilder(
                "# plumbline run --config, of plumbline " + Versions.PLUMBLINE + " (commit " + Versions.COMMIT + ")\n");
        Map<String, Object> asked = asked(command);
        asked.forEach((key, value) ->
                text.append(key).append(": ").append(yaml(value)).append('\n'));
        for (OptionSpec option : command.options()) {
            String otherwise = option.group() == null ? otherwise(option) : "";
            if (RunFile.isKey(option) && !asked.containsKey(RunFile.key(option)) && !otherwise.isEmpty()) {
                text.append("# ")
                        .append(RunFile.key(option))
                        .append(": ")
                        .append(otherwise)
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** A default that is there before anything is opened; empty if there is none. */
    private static String otherwise(OptionSpec option) {
        Object value = option.initialValue();
        if (value == null || (value instanceof List<?> list && list.isEmpty())) {
            return "";
        }
        return yaml(
                value instanceof Number || value instanceof Boolean
                        ? value
                        : value instanceof Enum<?> constant
                                ? constant.name().toLowerCase(Locale.ROOT)
                                : String.valueOf(value));
    }

    private static String yaml(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(ConfigArguments::yaml).toList().toString();
        }
        if (value instanceof Double number && number == Math.rint(number)) {
            return Long.toString(number.longValue());
        }
        if (!(value instanceof String text)) {
            return String.valueOf(value);
        }
        if (PLAIN.matcher(text).matches() && !WORDS_OF_YAML.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        try {
            // a string of JSON is one of YAML
            return Json.MAPPER.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
