package dev.plumbline.tasks.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The scores of one subset of one split, in mteb's key order. A value is a {@link Double} (NaN is legal), null, a
 * string, a list, or a map of such values.
 */
public final class Scores {

    /** The key under which mteb repeats a task's main score. */
    public static final String MAIN_SCORE = "main_score";

    private final Map<String, Object> values;

    private Scores(Map<String, Object> values) {
        this.values = values;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The main score; null where the file or an aggregate has none. */
    public @Nullable Double mainScore() {
        return number(MAIN_SCORE);
    }

    /** A score by name; null if it is absent, null, or not a number. */
    public @Nullable Double number(String name) {
        return values.get(name) instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
    }

    public Set<String> names() {
        return values.keySet();
    }

    /** Every score in order; unmodifiable. */
    public Map<String, Object> toMap() {
        return values;
    }

    /** The same scores under prefixed names. */
    public Scores prefixed(String prefix) {
        Builder builder = builder();
        values.forEach((name, value) -> builder.values.put(prefix + name, value));
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scores that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    /** Collects scores in order; a name may be given once. */
    public static final class Builder {
        private final Map<String, Object> values = new LinkedHashMap<>();

        private Builder() {}

        public Builder put(String name, double value) {
            return putValue(name, value);
        }

        /** Puts a number, null, string, list or map. */
        public Builder putValue(String name, @Nullable Object value) {
            if (values.containsKey(name)) {
                throw new IllegalStateException("score " + name + " is there already");
            }
            values.put(name, freeze(value));
            return this;
        }

        public Builder putAll(Scores scores) {
            scores.values.forEach(this::putValue);
            return this;
        }

        /** A score put before. */
        public double get(String name) {
            if (!(values.get(name) instanceof Double value)) {
                throw new IllegalStateException("no score " + name + "; there are " + values.keySet());
            }
            return value;
        }

        public Builder mainScoreFrom(String name) {
            return put(MAIN_SCORE, get(name));
        }

        public Scores build() {
            return new Scores(Collections.unmodifiableMap(new LinkedHashMap<>(values)));
        }

        private static @Nullable Object freeze(@Nullable Object value) {
            if (value instanceof List<?> list) {
                List<Object> copy = new ArrayList<>(list.size());
                list.forEach(element -> copy.add(freeze(element)));
                return Collections.unmodifiableList(copy);
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((key, element) -> copy.put((String) key, freeze(element)));
                return Collections.unmodifiableMap(copy);
            }
            return value;
        }
    }
}
