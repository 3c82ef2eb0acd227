package dev.plumbline.manifest;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.WrongValueException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which scores a kind of task has, so that a misspelt main score is noticed before all are computed. */
final class MainScores {

    /** A task may have cut-offs of its own. */
    private static final Pattern CUTOFF = Pattern.compile("_at_[0-9]+");

    private static final List<String> CORRELATIONS = List.of("spearman", "pearson");

    private MainScores() {}

    /**
     * Refuses a main score that the kind does not have.
     *
     * @throws WrongValueException with the nearest
     */
    static void check(TaskKind kind, String name) {
        if (kind == TaskKind.AGGREGATE) {
            return;
        }
        Set<String> known = of(kind);
        if (!known.contains(CUTOFF.matcher(name).replaceFirst("_at_10"))) {
            throw new WrongValueException(
                    "main_score",
                    "names no score of the kind " + kind.label() + ": '" + name + "'; nearest: "
                            + String.join(", ", NearestNames.of(name, known)),
                    known.iterator().next());
        }
    }

    private static Set<String> of(TaskKind kind) {
        return switch (kind) {
            case STS -> joined(List.of("cosine_", "", "manhattan_", "euclidean_"), CORRELATIONS);
            case SUMMARIZATION -> joined(List.of("cosine_", "", "dot_"), CORRELATIONS);
            case PAIR_CLASSIFICATION ->
                joined(
                        List.of("max_", "similarity_", "cosine_", "manhattan_", "euclidean_", "dot_"),
                        List.of("ap", "accuracy", "f1", "precision", "recall"));
            case CLASSIFICATION ->
                joined(
                        List.of(
                                "accuracy",
                                "f1",
                                "f1_weighted",
                                "precision",
                                "precision_weighted",
                                "recall",
                                "recall_weighted",
                                "ap",
                                "ap_weighted"),
                        List.of(""));
            case CLUSTERING_FAST -> joined(List.of("v_measure", "ami"), List.of("", "_std"));
            case CLUSTERING_LEGACY -> joined(List.of("v_measure"), List.of("", "_std"));
            case RETRIEVAL, AGGREGATE -> retrieval();
        };
    }

    private static Set<String> retrieval() {
        List<String> measures = List.of("ndcg", "map", "recall", "precision", "mrr", "hit_rate");
        Set<String> names = joined(measures, List.of("_at_10"));
        names.add("accuracy");
        joined(measures.subList(0, measures.size() - 1), List.of("_at_10_max", "_at_10_std", "_at_10_diff1"))
                .forEach(name -> names.add("nauc_" + name));
        List.copyOf(names).forEach(name -> names.add("max_over_subqueries_" + name));
        return names;
    }

    private static Set<String> joined(List<String> heads, List<String> tails) {
        List<String> names = new ArrayList<>();
        heads.forEach(head -> tails.forEach(tail -> names.add(head + tail)));
        return new LinkedHashSet<>(names);
    }
}
