package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The samples of a task that are worth a look.
 *
 * @param task its name
 * @param samples how many it has
 * @param measure what is wrong with a sample
 * @param worst the candidate's worst
 * @param won those on which the candidate is ahead of the baseline by most
 * @param lost those on which it is behind by most
 * @param ahead number of samples on which the candidate is ahead
 * @param behind likewise
 */
public record TaskSampleRows(
        String task,
        int samples,
        Measure measure,
        List<Row> worst,
        List<Row> won,
        List<Row> lost,
        int ahead,
        int behind) {
    public TaskSampleRows {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(measure, "measure");
        worst = List.copyOf(worst);
        won = List.copyOf(won);
        lost = List.copyOf(lost);
    }

    /** What a sample's error is. */
    public enum Measure {
        /** 1 less the sample's score. */
        SCORE,
        /** How far the pair's place by similarity is from its place by rating, as a share of all pairs. */
        RANK,
        /** Share of all pairs that are less alike (a negative pair) or more alike (a positive one). */
        PLACE
    }

    /**
     * A sample.
     *
     * @param split of it
     * @param subset of it
     * @param id of it
     * @param candidate the candidate's error, 0 to 1
     * @param baseline the baseline's; empty where it has no samples
     * @param truth the label or rating, where there is one
     * @param said what the candidate made of it
     * @param texts of it, where the data are at hand
     */
    public record Row(
            String split,
            String subset,
            String id,
            double candidate,
            OptionalDouble baseline,
            Optional<String> truth,
            String said,
            List<Text> texts) {
        public Row {
            Objects.requireNonNull(split, "split");
            Objects.requireNonNull(subset, "subset");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(truth, "truth");
            Objects.requireNonNull(said, "said");
            texts = List.copyOf(texts);
        }
    }

    /**
     * A text of a sample.
     *
     * @param role what it is: query, document, relevant, text
     * @param text shortened
     */
    public record Text(String role, String text) {
        public Text {
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(text, "text");
        }
    }
}
