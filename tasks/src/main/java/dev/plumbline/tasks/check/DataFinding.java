package dev.plumbline.tasks.check;

import java.util.Objects;

/**
 * An oddity of one split and subset.
 *
 * @param what is odd: documents, queries, texts
 * @param count of them that are odd
 * @param of so many
 * @param example the first, shortened; may be empty
 */
public record DataFinding(
        String task, String split, String subset, Issue issue, String what, long count, long of, String example) {

    private static final int SHOWN = 80;

    public DataFinding {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(subset, "subset");
        Objects.requireNonNull(issue, "issue");
        Objects.requireNonNull(what, "what");
        String line = example.replaceAll("\\s+", " ");
        int shown = line.codePointCount(0, line.length());
        example = shown <= SHOWN ? line : line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "...";
    }

    public Severity severity() {
        return issue.severity();
    }
}
