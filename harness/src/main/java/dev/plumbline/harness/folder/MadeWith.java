package dev.plumbline.harness.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What decides a task's scores, by name. A result that was made with other facts is another measurement: it is not taken
 * over, and not completed.
 *
 * @param facts sorted by name, such as {@code model.revision}
 */
public record MadeWith(Map<String, String> facts) {

    /** The name of the hash over all that decides a model's vectors; where it differs, other facts may say why. */
    public static final String MODEL_HASH = "model.hash";

    /** The name of the fact that tells data from others; one that is not known is not compared. */
    public static final String DATA = "data";

    public MadeWith {
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    /** As it was recorded. */
    static MadeWith ofJson(JsonNode recorded) {
        Map<String, String> facts = new TreeMap<>();
        recorded.properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
        return new MadeWith(facts);
    }

    /** SHA-256 in hex over all of it. */
    public String hash() {
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> text.append(name.length())
                .append(' ')
                .append(name)
                .append(value.length())
                .append(' ')
                .append(value));
        return Sha256.hex(text.toString());
    }

    /**
     * What is not the same.
     *
     * @return a few words for each, by name; empty if all are the same
     */
    public List<String> differences(MadeWith now) {
        SortedSet<String> names = new TreeSet<>(facts.keySet());
        names.addAll(now.facts.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String before = facts.get(name);
            String after = now.facts.get(name);
            boolean unknown = name.equals(DATA) && (before == null || after == null);
            boolean said = name.equals(MODEL_HASH)
                    && names.stream()
                            .anyMatch(other -> other.startsWith("model.")
                                    && !other.equals(MODEL_HASH)
                                    && !Objects.equals(facts.get(other), now.facts.get(other)));
            if (!unknown && !said && !Objects.equals(before, after)) {
                differences.add("other " + name + " (" + shown(before) + ", now " + shown(after) + ")");
            }
        }
        return differences;
    }

    private static String shown(@Nullable String value) {
        if (value == null) {
            return "none";
        }
        return value.isEmpty()
                ? "empty"
                : value.length() <= 60 ? "\"" + value + "\"" : "\"" + value.substring(0, 60) + "...\"";
    }
}
