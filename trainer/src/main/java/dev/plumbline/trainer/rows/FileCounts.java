package dev.plumbline.trainer.rows;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file of training data holds, counted when it was indexed.
 *
 * @param sha256 of the file, in hex
 * @param withNegatives good rows that have hard negatives
 * @param withoutNegatives good rows that have none
 * @param withTeacher good rows with a teacher's scores
 * @param graded good rows with a score of their own
 * @param firstWithoutNegatives place of the first such row, or null
 * @param firstUngraded place of the first good row without a score of its own, or null
 * @param fewestNegatives of the rows that have some; 0 if none has
 * @param mostNegatives of any row
 * @param bad rows with errors
 * @param problems the first of them, in words
 */
record FileCounts(
        @JsonProperty("sha256") String sha256,
        @JsonProperty("with_negatives") long withNegatives,
        @JsonProperty("without_negatives") long withoutNegatives,
        @JsonProperty("with_teacher") long withTeacher,
        @JsonProperty("graded") long graded,
        @JsonProperty("first_without_negatives") @Nullable String firstWithoutNegatives,
        @JsonProperty("first_ungraded") @Nullable String firstUngraded,
        @JsonProperty("fewest_negatives") int fewestNegatives,
        @JsonProperty("most_negatives") int mostNegatives,
        @JsonProperty("bad") long bad,
        @JsonProperty("problems") List<String> problems) {

    FileCounts {
        problems = List.copyOf(problems);
    }

    long rows() {
        return withNegatives + withoutNegatives;
    }

    /** Counts rows while a file is read. */
    static final class Builder {

        private static final int SHOWN = 10;

        private long withNegatives;
        private long withoutNegatives;
        private long withTeacher;
        private long graded;
        private @Nullable String firstWithoutNegatives;
        private @Nullable String firstUngraded;
        private int fewestNegatives;
        private int mostNegatives;
        private long bad;
        private final List<String> problems = new ArrayList<>();

        void add(TrainingExample example, RowPlace place) {
            int negatives = example.negatives().size();
            if (negatives > 0) {
                fewestNegatives = withNegatives == 0 ? negatives : Math.min(fewestNegatives, negatives);
                mostNegatives = Math.max(mostNegatives, negatives);
                withNegatives++;
            } else {
                firstWithoutNegatives = withoutNegatives++ == 0 ? place.toString() : firstWithoutNegatives;
            }
            withTeacher += example.teacher().isPresent() ? 1 : 0;
            if (example.score().isPresent()) {
                graded++;
            } else if (firstUngraded == null) {
                firstUngraded = place.toString();
            }
        }

        void addProblem(String message) {
            if (bad++ < SHOWN) {
                problems.add(message);
            }
        }

        FileCounts build(String sha256) {
            return new FileCounts(
                    sha256,
                    withNegatives,
                    withoutNegatives,
                    withTeacher,
                    graded,
                    firstWithoutNegatives,
                    firstUngraded,
                    fewestNegatives,
                    mostNegatives,
                    bad,
                    problems);
        }
    }
}
