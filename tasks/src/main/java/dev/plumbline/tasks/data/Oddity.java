package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Something in the data that mteb scores and that a reader of the score should know of.
 *
 * @param what is odd, as a sentence goes on after a number: "texts are empty"
 * @param count how many there are
 * @param first where the first one is
 */
public record Oddity(String what, long count, String first) {

    public Oddity {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(first, "first");
        if (count < 1) {
            throw new IllegalArgumentException("nothing is odd");
        }
    }

    /** For people: the count, what it is, and the first place. */
    public String text() {
        return count + " " + what + "; the first: " + first;
    }

    /** Counts one kind of oddity; the place is made for the first one only. */
    public static final class Tally {
        private final String what;
        private long count;
        private String first = "";

        public Tally(String what) {
            this.what = what;
        }

        public void add(Supplier<String> place) {
            if (count++ == 0) {
                first = place.get();
            }
        }

        /** What was found, if anything. */
        public List<Oddity> found() {
            return count == 0 ? List.of() : List.of(new Oddity(what, count, first));
        }
    }

    /** What several tallies found, in their order. */
    public static List<Oddity> found(Tally... tallies) {
        List<Oddity> found = new ArrayList<>();
        for (Tally tally : tallies) {
            found.addAll(tally.found());
        }
        return List.copyOf(found);
    }
}
