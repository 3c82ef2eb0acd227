package dev.plumbline.trainer.checkpoint;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What weights depend on, by name: settings, hashes of data and of the weights they began with. Weights made with other
 * facts are other weights.
 *
 * @param facts by names such as {@code optimiser.peak}
 */
public record WeightFacts(@JsonValue Map<String, String> facts) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public WeightFacts {
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    /** No facts yet. */
    public static WeightFacts nothing() {
        return new WeightFacts(Map.of());
    }

    /**
     * With one more.
     *
     * @param value a record stands for its components, each a fact of its own; anything else for its text
     */
    public WeightFacts and(String name, Object value) {
        Map<String, String> more = new TreeMap<>(facts);
        add(more, name, value);
        return new WeightFacts(more);
    }

    private static void add(Map<String, String> facts, String name, Object value) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> add(facts, name, present));
        } else if (value instanceof Record structure) {
            for (RecordComponent component : structure.getClass().getRecordComponents()) {
                add(facts, name + "." + component.getName(), value(structure, component));
            }
        } else {
            facts.put(name, String.valueOf(value));
        }
    }

    private static Object value(Record structure, RecordComponent component) {
        try {
            return component.getAccessor().invoke(structure);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("settings are public records: " + component, e);
        }
    }

    /**
     * What is not the same.
     *
     * @param now others
     * @return a few words for each, by name; empty if all are the same
     */
    public List<String> differences(WeightFacts now) {
        SortedSet<String> names = new TreeSet<>(facts.keySet());
        names.addAll(now.facts.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String before = facts.getOrDefault(name, "nothing");
            String after = now.facts.getOrDefault(name, "nothing");
            if (!before.equals(after)) {
                differences.add(name + " was " + before + " and is " + after);
            }
        }
        return differences;
    }
}
