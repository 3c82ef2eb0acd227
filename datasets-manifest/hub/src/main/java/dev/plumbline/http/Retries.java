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

    /**
     * What an attempt returns in the end.
     *
     * @throws RuntimeException the last failure, once the policy gives up or the thread is interrupted
     */
    public static <T> T call(Supplier<T> attempt, Policy policy) {
        RetryConfig config = RetryConfig.<T>custom()
                .maxAttempts(Integer.MAX_VALUE)
                .retryOnException(RuntimeException.class::isInstance)
                .intervalBiFunction((number, outcome) -> policy.pause(number, (RuntimeException) outcome.getLeft())
                        .map(Duration::toMillis)
                        // at a negative number Resilience4j throws the failure
                        .orElse(GIVE_UP))
                .build();
        return Retry.of("http", config).executeSupplier(attempt);
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
