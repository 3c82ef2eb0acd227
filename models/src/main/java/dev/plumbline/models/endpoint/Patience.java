package dev.plumbline.models.endpoint;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Repeats one request: after pauses that double up to half a minute, half as long or half as long again by chance, or after
 * what the server asks for; until the deadline, and a few times only where there is little hope.
 */
final class Patience {

    private static final int BRIEF_ATTEMPTS = 4;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final double SPREAD = 0.5;
    private static final int MOST_DOUBLINGS = 16;
    private static final long GIVE_UP = -1;

    private final long firstPause;
    private final Duration deadline;
    private int attempts = 1;
    private int inVain;
    private long firstFailure;
    private String reason = "";

    private Patience(EndpointSettings settings) {
        this.firstPause = settings.firstPause().toMillis();
        this.deadline = settings.deadline();
    }

    /**
     * Does something until it does not fail with a {@link Setback}, or it is no use any more.
     *
     * @param listener told of every pause
     * @throws GivenUpException when it is no use any more
     */
    static <T> T repeat(EndpointSettings settings, Supplier<T> attempt, Listener listener) {
        Patience patience = new Patience(settings);
        RetryConfig config = RetryConfig.<T>custom()
                .maxAttempts(Integer.MAX_VALUE)
                .retryOnException(Setback.class::isInstance)
                .intervalBiFunction((number, outcome) -> {
                    Setback setback = (Setback) outcome.getLeft();
                    long pause = patience.next(setback);
                    if (pause >= 0) {
                        listener.pausing(setback, Duration.ofMillis(pause));
                    }
                    return pause;
                })
                .build();
        try {
            return Retry.of("endpoint", config).executeSupplier(attempt);
        } catch (Setback last) {
            if (Thread.currentThread().isInterrupted()) {
                throw new StoppedException();
            }
            throw new GivenUpException(last, patience.attempts, patience.reason);
        }
    }

    /** Hears of requests that are repeated. */
    interface Listener {
        void pausing(Setback setback, Duration pause);
    }

    /** The last failure of a request that is not repeated any more. */
    static final class GivenUpException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUpException(Setback last, int attempts, String reason) {
            super(last.getMessage() + (attempts > 1 ? " at the last of " + attempts + " attempts" : "") + reason);
        }
    }

    /** Milliseconds to the next attempt; a negative number, at which Resilience4j throws the failure, if there is none. */
    private long next(Setback setback) {
        long now = System.nanoTime();
        if (attempts == 1) {
            firstFailure = now;
        }
        inVain += setback.brief() ? 1 : 0;
        if (inVain >= BRIEF_ATTEMPTS) {
            return GIVE_UP;
        }
        long pause = setback.waitAsked()
                .map(asked -> asked.toMillis() + spread(firstPause))
                .orElseGet(() -> spread(backOff()));
        Duration spent = Duration.ofNanos(now - firstFailure);
        if (spent.plusMillis(pause).compareTo(deadline) > 0) {
            reason = setback.waitAsked()
                    .map(asked -> "; it asks to wait " + asked.toSeconds() + " s, longer than --api-deadline "
                            + deadline.toSeconds() + " s allows")
                    .orElse("; --api-deadline is " + deadline.toSeconds() + " s");
            return GIVE_UP;
        }
        attempts++;
        return pause;
    }

    private long backOff() {
        long doubled = firstPause << Math.min(MOST_DOUBLINGS, attempts - 1);
        return Math.min(doubled, LONGEST_PAUSE.toMillis());
    }

    private static long spread(long millis) {
        return millis < 1 ? 0 : IntervalFunction.ofRandomized(millis, SPREAD).apply(1);
    }
}
