package dev.plumbline.reports.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Something that differs.
 *
 * @param name of the fact or score
 * @param first its value in the first; empty if it is not there
 * @param second likewise
 */
public record Change(String name, Optional<String> first, Optional<String> second) {
    public Change {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
    }

    /** The names whose values differ, sorted. */
    static List<Change> between(Map<String, String> first, Map<String, String> second) {
        TreeSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(first.get(name), second.get(name))) {
                changes.add(
                        new Change(name, Optional.ofNullable(first.get(name)), Optional.ofNullable(second.get(name))));
            }
        }
        return changes;
    }
}
