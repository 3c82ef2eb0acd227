package dev.plumbline.trainer.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.NearestNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A mapping in a configuration file. It remembers which keys were asked for, so that {@link #end} can refuse the others: a
 * mistyped key must not be a default. Every error is of kind USAGE and names the file, the way to the key, as in
 * {@code stages.yaml: stages[0].datasets[1].weight}, and what is wanted there, and the line.
 */
public final class SettingsNode {

    private final Path file;
    private final String way;
    private final JsonNode node;
    private final IdentityHashMap<JsonNode, Map<String, Integer>> lines;
    private final Set<String> known = new LinkedHashSet<>();

    private SettingsNode(Path file, String way, JsonNode node, IdentityHashMap<JsonNode, Map<String, Integer>> lines) {
        this.file = file;
        this.way = way;
        this.node = node;
        this.lines = lines;
    }

    /**
     * Reads a file.
     *
     * @param file YAML, or JSON, which is YAML too
     * @throws PlumblineException of kind USAGE if it is missing, malformed or no mapping
     */
    public static SettingsNode read(Path file) {
        try {
            YamlTree.Document document = YamlTree.read(Files.readString(file));
            if (!document.root().isObject()) {
                throw PlumblineException.usage(file + " must be a mapping of keys to values");
            }
            return new SettingsNode(file, "", document.root(), document.lines());
        } catch (JsonProcessingException e) {
            throw PlumblineException.usage(file + " is not YAML: " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ")");
        } catch (IOException e) {
            throw PlumblineException.usage(file + " cannot be read: " + e);
        }
    }

    /** The folder of the file, which paths in it are relative to. */
    public Path folder() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /** File and way, for errors about the mapping as a whole. */
    public String place() {
        return way.isEmpty() ? file.toString() : file + ": " + way;
    }

    /** An error about a key's value, with its line if it is there. */
    public PlumblineException wrong(String key, String what) {
        Integer line = lines.getOrDefault(node, Map.of()).get(key);
        return PlumblineException.usage(
                file + ": " + wayTo(key) + " " + what + (line == null ? "" : " (line " + line + ")"));
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

    public String text(String key) {
        return optionalText(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    public String text(String key, String otherwise) {
        return optionalText(key).orElse(otherwise);
    }

    public Optional<String> optionalText(String key) {
        JsonNode value = value(key);
        if (value != null && !value.isTextual()) {
            throw wrong(key, "must be a string, not " + value);
        }
        return Optional.ofNullable(value).map(JsonNode::textValue);
    }

    public boolean flag(String key, boolean otherwise) {
        JsonNode value = value(key);
        if (value != null && !value.isBoolean()) {
            throw wrong(key, "must be true or false, not " + value);
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
            throw wrong(key, "must be a number, not " + value);
        }
        return OptionalDouble.of(value.doubleValue());
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
            throw wrong(key, "must be a whole number, not " + value);
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
                Arrays.stream(type.getEnumConstants()).map(SettingsNode::label).toList();
        throw wrong(key, "must be one of " + String.join(", ", labels) + ", not '" + chosen.get() + "'");
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
            throw wrong(key, "must be a string or a list of strings, not " + value);
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
                throw wrong(key, "must be a number or a list of numbers, not " + value);
            }
            numbers.add(element.doubleValue());
        }
        return numbers;
    }

    /** A mapping. */
    public Optional<SettingsNode> child(String key) {
        JsonNode value = value(key);
        if (value != null && !value.isObject()) {
            throw wrong(key, "must be a mapping, not " + value);
        }
        return Optional.ofNullable(value).map(mapping -> new SettingsNode(file, wayTo(key), mapping, lines));
    }

    /** A list of mappings; empty if the key is not there. */
    public List<SettingsNode> children(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        List<SettingsNode> children = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isObject()) {
                throw wrong(key, "must be a list of mappings");
            }
            children.add(new SettingsNode(file, wayTo(key) + "[" + children.size() + "]", element, lines));
        }
        if (!value.isArray()) {
            throw wrong(key, "must be a list of mappings");
        }
        return children;
    }

    /** Runs a constructor that checks its arguments; what it objects to is said with file and way. */
    public <T> T checked(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw PlumblineException.usage(place() + ": " + e.getMessage());
        }
    }

    /** Refuses keys that nothing asked for. */
    public void end() {
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw wrong(key, "is not a known key; nearest: " + String.join(", ", NearestNames.of(key, known)));
            }
        });
    }

    private JsonNode value(String key) {
        known.add(key);
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private String wayTo(String key) {
        return way.isEmpty() ? key : way + "." + key;
    }
}
