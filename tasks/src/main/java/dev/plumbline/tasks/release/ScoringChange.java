package dev.plumbline.tasks.release;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What moved a number between the releases of mteb that are reproduced, each with the first release that has it, found by
 * {@code test/oracle/diff_releases.py}. Everything that depends on the release is listed here and nowhere else.
 */
public enum ScoringChange {

    /**
     * A threshold on the similarity of pairs is no longer placed between pairs of one similarity, where their order in the
     * data decided: accuracy, F1, precision and recall, not average precision ({@code abstasks/pair_classification.py}, pull
     * request 5465).
     */
    THRESHOLDS_BETWEEN_SIMILARITIES("2.21.8", "#5465", "thresholds between tied similarities") {
        @Override
        boolean touches(TaskSpec task) {
            return task.kind() == TaskKind.PAIR_CLASSIFICATION;
        }

        @Override
        boolean touches(Optional<TaskSpec> task, String measure) {
            int end = measure.indexOf('_');
            return end > 0
                    && SIMILARITIES.contains(measure.substring(0, end))
                    && THRESHOLDED.contains(measure.substring(end + 1));
        }
    },

    /**
     * nAUC gives queries of one confidence the mean of their metric, where their order decided which were kept ({@code
     * _evaluators/retrieval_metrics.py}, pull request 5613). The means are rounded otherwise too, which decides between NaN
     * and a number where all queries score the same.
     */
    CONFIDENCE_TIES_AVERAGED("2.26.5", "#5613", "nAUC of tied confidences") {
        @Override
        boolean touches(TaskSpec task) {
            return task.kind() == TaskKind.RETRIEVAL || task.kind() == TaskKind.AGGREGATE;
        }

        @Override
        boolean touches(Optional<TaskSpec> task, String measure) {
            return measure.startsWith("nauc_");
        }
    },

    /**
     * A stratified subsample numbers the labels of all splits together, where each split was numbered by itself and a label
     * missing in one shifted the numbers there ({@code AbsTask.stratified_subsampling} in {@code abstasks/abstask.py}).
     * Only classification holds one split's labels against another's.
     */
    LABELS_OF_ALL_SPLITS("2.26.12", "one label set", "label numbers of stratified subsamples") {
        @Override
        boolean touches(TaskSpec task) {
            return task.kind() == TaskKind.CLASSIFICATION
                    && task.transform() != null
                    && task.transform().startsWith("stratified")
                    && !knownToHaveOneLabelSet(task);
        }

        @Override
        boolean touches(Optional<TaskSpec> task, String measure) {
            return task.isPresent() && touches(task.get());
        }
    };

    private static final Set<String> SIMILARITIES =
            Set.of("similarity", "cosine", "manhattan", "euclidean", "dot", "max");

    private static final Set<String> THRESHOLDED = Set.of("accuracy", "f1", "precision", "recall");

    private final String since;
    private final String source;
    private final String what;

    ScoringChange(String since, String source, String what) {
        this.since = since;
        this.source = source;
        this.what = what;
    }

    /** The first release that has it. */
    public MtebVersion since() {
        return MtebVersion.parse(since).orElseThrow();
    }

    /** For a reader: what changed and where from that is known. */
    public String text() {
        return what + " (" + source + ")";
    }

    /** Whether some score of a task can differ by it. */
    abstract boolean touches(TaskSpec task);

    /**
     * Whether a measure can differ by it.
     *
     * @param task what is known of the task; empty for one that the manifest does not have
     * @param measure its name in result files
     */
    abstract boolean touches(Optional<TaskSpec> task, String measure);

    /** The changes that one of two releases has and the other lacks. */
    public static List<ScoringChange> between(MtebVersion one, MtebVersion other) {
        return Arrays.stream(values())
                .filter(change -> change.in(one) != change.in(other))
                .toList();
    }

    /** Those of {@link #between} that can move a measure. */
    public static List<ScoringChange> between(
            MtebVersion one, MtebVersion other, Optional<TaskSpec> task, String measure) {
        return between(one, other).stream()
                .filter(change -> change.touches(task, measure))
                .toList();
    }

    /**
     * Whether a result has it.
     *
     * @param version the {@code mteb_version} of an entry; one that cannot be read is taken for a new one
     */
    public boolean in(Optional<String> version) {
        return version.flatMap(MtebVersion::parse).map(this::in).orElse(true);
    }

    boolean in(MtebVersion release) {
        return since().compareTo(release) <= 0;
    }

    /** Whether the published counts say that every split of the data has the same labels. */
    private static boolean knownToHaveOneLabelSet(TaskSpec task) {
        if (task.expectedStats() == null) {
            return false;
        }
        Set<Set<String>> sets = new HashSet<>();
        for (JsonNode split : task.expectedStats()) {
            for (JsonNode subset : split) {
                if (!subset.path("label_counts").isObject()) {
                    return false;
                }
                Set<String> labels = new TreeSet<>();
                for (Iterator<String> names = subset.get("label_counts").fieldNames(); names.hasNext(); ) {
                    labels.add(names.next());
                }
                sets.add(labels);
            }
        }
        return sets.size() == 1 && task.expectedStats().size() > 1;
    }
}
