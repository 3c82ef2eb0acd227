package dev.plumbline.tasks.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One sample of a subset. Ids are unique in it. */
public sealed interface Sample {

    String id();

    /** The id of the first sample of those that it is not independent of; empty where it is alone. */
    String cluster();

    /** The same sample, of a cluster. */
    Sample inCluster(String first);

    /**
     * A sample with a score of its own.
     *
     * @param score NaN is legal where the task's is
     * @param details more about it, for a reader: numbers, strings, lists and maps of them
     */
    record Scored(String id, double score, Map<String, Object> details, String cluster) implements Sample {
        public Scored {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(cluster, "cluster");
            details = new LinkedHashMap<>(details);
        }

        public Scored(String id, double score, Map<String, Object> details) {
            this(id, score, details, "");
        }

        public Scored(String id, double score) {
            this(id, score, Map.of());
        }

        @Override
        public Scored inCluster(String first) {
            return new Scored(id, score, details, first);
        }
    }

    /** A pair with a similarity (a float32 value) and a gold rating. */
    record Rated(String id, double similarity, double gold, String cluster) implements Sample {
        public Rated {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(cluster, "cluster");
        }

        public Rated(String id, double similarity, double gold) {
            this(id, similarity, gold, "");
        }

        @Override
        public Rated inCluster(String first) {
            return new Rated(id, similarity, gold, first);
        }
    }

    /**
     * A pair that is alike (1) or not (0).
     *
     * @param similarities float32 values in the order of the statistic's kinds, greater means more alike
     */
    record Labelled(String id, int label, List<Double> similarities, String cluster) implements Sample {
        public Labelled {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(cluster, "cluster");
            similarities = List.copyOf(similarities);
        }

        public Labelled(String id, int label, List<Double> similarities) {
            this(id, label, similarities, "");
        }

        @Override
        public Labelled inCluster(String first) {
            return new Labelled(id, label, similarities, first);
        }
    }
}
