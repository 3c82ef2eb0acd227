package dev.plumbline.reports.gate;

import java.util.Objects;

/**
 * A gate that has decided nothing: the two cannot be compared, or tasks are still to be scored. What build servers are shown of
 * it takes the place of an earlier outcome, which would pass for this one.
 *
 * @param candidate name of the model that is checked, or where its results are
 * @param baseline likewise of the model that is compared with
 * @param says a sentence for a reader
 * @param refused whether the two cannot be compared, so that nothing more will come
 */
public record Undecided(String candidate, String baseline, String says, boolean refused) {
    public Undecided {
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(says, "says");
    }

    /** In two words. */
    String outcome() {
        return refused ? "not comparable" : "still open";
    }
}
