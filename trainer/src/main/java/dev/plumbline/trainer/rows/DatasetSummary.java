package dev.plumbline.trainer.rows;

import java.util.Locale;
import java.util.Map;

/**
 * What a data set turned out to hold.
 *
 * @param rows good rows
 * @param skipped rows with errors, left out
 * @param withNegatives good rows with hard negatives
 * @param withTeacher good rows with a teacher's scores
 * @param graded good rows with a score of their own: all or none
 * @param fewestNegatives of the rows that have some, 0 if none has
 * @param mostNegatives of any row
 * @param sha256 of each file, by its path
 */
public record DatasetSummary(
        String name,
        long rows,
        long skipped,
        long withNegatives,
        long withTeacher,
        long graded,
        int fewestNegatives,
        int mostNegatives,
        Map<String, String> sha256) {

    public DatasetSummary {
        sha256 = Map.copyOf(sha256);
    }

    /** One line for a person. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%s: %,d rows", name, rows));
        if (skipped > 0) {
            line.append(String.format(Locale.ROOT, ", %,d skipped", skipped));
        }
        if (withNegatives > 0) {
            String count = fewestNegatives == mostNegatives
                    ? String.valueOf(mostNegatives)
                    : fewestNegatives + " to " + mostNegatives;
            line.append(String.format(Locale.ROOT, ", %,d with %s hard negatives", withNegatives, count));
        }
        if (withTeacher > 0) {
            line.append(String.format(Locale.ROOT, ", %,d with a teacher's scores", withTeacher));
        }
        return line.append(graded > 0 ? ", graded" : "").toString();
    }
}
