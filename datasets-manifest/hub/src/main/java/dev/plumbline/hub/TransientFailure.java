package dev.plumbline.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may go better the next time: a cut connection, an overloaded server. */
final class TransientFailure extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration wish;
    private final boolean unreachable;

    private TransientFailure(String message, @Nullable Throwable cause, @Nullable Duration wish, boolean unreachable) {
        super(message, cause);
        this.wish = wish;
        this.unreachable = unreachable;
    }

    /** A connection that broke or stood still. */
    static TransientFailure cut(String message, Throwable cause) {
        return new TransientFailure(message, cause, null, false);
    }

    /** An answer that cannot be gone on with. */
    static TransientFailure cut(String message) {
        return new TransientFailure(message, null, null, false);
    }

    /** A connection that was never made. */
    static TransientFailure unreachable(String message, Throwable cause) {
        return new TransientFailure(message, cause, null, true);
    }

    /** A server that asks for patience. */
    static TransientFailure busy(String message, Optional<Duration> wish) {
        return new TransientFailure(message, null, wish.orElse(null), false);
    }

    /** How long the server wants to be left alone, if it said so. */
    Optional<Duration> wish() {
        return Optional.ofNullable(wish);
    }

    boolean unreachable() {
        return unreachable;
    }
}
