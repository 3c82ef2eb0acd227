package dev.plumbline.tasks.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One sample of a subset. Ids are unique in it. */
public sealed interface Sample {

    String id();

    /**
     * A sample with a score of its own.
     *
     * @param score NaN is legal where the task's is
     * @param details more about it, for a reader: numbers, strings, lists and maps of them
     */
    record Scored(String id, double score, Map<String, Object> details) implements Sample {
        public Scored {
            Objects.requireNonNull(id, "id");
            details = new LinkedHashMap<>(details);
        }

        public Scored(String id, double score) {
            this(id, score, Map.of());
        }
    }

    /** A pair with a similarity (a float32 value) and a gold rating. */
    record Rated(String id, double similarity, double gold) implements Sample {
        public Rated {
            Objects.requireNonNull(id, "id");
        }
    }

    /**
     * A pair that is alike (1) or not (0).
     *
     * @param similarities float32 values in the order of the statistic's kinds, greater means more alike
     */
    record Labelled(String id, int label, List<Double> similarities) implements Sample {
        public Labelled {
            Objects.requireNonNull(id, "id");
            similarities = List.copyOf(similarities);
        }
    }
}
