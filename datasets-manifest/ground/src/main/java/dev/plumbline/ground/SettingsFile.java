package dev.plumbline.ground;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;

/**
 * A file that people write, such as task files, gate rules, stages and prompts: YAML, or JSON if its name ends in
 * {@code .json}. Every error is of kind USAGE and says the file, the way to the value, as in
 * {@code stages.yaml: stages[0].datasets[1].weight}, what is wanted there, and the line.
 */
public final class SettingsFile {

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
        if (root().isMissingNode()) {
            throw PlumblineException.usage(name + " is empty; it must be a mapping of keys to values");
        }
        if (!root().isObject()) {
            throw wrong("", "must be a mapping of keys to values, not " + root() + "; for example KEY: VALUE");
        }
        return new Settings(this, "", root());
    }

    /** The line of a value, or of the nearest around it; 0 if there is none. */
    int line(String way) {
        return tree.line(way);
    }

    /** An error about a value. */
    public PlumblineException wrong(String way, String what) {
        int line = line(way);
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
        if (key.isEmpty() || key.startsWith("[")) {
            return PlumblineException.usage(wrong(way, what).getMessage() + "; for example " + example);
        }
        int list = key.indexOf('[');
        return PlumblineException.usage(wrong(way, what).getMessage() + "; for example "
                + (list < 0 ? key + ": " + example : key.substring(0, list) + ": [" + example + "]"));
    }

    /** An error that a constructor or a check found in a mapping. */
    public PlumblineException wrong(String way, WrongValueException e) {
        String place = LocatedTree.wayTo(way, e.key());
        return e.example().isEmpty() ? wrong(place, e.what()) : wrong(place, e.what(), e.example());
    }

    /** The same failure, with the file, the way to what named it, and the line. */
    public PlumblineException located(String way, PlumblineException failure) {
        int line = line(way);
        boolean elsewhere = failure.getMessage().contains("(line ");
        return failure.saying(name + ": " + way + ": " + failure.getMessage()
                + (line == 0 ? "" : elsewhere ? " (which line " + line + " names)" : " (line " + line + ")"));
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
            return RecordBinding.bind(node, type);
        } catch (RecordBinding.MisfitException e) {
            String place = e.way(way);
            throw e.example().isEmpty() ? wrong(place, e.getMessage()) : wrong(place, e.getMessage(), e.example());
        }
    }

    /**
     * Makes a record of a mapping that no file of its own holds.
     *
     * @param origin names it in errors
     * @throws PlumblineException of kind USAGE naming the key that does not fit
     */
    public static <T> T bind(JsonNode node, Class<T> type, String origin) {
        try {
            return RecordBinding.bind(node, type);
        } catch (RecordBinding.MisfitException e) {
            throw PlumblineException.usage(origin + ": " + e.way("") + " " + e.getMessage());
        }
    }
}
