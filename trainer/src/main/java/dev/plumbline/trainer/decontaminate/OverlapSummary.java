package dev.plumbline.trainer.decontaminate;

import java.util.List;
import java.util.Locale;

/**
 * What was found.
 *
 * @param testTexts looked for
 * @param tooShort test texts not looked for because they have too few words
 * @param rows training rows looked at
 * @param badRows left out because of an error
 * @param overlappingRows training rows with an overlap
 * @param counts overlaps by task, split and kind, in order
 * @param first the first overlaps
 */
public record OverlapSummary(
        long testTexts,
        long tooShort,
        long rows,
        long badRows,
        long overlappingRows,
        List<Count> counts,
        List<Overlap> first) {

    /**
     * Overlaps of one kind with one part of a task.
     *
     * @param overlaps training texts, each counted once
     */
    public record Count(TestSource test, Overlap.Kind kind, long overlaps) {}

    public OverlapSummary {
        counts = List.copyOf(counts);
        first = List.copyOf(first);
    }

    /** Whether no training row overlaps. */
    public boolean isClean() {
        return overlappingRows == 0;
    }

    /** One line for a person. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d of %,d training rows overlap with %,d test texts%s%s",
                overlappingRows,
                rows,
                testTexts,
                tooShort > 0 ? String.format(Locale.ROOT, "; %,d test texts were too short to look for", tooShort) : "",
                badRows > 0 ? String.format(Locale.ROOT, "; %,d training rows have errors", badRows) : "");
    }
}
