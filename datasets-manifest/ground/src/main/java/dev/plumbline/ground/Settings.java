package dev.plumbline.ground;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A mapping in a configuration file. It remembers which keys were asked for, so that {@link #end} can refuse the others: a
 * mistyped key must not be a default. Every error is of kind USAGE and names the file, the way to the key, as in
 * {@code stages.yaml: stages[0].datasets[1].weight}, and what is wanted there.
 */
public final class Settings {

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");

    private final SettingsFile file;
    private final String way;
    private final JsonNode node;
    private final Set<String> known = new LinkedHashSet<>();

    Settings(SettingsFile file, String way, JsonNode node) {
        this.file = file;
        this.way = way;
        this.node = node;
    }

    /**
     * Reads a file.
     *
     * @param file YAML, or JSON, which is YAML too
     * @throws PlumblineException of kind USAGE if it is missing, malformed or no mapping
     */
    public static Settings read(Path file) {
        return SettingsFile.read(file).mapping();
    }

    /** The folder of the file, which paths in it are relative to. */
    public Path folder() {
        return file.folder();
    }

    /** File and way, for errors about the mapping as a whole. */
    public String place() {
        return way.isEmpty() ? file.name() : file.name() + ": " + way;
    }

    /** An error about a key's value. */
    public PlumblineException wrong(String key, String what) {
        return file.wrong(wayTo(key), what);
    }

    /**
     * An error about a key's value, with one that would do.
     *
     * @param example as it would stand behind the key
     */
    public PlumblineException wrong(String key, String what, String example) {
        return file.wrong(wayTo(key), what, example);
    }

    /**
     * An error about a key that is not there, or about one that nothing asked for and that is perhaps meant for it.
     *
     * @param example as it would stand behind the key
     */
    public PlumblineException missing(String key, String example) {
        return misspelt().orElseGet(() -> wrong(key, "is missing", example));
    }

    /** A key that nothing asked for yet and that is nearly one that was asked for and is not there. */
    private Optional<PlumblineException> misspelt() {
        for (String given : keys(node)) {
            if (!known.contains(given)) {
                for (String name : known) {
                    if (!node.has(name) && NearestNames.areNear(given, name)) {
                        return Optional.of(file.unknown(way, given, List.of(name)));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The same failure with file, key and line put around what it says. */
    public PlumblineException located(String key, PlumblineException failure) {
        return file.located(wayTo(key), failure);
    }

    /** Whether the key is there and not null. */
    public boolean has(String key) {
        return value(key) != null;
    }

    /** Whether the key's value is a string. */
    public boolean isText(String key) {
        JsonNode value = value(key);
        return value != null && value.isTextual();
    }

    /** Whether the key's value is true or false. */
    public boolean isFlag(String key) {
        JsonNode value = value(key);
        return value != null && value.isBoolean();
    }

    /** All keys, in the file's order, where they are names. */
    public List<String> keys() {
        List<String> keys = keys(node);
        known.addAll(keys);
        return keys;
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    public String text(String key) {
        return required(key, "text");
    }

    /**
     * A string that must be there and say something.
     *
     * @param example of it, for the error
     */
    public String required(String key, String example) {
        String text = optionalText(key).orElseThrow(() -> missing(key, example));
        if (text.isBlank()) {
            throw wrong(key, "is empty", example);
        }
        return text;
    }

    public String text(String key, String otherwise) {
        return optionalText(key).orElse(otherwise);
    }

    public Optional<String> optionalText(String key) {
        JsonNode value = value(key);
        if (value != null && !value.isTextual()) {
            throw wrong(
                    key,
                    "must be a string, not " + value,
                    value.isContainerNode() ? "text" : '"' + value.asText() + '"');
        }
        return Optional.ofNullable(value).map(JsonNode::textValue);
    }

    public boolean flag(String key, boolean otherwise) {
        JsonNode value = value(key);
        if (value != null && !value.isBoolean()) {
            throw wrong(key, "must be true or false, not " + value, "true");
        }
        return value == null ? otherwise : value.booleanValue();
    }

    public double number(String key, double otherwise) {
        return optionalNumber(key).orElse(otherwise);
    }

    public OptionalDouble optionalNumber(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(key, "must be a number, not " + value, "0.5");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    /** A number above 0. */
    public double positive(String key, double otherwise) {
        double number = number(key, otherwise);
        if (!(number > 0)) {
            throw wrong(key, "must be above 0, not " + number, String.valueOf(otherwise));
        }
        return number;
    }

    /** A number that is 0 or above. */
    public double notNegative(String key, double otherwise) {
        double number = number(key, otherwise);
        if (!(number >= 0)) {
            throw wrong(key, "must be at least 0, not " + number, String.valueOf(otherwise));
        }
        return number;
    }

    public int integer(String key, int otherwise) {
        return optionalInteger(key).orElse(otherwise);
    }

    public OptionalInt optionalInteger(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key, "must be a whole number, not " + value, "8");
        }
        return OptionalInt.of(value.intValue());
    }

    /** A constant by its name in lower case. */
    public <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        Optional<String> chosen = optionalText(key);
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        for (E constant : type.getEnumConstants()) {
            if (label(constant).equals(chosen.get())) {
                return Optional.of(constant);
            }
        }
        List<String> labels =
                Arrays.stream(type.getEnumConstants()).map(Settings::label).toList();
        throw wrong(key, "must be one of " + String.join(", ", labels) + ", not '" + chosen.get() + "'", labels.get(0));
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A list of strings, or one string; empty if the key is not there. */
    public List<String> texts(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        List<String> texts = new ArrayList<>();
        value.forEach(element -> texts.add(element.textValue()));
        if (!value.isArray() || texts.contains(null)) {
            throw wrong(key, "must be a string or a list of strings, not " + value, "[text]");
        }
        return texts;
    }

    /** A list of numbers, or one number; empty if the key is not there. */
    public List<Double> numbers(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (!element.isNumber() || !Double.isFinite(element.doubleValue())) {
                throw wrong(key, "must be a number or a list of numbers, not " + value, "[1, 2]");
            }
            numbers.add(element.doubleValue());
        }
        return numbers;
    }

    /** A mapping. */
    public Optional<Settings> child(String key) {
        JsonNode value = value(key);
        if (value != null && !value.isObject()) {
            throw wrong(key, "must be a mapping of keys to values, not " + value, "{KEY: VALUE}");
        }
        return Optional.ofNullable(value).map(mapping -> new Settings(file, wayTo(key), mapping));
    }

    /** A list of mappings; empty if the key is not there. */
    public List<Settings> children(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        List<Settings> children = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isObject()) {
                throw noMappings(key, element);
            }
            children.add(new Settings(file, wayTo(key) + "[" + children.size() + "]", element));
        }
        if (!value.isArray()) {
            throw noMappings(key, value);
        }
        return children;
    }

    private PlumblineException noMappings(String key, JsonNode value) {
        return wrong(key, "must be a list of mappings, not " + value, "[{KEY: VALUE}]");
    }

    /** Runs a constructor that checks its arguments; what it objects to is said with file, way and line. */
    public <T> T checked(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (WrongValueException e) {
            throw misspelt()
                    .orElseGet(() ->
                            e.example().isEmpty() ? wrong(e.key(), e.what()) : wrong(e.key(), e.what(), e.example()));
        } catch (IllegalArgumentException e) {
            throw misspelt().orElseGet(() -> wrong(e.getMessage()));
        }
    }

    /** An error about the mapping as a whole, in the line of the first of its keys that is named. */
    private PlumblineException wrong(String what) {
        String at = WORD.matcher(what)
                .results()
                .map(MatchResult::group)
                .filter(word -> known.contains(word) && node.has(word))
                .findFirst()
                .map(this::wayTo)
                .orElse(way);
        int line = file.line(at);
        return PlumblineException.usage(place() + ": " + what + (line == 0 ? "" : " (line " + line + ")"));
    }

    /** Refuses keys that nothing asked for. */
    public void end() {
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw file.unknown(way, key, known);
            }
        });
    }

    private JsonNode value(String key) {
        known.add(key);
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private String wayTo(String key) {
        return LocatedTree.wayTo(way, key);
    }
}
