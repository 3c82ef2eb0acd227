package dev.plumbline.trainer.rows;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One query of a batch with what was drawn for it.
 *
 * @param dataset name of the data set it is of
 * @param origin file and line or row
 * @param query with its instruction
 * @param positive with its instruction, where passages have one
 * @param negatives hard negatives, as the positive
 * @param prompts what of these texts is no text of the row's
 * @param ids of the texts without instructions
 * @param teacher a teacher's similarity of the query to the positive and to each hard negative
 * @param score graded similarity of query and positive
 * @param label class of the query
 * @param mixing what hard-negative mixing uses; empty where there are no hard negatives
 */
public record TrainingRow(
        String dataset,
        RowPlace origin,
        String query,
        String positive,
        List<String> negatives,
        Prompts prompts,
        Ids ids,
        Optional<List<Double>> teacher,
        OptionalDouble score,
        Optional<String> label,
        Optional<MixingDraw> mixing) {

    /**
     * The instruction as it stands before texts, empty where there is none.
     *
     * @param query before the query
     * @param passage before positive and negatives
     */
    public record Prompts(String query, String passage) {
        public Prompts {
            Objects.requireNonNull(query, "query");
            Objects.requireNonNull(passage, "passage");
        }
    }

    /**
     * Equal ids are equal texts, see {@link TextKey}.
     *
     * @param negatives one per hard negative
     */
    public record Ids(long query, long positive, List<Long> negatives) {
        public Ids {
            negatives = List.copyOf(negatives);
        }
    }

    /**
     * Which two hard negatives are mixed, and how.
     *
     * @param lambda weight of the first, from Beta(2, 2)
     * @param first place among the hard negatives
     * @param second another place; the same where there is one hard negative only
     */
    public record MixingDraw(double lambda, int first, int second) {}

    /** Equal for positives that are not each other's queries' negatives: of one class, or the same text. */
    long positiveId() {
        return label.map(own -> TextKey.ofLabel(dataset, own)).orElse(ids.positive());
    }

    public TrainingRow {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(positive, "positive");
        Objects.requireNonNull(prompts, "prompts");
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(label, "label");
        negatives = List.copyOf(negatives);
        teacher = teacher.map(List::copyOf);
        int scored = 1 + negatives.size();
        if (ids.negatives().size() != negatives.size()
                || teacher.filter(scores -> scores.size() != scored).isPresent()
                || mixing.isPresent() == negatives.isEmpty()) {
            throw new IllegalArgumentException(
                    origin + ": ids, scores or draws do not fit " + negatives.size() + " hard negatives");
        }
    }

    /** Query and positive alone. */
    TrainingRow withoutNegatives() {
        return new TrainingRow(
                dataset,
                origin,
                query,
                positive,
                List.of(),
                prompts,
                new Ids(ids.query(), ids.positive(), List.of()),
                teacher.map(scores -> scores.subList(0, 1)),
                score,
                label,
                Optional.empty());
    }
}
