package dev.plumbline.hub;

import dev.plumbline.http.Retries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tries again what failed in passing, a few times.
 *
 * @param notes told of every pause
 */
record Attempts(Retries retries, Consumer<String> notes) {

    private static final int MOST = 6;
    /** No name resolved or no connection made: more likely no network than a hiccup. */
    private static final int MOST_TO_CONNECT = 2;

    private static final Duration LONGEST_WISH = Duration.ofMinutes(10);

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
        try {
            return Retries.call(
                    () -> {
                        try {
                            return attempt.run();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    this::pause);
        } catch (UncheckedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                InterruptedIOException stopped = new InterruptedIOException("interrupted");
                stopped.initCause(e);
                throw stopped;
            }
            throw e.getCause();
        }
    }

    /** Something that can fail in passing and returns nothing. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** As {@link #call}. */
    void run(Action action) throws IOException {
        call(() -> {
            action.run();
            return true;
        });
    }

    private Optional<Duration> pause(int attempts, RuntimeException thrown) {
        if (!(thrown.getCause() instanceof TransientFailure failure)) {
            return Optional.empty();
        }
        boolean asksTooLong = failure.wish().orElse(Duration.ZERO).compareTo(LONGEST_WISH) > 0;
        if (attempts >= (failure.unreachable() ? MOST_TO_CONNECT : MOST) || asksTooLong) {
            return Optional.empty();
        }
        Duration pause = retries.pause(attempts, failure.wish());
        notes.accept(
                String.format(Locale.ROOT, "%s; trying again in %.1f s", failure.getMessage(), pause.toMillis() / 1e3));
        return Optional.of(pause);
    }
}
