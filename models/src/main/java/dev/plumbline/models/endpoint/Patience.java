package dev.plumbline.models.endpoint;

import dev.plumbline.http.Retries;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Repeats one request: after pauses that double up to half a minute, half as long or half as long again by chance, or after
 * what the server asks for; until nobody was answered for as long as the deadline says, and a few times only where there is
 * little hope.
 */
final class Patience {

    private static final int BRIEF_ATTEMPTS = 4;

    private final Retries retries;
    private final Duration deadline;
    private final Timekeeper time;
    private final LongSupplier lastAnswer;
    private int attempts = 1;
    private int inVain;
    private long firstFailure;
    private String reason = "";

    private Patience(EndpointSettings settings, LongSupplier lastAnswer) {
        this.retries = new Retries(settings.firstPause(), Retries.USUAL.longest());
        this.deadline = settings.deadline();
        this.time = settings.time();
        this.lastAnswer = lastAnswer;
    }

    /**
     * Does something until it does not fail with a {@link Setback}, or it is no use any more.
     *
     * @param listener told of every pause
     * @param lastAnswer when the server answered anybody last, in nanoseconds: one that is crowded is not one that is gone
     * @throws GivenUpException when it is no use any more
     */
    static <T> T repeat(EndpointSettings settings, Supplier<T> attempt, Listener listener, LongSupplier lastAnswer) {
        Patience patience = new Patience(settings, lastAnswer);
        try {
            Retries.Policy policy = (failed, failure) -> {
                if (!(failure instanceof Setback setback)) {
                    return Optional.empty();
                }
                Optional<Duration> pause = patience.next(setback);
                pause.ifPresent(wait -> listener.pausing(setback, wait));
                return pause;
            };
            return Retries.call(attempt, policy, settings.time());
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

    /** The pause before the next attempt, if there is one. */
    private Optional<Duration> next(Setback setback) {
        long now = time.nanos();
        if (attempts == 1) {
            firstFailure = now;
        }
        inVain += setback.brief() ? 1 : 0;
        if (inVain >= BRIEF_ATTEMPTS) {
            return Optional.empty();
        }
        Duration pause = retries.pause(attempts, setback.waitAsked());
        Duration spent = Duration.ofNanos(Math.min(now - firstFailure, now - lastAnswer.getAsLong()));
        if (spent.plus(pause).compareTo(deadline) > 0) {
            reason = setback.waitAsked()
                    .map(asked -> "; it asks to wait " + asked.toSeconds() + " s, longer than --api-deadline "
                            + deadline.toSeconds() + " s allows")
                    .orElse("; --api-deadline is " + deadline.toSeconds() + " s");
            return Optional.empty();
        }
        attempts++;
        return Optional.of(pause);
    }
}
