package dev.plumbline.tasks.evaluate;

import dev.plumbline.manifest.Selection;
import java.util.ArrayList;
import java.util.List;

/** One subset of one split: what has a score of its own. */
public record Entry(String split, String subset) {

    /** Every entry of a selection in scoring order: all subsets of the first split, then of the second. */
    public static List<Entry> of(Selection selection) {
        List<Entry> entries = new ArrayList<>();
        for (String split : selection.splits()) {
            for (String subset : selection.subsets()) {
                entries.add(new Entry(split, subset));
            }
        }
        return entries;
    }

    /**
     * The entries that are scored before one.
     *
     * @throws IllegalArgumentException if the selection does not have it
     */
    public static List<Entry> before(Selection selection, String split, String subset) {
        List<Entry> entries = of(selection);
        int place = entries.indexOf(new Entry(split, subset));
        if (place < 0) {
            throw new IllegalArgumentException(split + "/" + subset + " was not selected");
        }
        return List.copyOf(entries.subList(0, place));
    }
}
