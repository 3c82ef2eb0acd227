package dev.plumbline.tasks.sample;

import dev.plumbline.manifest.TaskSpec;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * How a subset's samples make its main score.
 *
 * @param kind the statistic
 * @param similarities the kinds of similarity each labelled pair has; empty unless the statistic is one of thresholds
 */
public record SampleStatistic(Kind kind, List<String> similarities) {

    private static final List<String> PAIR_SIMILARITIES =
            List.of("similarity", "cosine", "manhattan", "euclidean", "dot");

    private static final Set<String> CLUSTER_MEASURES = Set.of("v_measure", "ami");

    /** The statistics; see the package's description. */
    public enum Kind {
        MEAN,
        SPEARMAN,
        PEARSON,
        AP,
        ACCURACY,
        F1,
        NONE;

        /** As files spell it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SampleStatistic {
        Objects.requireNonNull(kind, "kind");
        similarities = List.copyOf(similarities);
    }

    /** The statistic of a task's main score. */
    public static SampleStatistic of(TaskSpec task) {
        String measure = task.mainScore();
        return switch (task.kind()) {
            case RETRIEVAL -> measure.contains("nauc") ? of(Kind.NONE) : of(Kind.MEAN);
            case SUMMARIZATION -> of(Kind.MEAN);
            case CLASSIFICATION -> of(measure.equals("accuracy") ? Kind.MEAN : Kind.NONE);
            case CLUSTERING_FAST, CLUSTERING_LEGACY -> of(CLUSTER_MEASURES.contains(measure) ? Kind.MEAN : Kind.NONE);
            case STS ->
                of(
                        measure.endsWith("spearman")
                                ? Kind.SPEARMAN
                                : measure.endsWith("pearson") ? Kind.PEARSON : Kind.NONE);
            case PAIR_CLASSIFICATION -> threshold(measure);
            case AGGREGATE -> of(Kind.NONE);
        };
    }

    private static SampleStatistic threshold(String measure) {
        int cut = measure.indexOf('_');
        String similarity = cut < 0 ? "" : measure.substring(0, cut);
        List<String> kinds = similarity.equals("max")
                ? PAIR_SIMILARITIES
                : PAIR_SIMILARITIES.stream().filter(similarity::equals).toList();
        return switch (measure.substring(cut + 1)) {
            case "ap" -> threshold(Kind.AP, kinds);
            case "accuracy" -> threshold(Kind.ACCURACY, kinds);
            case "f1" -> threshold(Kind.F1, kinds);
            default -> of(Kind.NONE);
        };
    }

    private static SampleStatistic threshold(Kind kind, List<String> similarities) {
        return similarities.isEmpty() ? of(Kind.NONE) : new SampleStatistic(kind, similarities);
    }

    private static SampleStatistic of(Kind kind) {
        return new SampleStatistic(kind, List.of());
    }
}
