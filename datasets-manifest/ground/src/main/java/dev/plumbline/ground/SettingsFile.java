package dev.plumbline.ground;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that people write, such as task files, gate rules, stages and prompts: YAML, or JSON if its name ends in
 * {@code .json}. Every error is of kind USAGE and says the file, the way to the value, as in
 * {@code stages.yaml: stages[0].datasets[1].weight}, what is wanted there, and the line.
 */
public final class SettingsFile {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // an element that somebody forgot, as in "[test, ]" or a lone "-"
            .withConfigOverride(List.class, list -> list.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)))
            .build();

    private final Path file;
    private final String name;
    private final LocatedTree tree;

    private SettingsFile(Path file, String name, LocatedTree tree) {
        this.file = file;
        this.name = name;
        this.tree = tree;
    }

    /**
     * Reads a file.
     *
     * @throws PlumblineException of kind USAGE if it is missing or malformed
     */
    public static SettingsFile read(Path file) {
        return read(file, file.toString());
    }

    /**
     * Reads a file.
     *
     * @param name what errors call it
     * @throws PlumblineException of kind USAGE if it is missing or malformed
     */
    public static SettingsFile read(Path file, String name) {
        if (!Files.isRegularFile(file)) {
            throw PlumblineException.usage(
                    Files.exists(file) ? name + " is not a file" : name + " cannot be read: there is no such file");
        }
        boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        try {
            // a character has at most four bytes
            if (Files.size(file) > 4L * LocatedTree.MOST_CHARACTERS) {
                throw PlumblineException.usage(name + " has " + Files.size(file) + " bytes; "
                        + 4L * LocatedTree.MOST_CHARACTERS + " are the most that such a file can have");
            }
            String text = Files.readString(file);
            if (text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
            return new SettingsFile(file, name, json ? LocatedTree.ofJson(text) : LocatedTree.ofYaml(text));
        } catch (SyntaxException e) {
            throw PlumblineException.usage(
                    name + " is not " + (json ? "JSON" : "YAML") + ": " + e.getMessage() + " (line " + e.line() + ")");
        } catch (MalformedInputException e) {
            throw PlumblineException.usage(name + " is not text in UTF-8; save it as such");
        } catch (NoSuchFileException e) {
            throw PlumblineException.usage(name + " cannot be read: there is no such file");
        } catch (IOException e) {
            throw PlumblineException.usage(name + " cannot be read: " + e);
        }
    }

    /** What errors call it. */
    public String name() {
        return name;
    }

    /** The folder of the file, which paths in it are relative to. */
    public Path folder() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /** All it says; missing if that is nothing. Not to be changed. */
    public JsonNode root() {
        return tree.root();
    }

    /** All it says, as a mapping. */
    public Settings mapping() {
        if (!root().isObject()) {
            throw PlumblineException.usage(name + " must be a mapping of keys to values");
        }
        return new Settings(this, "", root());
    }

    /** An error about a value. */
    public PlumblineException wrong(String way, String what) {
        int line = tree.line(way);
        return PlumblineException.usage(
                name + ": " + (way.isEmpty() ? "" : way + " ") + what + (line == 0 ? "" : " (line " + line + ")"));
    }

    /**
     * An error about a value, with one that would do.
     *
     * @param example as it would stand behind the key
     */
    public PlumblineException wrong(String way, String what, String example) {
        String key = way.substring(way.lastIndexOf('.') + 1);
        int list = key.indexOf('[');
        return PlumblineException.usage(wrong(way, what).getMessage() + "; for example "
                + (list < 0 ? key + ": " + example : key.substring(0, list) + ": [" + example + "]"));
    }

    /** An error about a key that nothing asks for, with those that were perhaps meant. */
    public PlumblineException unknown(String way, String key, Collection<String> known) {
        return wrong(
                LocatedTree.wayTo(way, key),
                "is not a known key; nearest: " + String.join(", ", NearestNames.of(key, known)));
    }

    /**
     * Makes a record of a mapping.
     *
     * @param way to the mapping, empty for the whole file
     * @throws PlumblineException of kind USAGE naming the key that does not fit, and what would
     */
    public <T> T bind(JsonNode node, String way, Class<T> type) {
        try {
            return bind(node, type);
        } catch (BindingException e) {
            String place = way(way, e.path());
            throw e.example().isEmpty() ? wrong(place, e.getMessage()) : wrong(place, e.getMessage(), e.example());
        }
    }

    /** What does not fit into a record. */
    public static final class BindingException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient List<JsonMappingException.Reference> path;

        private final String message;
        private final String example;

        private BindingException(String message, List<JsonMappingException.Reference> path) {
            this(message, "", path);
        }

        private BindingException(String message, String example, List<JsonMappingException.Reference> path) {
            super(message);
            this.message = message;
            this.example = example;
            this.path = List.copyOf(path);
        }

        @Override
        public String getMessage() {
            return message;
        }

        /** A value that would do; empty if there is none to name. */
        private String example() {
            return example;
        }

        private List<JsonMappingException.Reference> path() {
            return path;
        }

        /** Way and what is wrong there. */
        public String located() {
            String way = way("", path);
            return way.isEmpty() ? getMessage() : way + " " + getMessage();
        }
    }

    /**
     * Makes a record of a mapping that no file of its own holds.
     *
     * @throws BindingException in words of ours
     */
    public static <T> T bind(JsonNode node, Class<T> type) throws BindingException {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (UnrecognizedPropertyException e) {
            List<String> known =
                    e.getKnownPropertyIds().stream().map(String::valueOf).toList();
            throw new BindingException(
                    "is not a known key; nearest: " + String.join(", ", NearestNames.of(e.getPropertyName(), known)),
                    e.getPath());
        } catch (InvalidFormatException e) {
            throw new BindingException(
                    "must be " + wanted(e.getTargetType()) + ", not '" + e.getValue() + "'",
                    example(e.getTargetType()),
                    e.getPath());
        } catch (MismatchedInputException e) {
            throw new BindingException("must be " + wanted(e.getTargetType()), example(e.getTargetType()), e.getPath());
        } catch (JsonMappingException e) {
            throw new BindingException(objection(e), e.getPath());
        } catch (JsonProcessingException e) {
            throw new BindingException(objection(e), List.of());
        }
    }

    /** What a record's constructor objects to. */
    private static String objection(JsonProcessingException e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof NullPointerException) {
            return "has no key '" + root.getMessage() + "'";
        }
        String message = root instanceof JsonProcessingException json ? json.getOriginalMessage() : root.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("is not understood");
    }

    private static String example(@Nullable Class<?> type) {
        if (type == null) {
            return "";
        }
        if (type.isEnum()) {
            JsonNode label = MAPPER.valueToTree(type.getEnumConstants()[0]);
            return label.asText();
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "8";
        }
        if (type == double.class || type == Double.class) {
            return "0.5";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "test";
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "[test]" : "";
    }

    private static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(MAPPER::valueToTree)
                                    .map(label -> ((JsonNode) label).asText())
                                    .toList());
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a string";
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "a list" : "a mapping of keys to values";
    }

    private static String way(String from, List<JsonMappingException.Reference> path) {
        String way = from;
        for (JsonMappingException.Reference step : path) {
            way = step.getFieldName() == null
                    ? way + "[" + step.getIndex() + "]"
                    : LocatedTree.wayTo(way, step.getFieldName());
        }
        return way;
    }
}
