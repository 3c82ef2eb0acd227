package dev.plumbline.http;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Does something again that failed in passing: after pauses that double, half as long or half as long again by chance, or
 * after what the server asks for.
 *
 * @param first the first pause
 * @param longest that no pause is longer than, before chance, unless the server asks for it
 */
public record Retries(Duration first, Duration longest) {

    /** Pauses where nobody asked for others. */
    public static final Retries USUAL = new Retries(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private static final double SPREAD = 0.5;
    private static final int MOST_DOUBLINGS = 16;
    private static final long GIVE_UP = -1;

    public Retries {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
    }

    /** What is to be done about a failure. */
    @FunctionalInterface
    public interface Policy {
        /**
         * The pause before the next attempt.
         *
         * @param attempts how many have failed
         * @return empty to give up
         */
        Optional<Duration> pause(int attempts, RuntimeException failure);
    }

    /** How one waits. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    /** As {@link #call(Supplier, Policy, Sleeper)}, by the machine's clock. */
    public static <T> T call(Supplier<T> attempt, Policy policy) {
        return call(attempt, policy, pause -> Thread.sleep(pause.toMillis()));
    }

    /**
     * What an attempt returns in the end.
     *
     * @throws RuntimeException the last failure, once the policy gives up or the thread is interrupted, and stays so
     */
    public static <T> T call(Supplier<T> attempt, Policy policy, Sleeper sleeper) {
        RetryConfig config = RetryConfig.<T>custom()
                .maxAttempts(Integer.MAX_VALUE)
                .retryOnException(RuntimeException.class::isInstance)
                .intervalBiFunction((number, outcome) -> policy.pause(number, (RuntimeException) outcome.getLeft())
                        .map(Duration::toMillis)
                        .orElse(GIVE_UP))
                .build();
        // the one whose caller does the waiting
        Retry.AsyncContext<T> attempts = Retry.of("http", config).asyncContext();
        while (true) {
            try {
                return attempt.get();
            } catch (RuntimeException failure) {
                long millis = attempts.onError(failure);
                if (millis < 0) {
                    throw failure;
                }
                try {
                    sleeper.sleep(Duration.ofMillis(millis));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw failure;
                }
            }
        }
    }

    /**
     * The pause after a failure.
     *
     * @param attempts how many have failed, from 1
     * @param asked what the server asks for, which is the least then
     */
    public Duration pause(int attempts, Optional<Duration> asked) {
        long doubled = first.toMillis() << Math.min(MOST_DOUBLINGS, attempts - 1);
        return asked.map(wish -> wish.plusMillis(spread(first.toMillis())))
                .orElseGet(() -> Duration.ofMillis(spread(Math.min(doubled, longest.toMillis()))));
    }

    private static long spread(long millis) {
        return millis < 1 ? 0 : IntervalFunction.ofRandomized(millis, SPREAD).apply(1);
    }
}
