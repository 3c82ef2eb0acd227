package dev.plumbline.models.transformer;

import dev.plumbline.models.network.Attention;
import java.util.Collections;
import java.util.List;

/**
 * Which layers see only what is near.
 *
 * @param local per layer
 * @param back tokens before its own that a token sees in a local layer whose attention is causal
 * @param around tokens before and after its own that it sees there if attention is bidirectional
 */
public record Windows(List<Boolean> local, int back, int around) {

    public Windows {
        local = List.copyOf(local);
        if (local.contains(true) && (back < 0 || around < 0)) {
            throw new IllegalArgumentException("a window of " + back + " and " + around + " tokens");
        }
    }

    /** Every layer sees all. */
    static Windows none(int layers) {
        return new Windows(Collections.nCopies(layers, false), 0, 0);
    }

    /** Whether there is a local layer. */
    public boolean any() {
        return local.contains(true);
    }

    /** Tokens to one side that a token sees in a local layer. */
    public int reach(Attention attention) {
        return attention == Attention.CAUSAL ? back : around;
    }
}
