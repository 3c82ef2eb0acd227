package dev.plumbline.trainer.rows;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of training data: {@code {"query": ..., "pos": [...], "neg": [...]}}, as KaLM and FlagEmbedding write them.
 *
 * @param query not blank
 * @param positives at least one, none blank
 * @param negatives none blank; may be empty
 * @param teacher a teacher's scores, {@code pos_scores} and {@code neg_scores}
 * @param score graded similarity of query and positive, such as an STS pair has
 * @param label class of the query, for classification and clustering
 * @param task what the row says it belongs to
 */
public record TrainingExample(
        String query,
        List<String> positives,
        List<String> negatives,
        Optional<TeacherScores> teacher,
        OptionalDouble score,
        Optional<String> label,
        Optional<String> task) {

    /**
     * A teacher's similarities.
     *
     * @param positives one per positive
     * @param negatives one per negative
     */
    public record TeacherScores(List<Double> positives, List<Double> negatives) {
        public TeacherScores {
            positives = List.copyOf(positives);
            negatives = List.copyOf(negatives);
        }
    }

    public TrainingExample {
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(task, "task");
        positives = List.copyOf(positives);
        negatives = List.copyOf(negatives);
        if (query.isBlank() || positives.isEmpty()) {
            throw new IllegalArgumentException("a training example has a query and a positive");
        }
        int expectedPositives = positives.size();
        int expectedNegatives = negatives.size();
        teacher.ifPresent(scores -> {
            if (scores.positives().size() != expectedPositives
                    || scores.negatives().size() != expectedNegatives) {
                throw new IllegalArgumentException("a teacher scores every positive and every negative");
            }
        });
    }
}
