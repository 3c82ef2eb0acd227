package dev.plumbline.ground;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;

/**
 * What a YAML or JSON text says, and where.
 *
 * @param root missing if the text says nothing; not to be changed, since aliases share what they stand for
 * @param lines way of a value, as in {@code stages[0].data.size}, to the line it is given in, from 1; an alias's values have
 *     none of their own
 */
public record LocatedTree(JsonNode root, Map<String, Integer> lines) {

    /** Values that a text may stand for, each alias counting as all that it repeats: nested ones multiply. */
    public static final int MOST_VALUES = 100_000;

    /** How deep a text may be nested. */
    public static final int MOST_DEPTH = 100;

    /** How long a text may be, in characters: more was not written by hand. */
    public static final int MOST_CHARACTERS = 8_000_000;

    public LocatedTree {
        Objects.requireNonNull(root, "root");
        lines = Map.copyOf(lines);
    }

    /**
     * Reads YAML: 1.2's scalars, with anchors, aliases and the merge key {@code <<} of 1.1.
     *
     * @throws SyntaxException if it is none, has a key twice, more than one document, or is beyond the limits
     */
    public static LocatedTree ofYaml(String text) throws SyntaxException {
        return YamlReader.read(text);
    }

    /**
     * Reads JSON.
     *
     * @throws SyntaxException if it is none, has a key twice or is beyond the limits
     */
    public static LocatedTree ofJson(String text) throws SyntaxException {
        return JsonReader.read(text);
    }

    /** The line a value is given in, or that of the nearest value around it; 0 if there is none. */
    public int line(String way) {
        String place = way;
        while (true) {
            Integer line = lines.get(place);
            if (line != null || place.isEmpty()) {
                return line == null ? 0 : line;
            }
            place = place.substring(0, Math.max(0, Math.max(place.lastIndexOf('.'), place.lastIndexOf('['))));
        }
    }

    /** The way to a key's value. */
    static String wayTo(String way, String key) {
        return way.isEmpty() ? key : way + "." + key;
    }
}
