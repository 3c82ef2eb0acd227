package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

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
 * @param groups samples of a kind together: of a subset, a label, about a length
 */
public record TaskSampleRows(
        String task,
        int samples,
        Measure measure,
        List<Row> worst,
        List<Row> won,
        List<Row> lost,
        int ahead,
        int behind,
        List<Group> groups) {
    public TaskSampleRows {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(measure, "measure");
        worst = List.copyOf(worst);
        won = List.copyOf(won);
        lost = List.copyOf(lost);
        groups = List.copyOf(groups);
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
     * @param baselineSaid what the baseline did; empty where it has no such sample
     * @param texts of it, where the data are at hand
     * @param moves documents that stand in another place than with the baseline, the most relevant first
     */
    public record Row(
            String split,
            String subset,
            String id,
            double candidate,
            OptionalDouble baseline,
            Optional<String> truth,
            String said,
            Optional<String> baselineSaid,
            List<Text> texts,
            List<Move> moves) {
        public Row {
            Objects.requireNonNull(split, "split");
            Objects.requireNonNull(subset, "subset");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(truth, "truth");
            Objects.requireNonNull(said, "said");
            Objects.requireNonNull(baselineSaid, "baselineSaid");
            texts = List.copyOf(texts);
            moves = List.copyOf(moves);
        }
    }

    /** What the samples of a group have in common. */
    public enum Kind {
        /** The subset, by its name, which tells the language where a task has several. */
        SUBSET,
        /** The label. */
        LABEL,
        /** A third of the samples by the length of their texts. */
        LENGTH
    }

    /**
     * Samples of a kind.
     *
     * @param kind what they have in common
     * @param value of it; of lengths from and to, in characters
     * @param samples how many
     * @param candidate mean of the candidate's errors
     * @param baseline of the baseline's on the samples that it has; empty if it has none
     * @param ahead number of samples on which the candidate is ahead
     * @param behind likewise
     */
    public record Group(
            Kind kind, String value, int samples, double candidate, OptionalDouble baseline, int ahead, int behind) {
        public Group {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * A document that stands in another place of a query's list.
     *
     * @param document its id
     * @param relevance as judged; 0 where it is not
     * @param baseline place with the baseline, from 1; empty if not among the documents kept of the list
     * @param candidate likewise
     * @param text shortened; empty where the data are not at hand
     */
    public record Move(String document, double relevance, OptionalInt baseline, OptionalInt candidate, String text) {
        public Move {
            Objects.requireNonNull(document, "document");
            Objects.requireNonNull(text, "text");
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
