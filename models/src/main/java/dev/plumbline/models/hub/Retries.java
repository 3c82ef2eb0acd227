package dev.plumbline.models.hub;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Tries again what failed in passing: after growing, jittered waits, or after as long as the server asks for. */
final class Retries {

    private static final int ATTEMPTS = 6;
    /** No name resolved or no connection made: more likely no network than a hiccup. */
    private static final int ATTEMPTS_TO_CONNECT = 2;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WISH = Duration.ofMinutes(10);
    private static final double SPREAD = 0.5;
    private static final long GIVE_UP = -1;

    private final Duration firstWait;
    private final Consumer<String> notes;

    /** With waits from one second to half a minute. */
    Retries(Consumer<String> notes) {
        this(FIRST_WAIT, notes);
    }

    Retries(Duration firstWait, Consumer<String> notes) {
        this.firstWait = firstWait;
        this.notes = notes;
    }

    /** Something that can fail in passing. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    /**
     * What the attempt returns.
     *
     * @throws TransientFailure the last one, once trying again has not helped
     * @throws IOException any other failure, at once
     */
    <T> T call(Attempt<T> attempt) throws IOException {
        RetryConfig config = RetryConfig.<T>custom()
                .maxAttempts(Integer.MAX_VALUE)
                .retryOnException(failure -> passing(failure) != null)
                .intervalBiFunction((number, outcome) -> wait(number, passing(outcome.getLeft())))
                .build();
        try {
            return Retry.of("hub", config).executeSupplier(() -> {
                try {
                    return attempt.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                InterruptedIOException stopped = new InterruptedIOException("interrupted");
                stopped.initCause(e);
                throw stopped;
            }
            throw e.getCause();
        }
    }

    /** Null for a failure that is not in passing. */
    private static TransientFailure passing(Throwable failure) {
        return failure.getCause() instanceof TransientFailure passing ? passing : null;
    }

    /** Milliseconds to the next attempt; negative, at which Resilience4j throws the failure, if there is none. */
    private long wait(int attempts, TransientFailure failure) {
        Duration wish = failure.wish().orElse(Duration.ZERO);
        if (attempts >= (failure.unreachable() ? ATTEMPTS_TO_CONNECT : ATTEMPTS) || wish.compareTo(LONGEST_WISH) > 0) {
            return GIVE_UP;
        }
        long doubled = Math.min(firstWait.toMillis() << (attempts - 1), LONGEST_WAIT.toMillis());
        // what the server asks for is the least
        long wait = failure.wish().isPresent() ? wish.toMillis() + spread(firstWait.toMillis()) : spread(doubled);
        notes.accept(String.format(Locale.ROOT, "%s; trying again in %.1f s", failure.getMessage(), wait / 1e3));
        return wait;
    }

    private static long spread(long millis) {
        return millis < 1 ? 0 : IntervalFunction.ofRandomized(millis, SPREAD).apply(1);
    }
}
