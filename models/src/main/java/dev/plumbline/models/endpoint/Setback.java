package dev.plumbline.models.endpoint;

import java.time.Duration;
import java.util.Optional;

/** An attempt that failed and may be repeated. */
final class Setback extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final transient Optional<Duration> wait;
    private final boolean brief;

    /**
     * An attempt that failed.
     *
     * @param what happened, to follow the endpoint's name
     * @param wait what the server asks to wait
     * @param brief whether repeating is likely to be in vain, and is soon given up
     */
    Setback(String what, Optional<Duration> wait, boolean brief) {
        // no cause: what a library says of an answer may repeat the key that a server repeated
        super(what);
        this.what = what;
        this.wait = wait;
        this.brief = brief;
    }

    /** The same with little hope. */
    Setback soonGivenUp() {
        return new Setback(what, wait, true);
    }

    Optional<Duration> waitAsked() {
        return wait;
    }

    boolean brief() {
        return brief;
    }
}
